/**
 * What data say of the parameters of an emulator, under one set of priors of its nuisances: profile and marginal intervals,
 * what each nuisance makes of their width, and how well the best fit agrees with the data.
 */
import { chiSquaredTail } from '../../stats/gammaFunction';
import { covarianceOf, type BestFit } from './conditionalFit';
import { crossings } from './crossings';
import { EmulatedLikelihood } from './emulatedLikelihood';
import { coordinatesOf, type EmulatorProblem, type NuisancePrior } from './emulatorProblem';
import { crossChecked, marginalAlong, type Marginal } from './marginal';
import { planesOf, type Plane } from './planes';
import { profiles, type EndOfInterval } from './profilesAlong';
import { bestOfMany } from './valleys';

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
