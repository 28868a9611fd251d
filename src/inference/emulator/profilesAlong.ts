/** Profile likelihoods along the parameters: ends of intervals, and curves as far as anything is worth a look. */
import { fitAlong, type BestFit } from './conditionalFit';
import { crossings, type Crossing, type CrossingTask } from './crossings';
import type { EmulatedLikelihood } from './emulatedLikelihood';
import type { EmulatorProblem } from './emulatorProblem';
import { minimiseMany, pick, type Minima } from './minimiseMany';
import { bestFit, tailHeight } from './valleys';

export interface EndOfInterval extends Crossing {
  /** Where −2 ln L has risen by 3.84. */
  readonly at95: number;
  readonly reached95: boolean;
}

/** Of −2 ln L: an interval of 95 % in one dimension. */
const height95 = 3.841458820694124;
const coarsePoints = 31;

export interface ProfileCurve {
  readonly xs: readonly number[];
  readonly minima: Minima;
  /** Over the whole range as well. */
  readonly scan: readonly { readonly x: number; readonly y: number }[];
}

export interface Profiles {
  readonly best: BestFit;
  readonly ends: readonly (readonly [EndOfInterval, EndOfInterval])[];
  readonly curves: readonly ProfileCurve[];
}

/** Begun again from a lower point where the profile finds one. */
export async function profiles(
  problem: EmulatorProblem,
  likelihood: EmulatedLikelihood,
  first: BestFit,
  others: readonly Float64Array[],
): Promise<Profiles | undefined> {
  let best = first;
  for (let tries = 0; ; tries++) {
    const ends = await endsOf(problem, likelihood, best);
    const curves: ProfileCurve[] = [];
    for (const [index] of problem.parameters.entries()) {
      curves.push(await curveOf(problem, likelihood, best, others, index, ends[index]!));
    }
    const lowest = curves
      .flatMap(({ minima }) => [...minima.values.keys()].map((point) => pick(minima, point, likelihood.size)))
      .sort((a, b) => a.values[0]! - b.values[0]!)[0];
    if (lowest === undefined || !(lowest.values[0]! < best.value - valley) || tries === mostTries) {
      return { best, ends, curves };
    }
    const again = bestFit(await minimiseMany(likelihood, lowest.at, best.fixed), best.fixed);
    if (again === undefined) return undefined;
    best = again;
  }
}

const mostTries = 3;
/** Of −ln L: what is lower by more is another minimum. */
const valley = 1e-3;

async function endsOf(
  { parameters }: EmulatorProblem,
  likelihood: EmulatedLikelihood,
  best: BestFit,
): Promise<(readonly [EndOfInterval, EndOfInterval])[]> {
  const tasks = parameters.flatMap((_, index) =>
    (['low', 'high'] as const).flatMap((side) =>
      [1, height95].map((height): CrossingTask => ({ best, index, side, height })),
    ),
  );
  const found = await crossings(likelihood, tasks);
  const end = (position: number): EndOfInterval => ({
    ...found[position]!,
    at95: found[position + 1]!.at,
    reached95: found[position + 1]!.reached,
  });
  return parameters.map((_, index) => [end(4 * index), end(4 * index + 2)] as const);
}

async function curveOf(
  { parameters }: EmulatorProblem,
  likelihood: EmulatedLikelihood,
  best: BestFit,
  others: readonly Float64Array[],
  index: number,
  [low, high]: readonly [EndOfInterval, EndOfInterval],
): Promise<ProfileCurve> {
  const range = parameters[index]!;
  const along = async (xs: readonly number[]): Promise<Minima> =>
    fitAlong(
      likelihood,
      best,
      xs.map((x) => new Map([[index, x]])),
      (point) => [point - 1, point + 1].filter((other) => other >= 0 && other < xs.length),
      others,
    );
  const rises = (xs: readonly number[], { values }: Minima): { readonly x: number; readonly y: number }[] =>
    xs.map((x, point) => ({ x, y: 2 * (values[point]! - best.value) }));
  const coarse = equallySpaced(range.low, range.high, coarsePoints);
  const scan = rises(coarse, await along(coarse));
  const [tailLow, tailHigh] = await crossings(likelihood, [
    { best, index, side: 'low', height: tailHeight },
    { best, index, side: 'high', height: tailHeight },
  ]);
  // As far as anything is worth a look, in other valleys too.
  const seen = scan.filter(({ y }) => y < tailHeight).map(({ x }) => x);
  const from = Math.min(tailLow!.at, ...seen);
  const to = Math.max(tailHigh!.at, ...seen);
  const points = Math.ceil(((to - from) / (high.at - low.at)) * pointsInInterval) + 1;
  const xs = equallySpaced(from, to, Math.min(Math.max(points, fewestPoints), mostPoints));
  return { xs, minima: await along(xs), scan };
}

/** Of a profile: points in its interval of 68 %, and at least and at most in all. */
const pointsInInterval = 10;
const fewestPoints = 41;
const mostPoints = 321;

export function equallySpaced(from: number, to: number, points: number): number[] {
  return Array.from({ length: points }, (_, i) => (i === points - 1 ? to : from + ((to - from) * i) / (points - 1)));
}
