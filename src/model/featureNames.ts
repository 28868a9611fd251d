/**
 * Names of features in a model's metadata, in the model's order. There is no standard; what is met in the field:
 * a JSON array, of names or of objects with a `name` (lwtnn); a Python list or a numpy array as printed; names between
 * commas or spaces.
 * @returns undefined where the text is none of these
 */
export function parseFeatureNames(text: string): string[] | undefined {
  const trimmed = text.trim();
  const names = fromJson(trimmed) ?? fromPython(trimmed) ?? fromPlain(trimmed);
  // A lone number says how many there are, not what they are called.
  const usable = names?.length && names.every((name) => name !== '' && !Number.isFinite(Number(name)));
  return usable ? names : undefined;
}

/** Metadata keys that may hold them, in the order in which they are believed. */
const keys = ['feature_names', 'features', 'inputs'];

export function featureNamesIn(metadata: Readonly<Record<string, string>>): string[] | undefined {
  for (const key of keys) {
    const names = parseFeatureNames(metadata[key] ?? '');
    if (names) return names;
  }
  return undefined;
}

function fromJson(text: string): string[] | undefined {
  if (!text.startsWith('[')) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  if (!Array.isArray(value)) return undefined;
  const names = value.map(nameOf);
  return names.every((name) => name !== undefined) ? names : undefined;
}

function nameOf(entry: unknown): string | undefined {
  if (typeof entry === 'string') return entry;
  if (typeof entry === 'object' && entry !== null && 'name' in entry && typeof entry.name === 'string') {
    return entry.name;
  }
  return undefined;
}

function fromPython(text: string): string[] | undefined {
  const inner = /^(?:array\()?[[(](.*?)[\])](?:, *dtype=.*\))?$/s.exec(text)?.[1];
  if (inner === undefined) return undefined;
  const names: string[] = [];
  const between = inner.replaceAll(
    /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/gs,
    (_quoted, single?: string, double?: string) => {
      names.push((single ?? double ?? '').replaceAll(/\\(.)/gs, '$1'));
      return ' ';
    },
  );
  if (names.length === 0) return fromPlain(inner);
  return /^[\s,]*$/.test(between) ? names : undefined;
}

function fromPlain(text: string): string[] | undefined {
  if (text === '' || /^[{[]/.test(text)) return undefined;
  const names = text.includes(',') ? betweenCommas(text) : text.split(/\s+/);
  return names.map((name) => name.trim()).filter((name) => name !== '');
}

/** Commas inside parentheses belong to a name: `min(pt1, pt2), HT`. */
function betweenCommas(text: string): string[] {
  const names: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === '(') depth++;
    else if (character === ')') depth--;
    else if (character === ',' && depth <= 0) {
      names.push(text.slice(start, index));
      start = index + 1;
    }
  }
  names.push(text.slice(start));
  return names;
}
