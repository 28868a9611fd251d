/** The parts of an analysis file, for its outline and for folding. */
import type { ConfigPath } from '../config/analysis';
import type { TextRange } from '../config/document';
import type { ParsedAnalysis } from '../config/parse';
import { eachNode, type WrittenNode } from '../config/writtenNodes';
import { roleOf } from './roles';

export type OutlineKind =
  'section' | 'sample' | 'model' | 'nuisance' | 'side' | 'workingPoint' | 'feature' | 'check' | 'entry';

export interface OutlineItem {
  readonly name: string;
  /** What it is worth knowing of it: its file, its kind, its threshold. */
  readonly detail: string;
  readonly kind: OutlineKind;
  readonly range: TextRange;
  readonly selection: TextRange;
  readonly children: readonly OutlineItem[];
}

export function outlineOf(parsed: ParsedAnalysis): readonly OutlineItem[] {
  return parsed.written().flatMap((node) => (node.name === 'pullscope' ? [] : (itemOf(node) ?? [])));
}

function itemOf(node: WrittenNode): OutlineItem | undefined {
  const kind = kindOf(node);
  const name = node.key?.text ?? node.scalar?.text ?? '';
  if (kind === undefined || name === '') return undefined;
  return {
    name,
    detail: detailOf(node, kind),
    kind,
    range: node.range,
    selection: node.key?.range ?? node.value,
    children: node.children.flatMap((child) => itemOf(child) ?? []),
  };
}

/** Sections whose keys are worth finding. */
const sectionsOfEntries: ReadonlySet<unknown> = new Set([
  'application',
  'pulls',
  'learned',
  'inference',
  'undetected',
  'corruptions',
  'emulator',
  'abcd',
]);

/** Regions of a prediction; parameters and nuisances of an emulator. */
function isNamedInside([section, second, third, ...deeper]: ConfigPath): boolean {
  if (section === 'abcd') return third === 'regions' && deeper.length < 2;
  return (second === 'parameters' || second === 'nuisances') && third !== undefined && deeper.length === 0;
}

function kindOf({ path, key }: WrittenNode): OutlineKind | undefined {
  const [section] = path;
  const last = path.at(-1);
  const parent = path.at(-2);
  if (section === 'model' && path.length === 1) return 'model';
  if (path.length === 1) return 'section';
  if (path.length === 2) {
    if (section === 'samples') return 'sample';
    if (section === 'models') return 'model';
    if (section === 'nuisances') return 'nuisance';
    if (section === 'checks') return 'check';
    if (key !== undefined && sectionsOfEntries.has(section)) return 'entry';
  }
  if (section === 'abcd' || section === 'emulator')
    return key !== undefined && isNamedInside(path) ? 'entry' : undefined;
  if (parent === 'working-points') return 'workingPoint';
  if (roleOf(path, false)?.kind === 'expression' && path.includes('features')) return 'feature';
  if (section === 'nuisances' && path.length === 3) {
    return last === 'up' || last === 'down' || last === 'alternative' || last === 'cross-check' ? 'side' : undefined;
  }
  const isGroup = ['features', 'inputs', 'working-points'].includes(String(last));
  return (section === 'model' || section === 'models') && key !== undefined && isGroup ? 'entry' : undefined;
}

function detailOf({ children, scalar, path }: WrittenNode, kind: OutlineKind): string {
  const text = (name: string): string => children.find((child) => child.name === name)?.scalar?.text ?? '';
  switch (kind) {
    case 'sample':
    case 'model':
      return text('file');
    case 'nuisance':
      return text('kind');
    case 'check':
      return scalar?.text ?? text('level');
    case 'workingPoint':
      return scalar?.text ?? '';
    case 'entry':
      return path[0] === 'pulls' ? '' : (scalar?.text ?? '');
    case 'section':
    case 'side':
    case 'feature':
      return '';
  }
}

export interface Fold {
  readonly from: number;
  readonly to: number;
  readonly kind: 'comment' | 'region' | undefined;
}

/** Whatever goes over several lines: entries, comments, and what `# region` and `# endregion` enclose. */
export function foldsOf(parsed: ParsedAnalysis): readonly Fold[] {
  const folds: Fold[] = [];
  const add = (from: number, to: number, kind?: 'comment' | 'region'): void => {
    if (to > from) folds.push({ from, to, kind });
  };
  const text = new Set<number>();
  eachNode(parsed.written(), ({ range, scalar }) => {
    add(range.start.line, range.end.line);
    if (scalar === undefined) return;
    // A line that begins with # inside of a text is no comment.
    const { start, end } = scalar.range;
    for (let line = start.line + 1; line <= end.line; line++) if (line < end.line || end.character > 0) text.add(line);
  });
  const open: number[] = [];
  let comment: number | undefined;
  const lines = parsed.text.split('\n');
  lines.forEach((line, at) => {
    const isComment = /^\s*#/.test(line) && !text.has(at);
    if (isComment && /^\s*#\s*region\b/.test(line)) open.push(at);
    else if (isComment && /^\s*#\s*endregion\b/.test(line)) add(open.pop() ?? at, at, 'region');
    else if (isComment) comment ??= at;
    if (!isComment && comment !== undefined) {
      add(comment, at - 1, 'comment');
      comment = undefined;
    }
  });
  if (comment !== undefined) add(comment, lines.length - 1, 'comment');
  return distinct(folds);
}

/** One fold for each first line: the longest. */
function distinct(folds: readonly Fold[]): readonly Fold[] {
  const byLine = new Map<number, Fold>();
  for (const fold of folds) {
    const other = byLine.get(fold.from);
    if (other === undefined || other.to < fold.to) byLine.set(fold.from, fold);
  }
  return [...byLine.values()];
}
