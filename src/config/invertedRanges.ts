/** Ranges that are written from the higher to the lower end: which was meant cannot be known, but is one click away. */
import type { ConfigPath } from './analysis';
import { isPlainMap, type PlainValue } from './plainValue';
import { priorNumbers } from './priorText';
import type { Problem } from './problem';
import type { YamlSource } from './yamlSource';

/** Where ranges stand, `*` for any name. */
const places: readonly (readonly string[])[] = [
  ['emulator', 'parameters', '*'],
  ['emulator', 'nuisances', '*', 'trained'],
  ['emulator', 'nuisances', '*', 'tight'],
  ['emulator', 'nuisances', '*', 'loose'],
  ['nuisances', '*', 'grid'],
  ['nuisances', '*', 'prior'],
  ['inference', 'neyman', 'grid'],
];

/** Says so of every range of an emulator, grid of points and uniform prior; their values stay what they are. */
export function invertedRanges(value: PlainValue, source: YamlSource): readonly Problem[] {
  return places
    .flatMap((place) => valuesAt(value, place))
    .flatMap(({ path, value: one }): Problem[] => {
      const range = invertedIn(one);
      if (range === undefined) return [];
      const message = `'${String(path.at(-1))}' runs from ${range.from} down to ${range.to}: write the lower end first, or mend the one that is wrong.`;
      const fix = {
        range: source.locate({ path, on: 'value' }),
        text: range.swapped,
        title: `Swap: ${range.swapped}`,
      };
      return [{ code: 'config/value', severity: 'error', message, range: source.locate({ path }), fix }];
    });
}

interface Found {
  readonly path: ConfigPath;
  readonly value: PlainValue;
}

function valuesAt(value: PlainValue, place: readonly string[], path: ConfigPath = []): Found[] {
  const [name, ...rest] = place;
  if (name === undefined) return [{ path, value }];
  if (!isPlainMap(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    name === '*' || name === key ? valuesAt(inner, rest, [...path, key]) : [],
  );
}

/** From, to, and perhaps how many points; or a uniform prior. */
function invertedIn(
  value: PlainValue,
): { readonly from: number; readonly to: number; readonly swapped: string } | undefined {
  if (Array.isArray(value)) {
    const [from, to, ...more] = value;
    if (typeof from !== 'number' || typeof to !== 'number' || !(from > to)) return undefined;
    return { from, to, swapped: `[${[to, from, ...more].map(String).join(', ')}]` };
  }
  const prior = typeof value === 'string' ? priorNumbers(value) : undefined;
  if (prior?.kind !== 'uniform' || !(prior.first > prior.second)) return undefined;
  return { from: prior.first, to: prior.second, swapped: `'uniform(${prior.second}, ${prior.first})'` };
}
