/**
 * Fits along a second coordinate, at each point of a profile along a first one: around every minimum that there is, since a
 * value of one coordinate may go with several of the other (a parabola's height with both of its branches).
 */
import { covarianceOf, response, type BestFit } from './conditionalFit';
import { crossings } from './crossings';
import type { EmulatedLikelihood } from './emulatedLikelihood';
import { minimiseMany, type Minima } from './minimiseMany';

/** Equally spaced values of the inner coordinate around one or more minima, at one point of the profile. */
export interface Segment {
  /** Position along the profile. */
  readonly outer: number;
  readonly xs: readonly number[];
  /** Of the first of its fits among all. */
  readonly from: number;
}

export interface InnerGrid {
  readonly segments: readonly Segment[];
  readonly minima: Minima;
  /** What is held in them. */
  readonly held: Uint8Array;
}

/** Of −2 ln L: how far the inner coordinate is followed from each minimum. */
const tailHeight = 25;
/** Of a segment around one minimum, and the most of one around several. */
const pointsAround = 25;
const mostPoints = 201;
/** Places where minima are begun at, over the range of the inner coordinate. */
const places = 8;
/** Standard deviations of a prior to either side, where there is no range. */
const priorReach = 5;

interface Reach {
  readonly outer: number;
  readonly modes: BestFit[];
  from: number;
  to: number;
  /** Width of the narrowest that is in it. */
  narrowest: number;
}

/** @param fits along the profile, with the outer coordinate held */
export async function innerGrid(
  likelihood: EmulatedLikelihood,
  fits: readonly BestFit[],
  inner: number,
): Promise<InnerGrid> {
  const { size } = likelihood;
  const modes = await modesOf(likelihood, fits, inner);
  const ends = await crossings(
    likelihood,
    modes.flatMap(({ best }) =>
      (['low', 'high'] as const).map((side) => ({ best, index: inner, side, height: tailHeight })),
    ),
  );
  const reaches: Reach[] = [];
  for (const [position, { outer, best }] of modes.entries()) {
    const [from, to] = [ends[2 * position]!.at, ends[2 * position + 1]!.at];
    const last = reaches.at(-1);
    if (last?.outer === outer && from < last.to) {
      // They are not far enough apart to be told from one another.
      last.from = Math.min(last.from, from);
      last.to = Math.max(last.to, to);
      last.narrowest = Math.min(last.narrowest, to - from);
      last.modes.push(best);
    } else {
      reaches.push({ outer, modes: [best], from, to, narrowest: to - from });
    }
  }
  const held = fits[0]!.fixed.slice();
  held[inner] = 1;
  const segments: Segment[] = [];
  const starts: Float64Array[] = [];
  for (const { outer, modes: around, from, to, narrowest } of reaches) {
    const wanted = Math.ceil(((to - from) / narrowest) * (pointsAround - 1)) + 1;
    const points = narrowest > 0 ? Math.min(Math.max(wanted, pointsAround), mostPoints) : pointsAround;
    const xs = Array.from({ length: points }, (_, i) => from + ((to - from) * i) / (points - 1));
    segments.push({ outer, xs, from: starts.length });
    for (const x of xs) {
      const distance = ({ at }: BestFit): number => Math.abs(at[inner]! - x);
      const nearest = around.reduce((one, other) => (distance(other) < distance(one) ? other : one));
      starts.push(response(nearest, new Map([[inner, x]])));
    }
  }
  const all = new Float64Array(starts.length * size);
  const masks = new Uint8Array(starts.length * size);
  for (const [row, start] of starts.entries()) {
    all.set(start, row * size);
    masks.set(held, row * size);
  }
  return { segments, minima: await minimiseMany(likelihood, all, masks), held };
}

/** For each point of the profile its minima, ascending in the inner coordinate. */
async function modesOf(
  likelihood: EmulatedLikelihood,
  fits: readonly BestFit[],
  inner: number,
): Promise<{ readonly outer: number; readonly best: BestFit }[]> {
  const { size } = likelihood;
  const [low, high] = rangeOf(likelihood, inner);
  const starts = new Float64Array(fits.length * places * size);
  const masks = new Uint8Array(fits.length * places * size);
  for (const [outer, fit] of fits.entries()) {
    for (let place = 0; place < places; place++) {
      const row = outer * places + place;
      const x = low + ((place + 0.5) / places) * (high - low);
      const start = fit.at.slice();
      start[inner] = x;
      starts.set(start, row * size);
      masks.set(fit.fixed, row * size);
    }
  }
  const found = await minimiseMany(likelihood, starts, masks);
  return fits.flatMap((fit, outer) => {
    const own: BestFit[] = [fit];
    for (let row = outer * places; row < (outer + 1) * places; row++) {
      const value = found.values[row]!;
      if (!(value - fit.value < tailHeight / 2)) continue;
      const at = found.at.slice(row * size, (row + 1) * size);
      const information = found.information.subarray(row * size * size, (row + 1) * size * size);
      const covariance = covarianceOf(information, fit.fixed);
      if (covariance === undefined) continue;
      const isNew = own.every((known) => {
        const sigma = Math.sqrt(Math.min(covariance[inner * size + inner]!, known.covariance[inner * size + inner]!));
        return Math.abs(known.at[inner]! - at[inner]!) > sigma / 2;
      });
      if (isNew) own.push({ at, value, covariance, fixed: fit.fixed });
    }
    return own.sort((a, b) => a.at[inner]! - b.at[inner]!).map((best) => ({ outer, best }));
  });
}

function rangeOf({ coordinates }: EmulatedLikelihood, k: number): readonly [number, number] {
  const { low, high, prior } = coordinates[k]!;
  if (prior === undefined) return [low, high];
  const reach = priorReach * prior.sigma;
  return [Math.max(low, prior.mean - reach), Math.min(high, prior.mean + reach)];
}
