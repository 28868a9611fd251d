import { isMap, isPair, isScalar, isSeq, Scalar, visit, type Document, type Pair } from 'yaml';

/**
 * Inside of braces and brackets, YAML cuts `normal(0, 1)` at its comma. Where plain scalars that follow each other in
 * the text close each other's parentheses, they are put together again, in place; the nodes made so are returned.
 */
export function joinSplitCalls(document: Document, text: string): ReadonlySet<Scalar> {
  const joined = new Set<Scalar>();
  if (!/\([^()\n]*,/.test(text)) return joined;
  visit(document, {
    Collection(_key, node) {
      if (node.flow !== true) return;
      for (let at = 0; at < node.items.length; at++) {
        const item: unknown = node.items[at];
        const first = isMap(node) ? (isPair(item) ? item.value : undefined) : item;
        if (!isPlain(first) || balance(first.source) <= 0) continue;
        const last = endOfCall(node.items, at, isMap(node));
        if (last === undefined) continue;
        const whole = joinedScalar(first, last.scalar, text);
        joined.add(whole);
        if (isPair(item)) item.value = whole;
        else if (isSeq(node)) node.items[at] = whole;
        node.items.splice(at + 1, last.index - at);
      }
    },
  });
  return joined;
}

/** The item with which a call that begins in the item at `from` is complete. */
function endOfCall(
  items: readonly unknown[],
  from: number,
  inMap: boolean,
): { readonly index: number; readonly scalar: Scalar } | undefined {
  const first = items[from];
  let open = balance(sourceOf(isPair(first) ? first.value : first));
  for (let index = from + 1; index < items.length; index++) {
    const item = items[index];
    const scalar = inMap && isPair(item) && isNothing(item) ? item.key : item;
    if (!isPlain(scalar)) return undefined;
    open += balance(scalar.source);
    if (open < 0) return undefined;
    if (open === 0) return { index, scalar };
  }
  return undefined;
}

function joinedScalar(first: Scalar, last: Scalar, text: string): Scalar {
  const from = first.range?.[0] ?? 0;
  const to = last.range?.[1] ?? from;
  const source = text.slice(from, to);
  const whole = new Scalar<unknown>(source.replace(/\s*\n\s*/g, ' '));
  whole.source = source;
  whole.type = 'PLAIN';
  whole.range = [from, to, to];
  if (first.anchor !== undefined) whole.anchor = first.anchor;
  return whole;
}

function isPlain(node: unknown): node is Scalar {
  return isScalar(node) && node.type === 'PLAIN';
}

/** A key without a value. */
function isNothing({ value }: Pair): boolean {
  return value === null || (isScalar(value) && value.value === null && (value.source ?? '') === '');
}

function sourceOf(node: unknown): string | undefined {
  return isScalar(node) ? node.source : undefined;
}

function balance(text = ''): number {
  let open = 0;
  for (const unit of text) open += unit === '(' ? 1 : unit === ')' ? -1 : 0;
  return open;
}
