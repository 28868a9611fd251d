/** How a distribution is written: `normal(mean, sigma)` or `uniform(from, to)`. */
const numeral = '[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?';

export const priorPattern = new RegExp(`^\\s*(normal|uniform)\\s*\\(\\s*(${numeral})\\s*,\\s*(${numeral})\\s*\\)\\s*$`);
export const priorForm = 'normal(mean, standard deviation) or uniform(from, to), with numbers';

/** The kind and its two numbers, as they stand; undefined where it is no such text. */
export function priorNumbers(
  text: string,
): { readonly kind: 'normal' | 'uniform'; readonly first: number; readonly second: number } | undefined {
  const [, kind, first, second] = priorPattern.exec(text) ?? [];
  if (kind !== 'normal' && kind !== 'uniform') return undefined;
  return { kind, first: Number(first), second: Number(second) };
}
