/**
 * Neyman construction (J. Neyman, Phil. Trans. A 236 (1937) 333; G. Feldman and R. Cousins, PRD 57 (1998) 3873): at each
 * strength of a grid, pseudo-experiments tell below which value of the test statistic 68.27 % of them lie. What is accepted
 * there makes the belt; intervals read off it cover by construction where the nuisances are at nominal. Whether they do
 * elsewhere, and whether those of the asymptotic rule (statistic below 1) do, is counted with other pseudo-experiments.
 */
import { Random } from '../stats/random';
import { oneSigma } from './coverageScore';
import type { FitModel } from './fitModel';
import type { Observation } from './likelihood';
import { poissonDrawer } from './poissonDrawer';
import { relativeErrors } from './templates';
import type { TestStatistic } from './testStatistic';

export interface ConstructionPlan {
  /** What pseudo-experiments are drawn from. */
  readonly model: FitModel;
  readonly statistic: TestStatistic;
  /** Ascending. */
  readonly strengths: readonly number[];
  /** True values of all nuisances, in standard deviations, at which coverage is counted; the first are nominal. */
  readonly truths: readonly Float64Array[];
  /** Pseudo-experiments for each point. */
  readonly toys: number;
  /** Of these, how many have their whole interval found, for its width. */
  readonly widths: number;
  /** Names the random numbers. */
  readonly seed: string;
}

/** The belt at one strength. */
export interface BeltPoint {
  readonly strength: number;
  /** Value of the statistic below which 68.27 % lie, and its 68.27 % interval from the order of the pseudo-experiments. */
  readonly critical: { readonly value: number; readonly low: number; readonly high: number };
  /** Of the estimates: what 15.87 %, half and 84.13 % lie below. */
  readonly estimates: { readonly low: number; readonly middle: number; readonly high: number };
}

/** Coverage at one strength and one truth of the nuisances. */
export interface CoveragePoint {
  readonly strength: number;
  /** Position among the truths. */
  readonly truth: number;
  readonly toys: number;
  /** Pseudo-experiments whose interval holds the truth: by the asymptotic rule, and by the belt. */
  readonly asymptotic: number;
  readonly belt: number;
  /** Mean width of the asymptotic intervals of the first ones, how many they are, and how many hold the truth. */
  readonly width: { readonly mean: number; readonly toys: number; readonly covered: number };
}

export interface Construction {
  readonly belt: readonly BeltPoint[];
  readonly coverage: readonly CoveragePoint[];
}

/**
 * @param pause called often with the fraction that is done: lets others work, and throws to cancel
 */
export async function construct(
  { model, statistic, strengths, truths, toys, widths, seed }: ConstructionPlan,
  pause: (fraction: number) => Promise<void>,
): Promise<Construction> {
  const all = strengths.length * (truths.length + 1) * toys;
  let done = 0;
  const step = async (): Promise<void> => {
    done++;
    if (done % 25 === 0) await pause(done / all);
  };
  const belt: BeltPoint[] = [];
  const coverage: CoveragePoint[] = [];
  for (const strength of strengths) {
    const nominal = truths[0] ?? new Float64Array(model.templates.nuisances.length);
    const ratios = new Float64Array(toys);
    const estimates = new Float64Array(toys);
    const draw = drawnAt(model, strength, nominal, new Random(`${seed}/belt/${strength}`));
    for (let toy = 0; toy < toys; toy++) {
      const found = statistic.of(draw());
      ratios[toy] = found.at(strength);
      estimates[toy] = found.estimate;
      await step();
    }
    const point = beltPoint(strength, ratios.sort(), estimates.sort());
    belt.push(point);
    for (const [truth, values] of truths.entries()) {
      const drawOther = drawnAt(model, strength, values, new Random(`${seed}/coverage/${strength}/${truth}`));
      const counted = { asymptotic: 0, belt: 0, widths: 0, covered: 0 };
      for (let toy = 0; toy < toys; toy++) {
        const found = statistic.of(drawOther());
        const ratio = found.at(strength);
        if (ratio <= 1) counted.asymptotic++;
        if (ratio <= point.critical.value) counted.belt++;
        if (toy < widths) {
          const { low, high } = found.interval();
          counted.widths += high - low;
          if (ratio <= 1) counted.covered++;
        }
        await step();
      }
      const n = Math.min(widths, toys);
      coverage.push({
        strength,
        truth,
        toys,
        asymptotic: counted.asymptotic,
        belt: counted.belt,
        width: { mean: counted.widths / n, toys: n, covered: counted.covered },
      });
    }
  }
  return { belt, coverage };
}

