/**
 * What data say of the parameters of an emulator, under one set of priors of its nuisances: profile and marginal intervals,
 * what each nuisance makes of their width, and how well the best fit agrees with the data.
 */
import { chiSquaredTail } from '../../stats/gammaFunction';
import { scrambledHalton } from '../../stats/scrambledHalton';
import { contourLines } from '../profileCurve';
import { covarianceOf, fitAlong, type BestFit } from './conditionalFit';
import { crossings, type Crossing, type CrossingTask } from './crossings';
import { EmulatedLikelihood, type Coordinate, type Predict } from './emulatedLikelihood';
import { crossChecked, marginalAlong, type Marginal } from './marginal';
import { minimiseMany, pick, type Minima } from './minimiseMany';
import type { Spectrum } from './spectrum';

/** How a nuisance is distributed; a number: it is known. */
export type NuisancePrior =
  | { readonly kind: 'known'; readonly value: number }
  | { readonly kind: 'normal'; readonly mean: number; readonly sigma: number }
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number };

export interface EmulatorParameter {
  readonly name: string;
  /** Scanned, and flat as a prior. */
  readonly low: number;
  readonly high: number;
}

export interface EmulatorNuisance {
  readonly name: string;
  readonly prior: NuisancePrior;
  /** Where the emulator was trained: nothing is asked for outside. */
  readonly trained?: { readonly low: number; readonly high: number };
  /** Of finite differences. */
  readonly step: number;
}

export interface EmulatorProblem {
  readonly predict: Predict;
  readonly spectrum: Spectrum;
  readonly parameters: readonly EmulatorParameter[];
  /** The emulator takes parameters first, then these. */
  readonly nuisances: readonly EmulatorNuisance[];
  /** Names the random numbers. */
  readonly seed: string;
  /** Called with the part that is done. */
  readonly onProgress: (fraction: number) => void;
}

export interface EndOfInterval extends Crossing {
  /** Where −2 ln L has risen by 3.84. */
  readonly at95: number;
  readonly reached95: boolean;
}

export interface FittedParameter {
  readonly name: string;
  readonly value: number;
  readonly low: EndOfInterval;
  readonly high: EndOfInterval;
  /** The interval with all nuisances held at their best fit; that of the data alone. */
  readonly dataAlone: { readonly low: number; readonly high: number };
  /** For each nuisance that is free, the interval with it held at its best fit. */
  readonly without: readonly { readonly nuisance: string; readonly low: number; readonly high: number }[];
  /** −2 ln of the profile likelihood ratio. */
  readonly curve: readonly { readonly x: number; readonly y: number }[];
  /** Another region inside of the scanned range where −2 ln L rises by less than 1, beyond the interval. */
  readonly otherRegion?: number;
  readonly marginal?: Marginal;
}

export interface FittedNuisance {
  readonly name: string;
  readonly prior: NuisancePrior;
  readonly value: number;
  /** From the curvature at the best fit. */
  readonly sigma: number;
  /** Held by the end of its range. */
  readonly atEdge: boolean;
}

export interface Plane {
  /** Positions of the parameters. */
  readonly x: number;
  readonly y: number;
  readonly contours: readonly {
    readonly height: number;
    readonly points: readonly { readonly x: number; readonly y: number }[];
  }[];
}

export interface EmulatorFit {
  readonly parameters: readonly FittedParameter[];
  readonly nuisances: readonly FittedNuisance[];
  readonly planes: readonly Plane[];
  /** Of the best fit, [observables]. */
  readonly prediction: readonly number[];
  /** −2 ln L at the best fit, against a prediction that equals the data and nuisances at their priors' means. */
  readonly chiSquared: number;
  readonly degreesOfFreedom: number;
  /** Undefined without degrees of freedom. */
  readonly pValue: number | undefined;
}

/** Of −2 ln L: an interval of 95 % in one dimension. */
export const height95 = 3.841458820694124;
/** Of −2 ln L for two parameters: 68.27 % and 95 %. */
export const planeHeights = [2.295748928898636, 5.991464547107979] as const;

/** How far marginal densities are followed: of −2 ln L, where they are 3e-7 of their height. */
const tailHeight = 30;
const starts = 32;
const coarsePoints = 31;
const planePoints = 33;
/** Planes of more than three parameters are not drawn. */
const mostInPlanes = 3;

/**
 * @returns undefined where the emulator predicts nothing that could be compared, at any point that was tried, or a parameter
 * changes nothing
 */
