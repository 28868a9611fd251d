/** The profile likelihood along one parameter, and over the strength and a nuisance. */
import { strengthIndex, type Fit } from './fitModel';
import { profileRatio } from './interval';
import type { Observation } from './likelihood';
import type { Minimum } from './minimise';

/** −2 ln of the profile likelihood ratio at each value. Values ascend; each fit begins where its neighbour ended. */
export function profileCurve(
  model: Fit,
  data: Observation,
  best: Minimum,
  index: number,
  values: readonly number[],
): number[] {
  let start = best.at;
  return values.map((value) => {
    const { ratio, at } = profileRatio(model, data, best, index, value, start);
    start = at;
    return ratio;
  });
}

/**
 * −2 ln of the likelihood ratio on a grid, at [nuisance · strengths + strength]; the other nuisances are fitted.
 * @param index of the nuisance among the parameters
 */
export function likelihoodPlane(
  model: Fit,
  data: Observation,
  best: Minimum,
  index: number,
  strengths: readonly number[],
  values: readonly number[],
): Float64Array {
  const plane = new Float64Array(strengths.length * values.length);
  values.forEach((value, row) => {
    let start = best.at;
    strengths.forEach((strength, column) => {
      const held = new Map([
        [strengthIndex, strength],
        [index, value],
      ]);
      const { value: lowest, at } = model.fit(data, held, start);
      start = at;
      plane[row * strengths.length + column] = Math.max(2 * (lowest - best.value), 0);
    });
  });
  return plane;
}

/**
 * Lines of one height on a grid, by linear interpolation (marching squares), each as points in the order in which they
 * are joined; closed ones end where they begin.
 */
export function contourLines(
  plane: Float64Array,
  xs: readonly number[],
  ys: readonly number[],
  height: number,
): { readonly x: number; readonly y: number }[][] {
  const segments: [string, string][] = [];
  const points = new Map<string, { x: number; y: number }>();
  const at = (i: number, j: number): number => plane[j * xs.length + i]! - height;
  const cross = (i: number, j: number, along: 'x' | 'y'): string => {
    const key = `${i}/${j}/${along}`;
    const [i2, j2] = along === 'x' ? [i + 1, j] : [i, j + 1];
    const part = at(i, j) / (at(i, j) - at(i2, j2));
    points.set(key, { x: xs[i]! + part * (xs[i2]! - xs[i]!), y: ys[j]! + part * (ys[j2]! - ys[j]!) });
    return key;
  };
  for (let j = 0; j + 1 < ys.length; j++) {
    for (let i = 0; i + 1 < xs.length; i++) {
      const below = [at(i, j), at(i + 1, j), at(i + 1, j + 1), at(i, j + 1)].map((value) => value < 0);
      const edges = [
        below[0] !== below[1] ? cross(i, j, 'x') : undefined,
        below[1] !== below[2] ? cross(i + 1, j, 'y') : undefined,
        below[2] !== below[3] ? cross(i, j + 1, 'x') : undefined,
        below[3] !== below[0] ? cross(i, j, 'y') : undefined,
      ].filter((edge) => edge !== undefined);
      // Four crossings are a saddle: neighbours are joined in turn.
      for (let pair = 0; pair + 1 < edges.length; pair += 2) segments.push([edges[pair]!, edges[pair + 1]!]);
    }
  }
  return chains(segments).map((chain) => chain.map((key) => points.get(key)!));
}

function chains(segments: readonly (readonly [string, string])[]): string[][] {
  const neighbours = new Map<string, string[]>();
  const join = (a: string, b: string): void => void neighbours.set(a, [...(neighbours.get(a) ?? []), b]);
  for (const [a, b] of segments) {
    join(a, b);
    join(b, a);
  }
  const used = new Set<string>();
  const follow = (start: string): string[] => {
    const chain = [start];
    used.add(start);
    for (let last = start; ;) {
      const next = neighbours.get(last)?.find((one) => !used.has(one));
      if (next === undefined) break;
      used.add(next);
      chain.push(next);
      last = next;
    }
    const isClosed = chain.length > 2 && neighbours.get(chain[chain.length - 1]!)?.includes(start) === true;
    return isClosed ? [...chain, start] : chain;
  };
  // Open lines begin at an end.
  const ends = [...neighbours.keys()].filter((key) => neighbours.get(key)?.length === 1);
  return [...ends, ...neighbours.keys()].flatMap((key) => (used.has(key) ? [] : [follow(key)]));
}