/** Draws counts and auxiliary measurements of pseudo-experiments. */
function drawnAt(model: FitModel, strength: number, nuisances: Float64Array, random: Random): () => Observation {
  const at = model.nominal(strength);
  nuisances.forEach((value, nuisance) => (at[nuisance + 1] = value));
  const expected = model.expected(at);
  const { templates, options } = model;
  const errors = options.templateErrors ? relativeErrors(templates) : new Float64Array(templates.bins);
  const drawers = Array.from(expected, (content) => poissonDrawer(Math.max(content, 0)));
  return () => ({
    counts: Float64Array.from(drawers, (draw) => draw(random)),
    centres: nuisances.map((value) => value + random.normal()),
    scales: errors.map((error) => Math.max(1 + error * random.normal(), 0)),
  });
}

function beltPoint(strength: number, ratios: Float64Array, estimates: Float64Array): BeltPoint {
  const n = ratios.length;
  const order = (sorted: Float64Array, rank: number): number =>
    sorted[Math.min(Math.max(Math.ceil(rank) - 1, 0), n - 1)]!;
  // The number that lies below a quantile is binomial.
  const scatter = Math.sqrt(n * oneSigma * (1 - oneSigma));
  const tail = (1 - oneSigma) / 2;
  return {
    strength,
    critical: {
      value: order(ratios, oneSigma * (n + 1)),
      low: order(ratios, oneSigma * (n + 1) - scatter),
      high: order(ratios, oneSigma * (n + 1) + scatter),
    },
    estimates: {
      low: order(estimates, tail * (n + 1)),
      middle: order(estimates, (n + 1) / 2),
      high: order(estimates, (1 - tail) * (n + 1)),
    },
  };
}

/**
 * Strengths that the belt accepts: where the statistic of the data lies below the critical values, of which straight lines
 * between the points of the grid are taken; the statistic itself is asked at twenty strengths between two of them.
 * @returns undefined where none is; ends at the grid's where that still is accepted
 */
export function beltInterval(
  belt: readonly BeltPoint[],
  statistic: (strength: number) => number,
): { readonly low: number; readonly high: number; readonly open: boolean } | undefined {
  const points = finePoints(belt);
  const margins = points.map(({ strength, critical }) => critical - statistic(strength));
  const accepted = [...margins.keys()].filter((point) => margins[point]! >= 0);
  const [first, last] = [accepted[0], accepted[accepted.length - 1]];
  if (first === undefined || last === undefined) return undefined;
  const between = (inside: number, outside: number): number => {
    const [a, b] = [points[inside]!.strength, points[outside]!.strength];
    return a + ((b - a) * margins[inside]!) / (margins[inside]! - margins[outside]!);
  };
  const end = points.length - 1;
  return {
    low: first === 0 ? points[0]!.strength : between(first, first - 1),
    high: last === end ? points[end]!.strength : between(last, last + 1),
    open: first === 0 || last === end,
  };
}

/** Strengths of the belt and between them, with critical values on straight lines. */
export function finePoints(belt: readonly BeltPoint[]): { readonly strength: number; readonly critical: number }[] {
  return belt.flatMap(({ strength, critical }, point) => {
    const next = belt[point + 1];
    return Array.from({ length: next === undefined ? 1 : fine }, (_, step) => {
      const part = step / fine;
      return {
        strength: strength + part * ((next?.strength ?? strength) - strength),
        critical: critical.value + part * ((next?.critical.value ?? critical.value) - critical.value),
      };
    });
  });
}

const fine = 20;