export async function fitEmulator(problem: EmulatorProblem): Promise<EmulatorFit | undefined> {
  const { parameters, nuisances, onProgress } = problem;
  const likelihood = new EmulatedLikelihood(coordinatesOf(problem), problem.spectrum, problem.predict);
  const fixed = Uint8Array.from([
    ...parameters.map(() => 0),
    ...nuisances.map(({ prior }) => (prior.kind === 'known' ? 1 : 0)),
  ]);
  const first = await bestOfMany(problem, likelihood, fixed);
  onProgress(0.1);
  if (first === undefined) return undefined;
  const starting = first.others.map(({ at }) => at);
  const found = await profiles(problem, likelihood, first.best, starting);
  if (found === undefined) return undefined;
  onProgress(0.4);
  const { best, ends, curves } = found;
  const integrated: (Marginal | undefined)[] = [];
  for (const [index, { name }] of parameters.entries()) {
    const { xs, minima } = curves[index]!;
    integrated.push(await marginalAlong(likelihood, xs, minima, index, fixed, `${problem.seed}/${name}`));
    onProgress(0.4 + (0.4 * (index + 1)) / parameters.length);
  }
  const marginals = crossChecked(integrated);
  const widths = await widthsWithout(problem, likelihood, best);
  onProgress(0.9);
  const planes = await planesOf(problem, likelihood, best, ends);
  const predicted = await likelihood.predict(best.at, 1);
  const chiSquared = 2 * best.value;
  const free = likelihood.coordinates.filter(({ prior }, k) => fixed[k] === 0 && prior === undefined).length;
  const degreesOfFreedom = problem.spectrum.values.length - free;
  return {
    parameters: parameters.map(({ name }, index): FittedParameter => {
      const { minima, xs, scan } = curves[index]!;
      const [low, high] = ends[index]!;
      const curve = xs.map((x, point) => ({ x, y: Math.max(2 * (minima.values[point]! - best.value), 0) }));
      const valleys = first.others.map(({ at, value }) => ({ x: at[index]!, y: 2 * (value - best.value) }));
      const other = [...valleys, ...curve, ...scan].find(({ x, y }) => y < 1 && (x < low.at || x > high.at));
      const marginal = marginals[index];
      return {
        name,
        value: best.at[index]!,
        low,
        high,
        ...widths[index]!,
        curve,
        ...(other !== undefined && { otherRegion: other.x }),
        ...(marginal && { marginal }),
      };
    }),
    nuisances: nuisances.map(({ name, prior }, position): FittedNuisance => {
      const k = parameters.length + position;
      const { low, high } = likelihood.coordinates[k]!;
      const value = best.at[k]!;
      return {
        name,
        prior,
        value,
        sigma: Math.sqrt(best.covariance[k * likelihood.size + k]!),
        atEdge: fixed[k] === 0 && (value <= low || value >= high),
      };
    }),
    planes,
    prediction: [...predicted],
    chiSquared,
    degreesOfFreedom,
    pValue: degreesOfFreedom > 0 ? chiSquaredTail(chiSquared, degreesOfFreedom) : undefined,
  };
}

function coordinatesOf({ parameters, nuisances }: EmulatorProblem): Coordinate[] {
  return [
    ...parameters.map(({ name, low, high }) => ({ name, low, high, step: (high - low) / 1000 })),
    ...nuisances.map(({ name, prior, trained, step }): Coordinate => {
      const all = trained ?? { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
      if (prior.kind !== 'uniform') return { name, ...all, step, ...(prior.kind === 'normal' && { prior }) };
      return { name, low: Math.max(prior.low, all.low), high: Math.min(prior.high, all.high), step };
    }),
  ];
}

/** The lowest of minima that are begun all over the ranges, and the others. */
async function bestOfMany(
  { parameters, nuisances, seed }: EmulatorProblem,
  likelihood: EmulatedLikelihood,
  fixed: Uint8Array,
): Promise<{ readonly best: BestFit; readonly others: readonly Valley[] } | undefined> {
  const { size } = likelihood;
  const spread = scrambledHalton(starts, size, `${seed}/starts`);
  // The first begins in the middle of everything.
  spread.fill(0.5, 0, size);
  const at = spread.map((u, index) => {
    const k = index % size;
    const { low, high } = likelihood.coordinates[k]!;
    const prior = nuisances[k - parameters.length]?.prior;
    if (prior?.kind === 'known') return prior.value;
    if (prior?.kind === 'normal') return Math.min(Math.max(prior.mean + (4 * u - 2) * prior.sigma, low), high);
    return low + u * (high - low);
  });
  const masks = new Uint8Array(starts * size);
  for (let i = 0; i < starts; i++) masks.set(fixed, i * size);
  const minima = await minimiseMany(likelihood, at, masks);
  const order = [...minima.values.keys()].sort((a, b) => minima.values[a]! - minima.values[b]!);
  const best = bestFit(pick(minima, order[0]!, size), fixed);
  if (best === undefined) return undefined;
  // Other valleys: those that are no better, but not the same.
  const others: Valley[] = [];
  for (const point of order) {
    const value = minima.values[point]!;
    const one = minima.at.slice(point * size, (point + 1) * size);
    const isNew = [best, ...others].every(({ at: known }) => {
      return one.some((x, k) => {
        const sigma = Math.sqrt(best.covariance[k * size + k]!);
        return Math.abs(x - known[k]!) > sigma;
      });
    });
    if (isNew && value - best.value < tailHeight / 2 && others.length < mostValleys) others.push({ at: one, value });
  }
  return { best, others };
}

const mostValleys = 3;

/** Another minimum. */
interface Valley {
  readonly at: Float64Array;
  readonly value: number;
}

function bestFit({ at, values, information }: Minima, fixed: Uint8Array): BestFit | undefined {
  const value = values[0]!;
  const covariance = covarianceOf(information, fixed);
  return value < Number.POSITIVE_INFINITY && covariance ? { at, value, covariance, fixed } : undefined;
}

interface ProfileCurve {
  readonly xs: readonly number[];
  readonly minima: Minima;
  /** Over the whole range as well. */
  readonly scan: readonly { readonly x: number; readonly y: number }[];
}

interface Profiles {
  readonly best: BestFit;
  readonly ends: readonly (readonly [EndOfInterval, EndOfInterval])[];
  readonly curves: readonly ProfileCurve[];
}

/** Begun again from a lower point where the profile finds one. */
async function profiles(
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

function equallySpaced(from: number, to: number, points: number): number[] {
  return Array.from({ length: points }, (_, i) => (i === points - 1 ? to : from + ((to - from) * i) / (points - 1)));
}

/** Intervals with one nuisance held where it fits best, and with all. */
async function widthsWithout(
  { parameters, nuisances }: EmulatorProblem,
  likelihood: EmulatedLikelihood,
  best: BestFit,
): Promise<Pick<FittedParameter, 'dataAlone' | 'without'>[]> {
  const held = (which: readonly number[]): BestFit => {
    const fixed = best.fixed.slice();
    for (const k of which) fixed[k] = 1;
    return { ...best, fixed, covariance: conditional(best, fixed) };
  };
  const free = nuisances.flatMap(({ name }, position) => {
    const k = parameters.length + position;
    return best.fixed[k] === 1 ? [] : [{ name, k }];
  });
  const cases = [held(free.map(({ k }) => k)), ...free.map(({ k }) => held([k]))];
  const tasks = parameters.flatMap((_, index) =>
    cases.flatMap((one) => (['low', 'high'] as const).map((side) => ({ best: one, index, side, height: 1 }))),
  );
  const found = await crossings(likelihood, tasks);
  return parameters.map((_, index) => {
    const interval = (one: number): { readonly low: number; readonly high: number } => {
      const position = 2 * (index * cases.length + one);
      return { low: found[position]!.at, high: found[position + 1]!.at };
    };
    return {
      dataAlone: interval(0),
      without: free.map(({ name }, one) => ({ nuisance: name, ...interval(one + 1) })),
    };
  });
}

/** The covariance with more coordinates held: of the information, the rows and columns that stay. */
function conditional({ covariance, fixed }: BestFit, held: Uint8Array): Float64Array {
  const information = covarianceOf(covariance, fixed);
  return (information && covarianceOf(information, held)) ?? covariance;
}

async function planesOf(
  { parameters }: EmulatorProblem,
  likelihood: EmulatedLikelihood,
  best: BestFit,
  ends: Profiles['ends'],
): Promise<Plane[]> {
  const planes: Plane[] = [];
  const many = Math.min(parameters.length, mostInPlanes);
  for (let x = 0; x < many; x++) {
    for (let y = x + 1; y < many; y++) planes.push(await planeOf(likelihood, best, ends, x, y));
  }
  return planes;
}

async function planeOf(
  likelihood: EmulatedLikelihood,
  best: BestFit,
  ends: Profiles['ends'],
  x: number,
  y: number,
): Promise<Plane> {
  // Half as far again as where one parameter alone has risen by 3.84.
  const axis = (index: number): number[] => {
    const [from, to] = ends[index]!;
    const { low, high } = likelihood.coordinates[index]!;
    const centre = best.at[index]!;
    return equallySpaced(
      Math.max(centre + 1.5 * (from.at95 - centre), low),
      Math.min(centre + 1.5 * (to.at95 - centre), high),
      planePoints,
    );
  };
  const [xs, ys] = [axis(x), axis(y)];
  const held = ys.flatMap((b) =>
    xs.map(
      (a) =>
        new Map([
          [x, a],
          [y, b],
        ]),
    ),
  );
  const found = await fitAlong(likelihood, best, held, (point) => {
    const column = point % planePoints;
    return [
      ...(column > 0 ? [point - 1] : []),
      ...(column + 1 < planePoints ? [point + 1] : []),
      ...[point - planePoints, point + planePoints].filter((other) => other >= 0 && other < held.length),
    ];
  });
  const plane = found.values.map((value) => Math.min(2 * (value - best.value), highest));
  return {
    x,
    y,
    contours: planeHeights.flatMap((height) =>
      contourLines(plane, xs, ys, height).map((points) => ({ height, points })),
    ),
  };
}

/** What is nowhere predicted has a number too, for the lines between. */
const highest = 1e6;
