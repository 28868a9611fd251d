/** Pseudo-experiments of the fits: Neyman belts and the coverage of intervals, drawn before anything is judged. */
import type { ExpressionText } from '../../config/analysis';
import type { Inference, Neyman } from '../../config/inferenceSection';
import { Evaluator } from '../../data/expression/evaluator';
import { parseExpression } from '../../data/expression/expression';
import { FitModel, strengthIndex } from '../../inference/fitModel';
import { halfWidth } from '../../inference/interval';
import { beltInterval, construct, finePoints, type Construction } from '../../inference/neyman';
import { classifierStatistic, profileStatistic, sumStatistic, type TestStatistic } from '../../inference/testStatistic';
import type { Templates } from '../../inference/templates';
import type { Judged } from '../check';
import type { Measurements } from '../measurements';
import { withSign } from '../wording';
import { fitsOf, type FittedModel } from './fittedModels';
import { meanScores, meansOver } from './scoreTemplates';

/** At which values of the nuisances coverage is counted. */
export interface Truth {
  /** Undefined: all at nominal. */
  readonly nuisance: string | undefined;
  /** In standard deviations. */
  readonly value: number;
}

/** Templates of one observable, from which pseudo-experiments can be drawn. */
export type DrawnModel = FittedModel & { readonly fit: FitModel };

export interface ModelCoverage {
  readonly fitted: FittedModel;
  readonly truths: readonly Truth[];
  readonly construction: Construction;
  /** Of data, by the belt. */
  readonly observed: ReturnType<typeof beltInterval>;
  /** The test statistic of the data, at the strengths of the belt and between them. */
  readonly dataStatistics: readonly { readonly x: number; readonly y: number }[] | undefined;
}

/** Scores of 0 and 1 would make ratios that are not finite. */
const narrow = 1e-6;

/**
 * @param pause called with the fraction that is done: lets others work, and throws to cancel
 * @returns undefined for an analysis that does not ask for pseudo-experiments
 */
export async function drawCoverage(
  judged: Judged,
  pause: (fraction: number) => Promise<void>,
): Promise<readonly ModelCoverage[] | undefined> {
  const neyman = judged.analysis.inference?.neyman;
  if (neyman === undefined || judged.measured === undefined) return undefined;
  const { fitted = [], inference } = fitsOf(judged) ?? {};
  if (inference === undefined) return undefined;
  const found: ModelCoverage[] = [];
  const drawn = drawnModels(fitted);
  for (const [position, one] of drawn.entries()) {
    if (drawProblem(judged.measured, neyman, one) !== undefined) continue;
    const part = (fraction: number): Promise<void> => pause((position + fraction) / drawn.length);
    found.push(await coverageOf(judged.measured, inference, neyman, one, part));
  }
  return found;
}

/** Pseudo-experiments are not drawn with models that are told a nuisance. */
export function drawnModels(fitted: readonly FittedModel[]): DrawnModel[] {
  return fitted.flatMap((one) => (one.fit instanceof FitModel ? [{ ...one, fit: one.fit }] : []));
}

async function coverageOf(
  measured: Measurements,
  { data }: Inference,
  neyman: Neyman,
  fitted: DrawnModel,
  pause: (fraction: number) => Promise<void>,
): Promise<ModelCoverage> {
  const { fit, key, model, observed } = fitted;
  const statistic = statisticOf(measured, neyman, fitted);
  const strengths = neyman.strengths ?? strengthsAround(halfWidth(fitted.expected.strength));
  const truths = truthsOf(fitted, neyman);
  const asked = JSON.stringify([neyman.toys, strengths, neyman.statistic, truths]);
  // Drawn once in a process for the same templates, as all that is drawn.
  const kept = measured.memo.remember<{ construction?: Construction }>(`${key}/neyman/${asked}`, () => ({}));
  kept.construction ??= await construct(
    {
      model: fit,
      statistic,
      strengths,
      truths: truths.map(({ nuisance, value }) =>
        Float64Array.from(fit.templates.nuisances, ({ name }) => (name === nuisance ? value : 0)),
      ),
      toys: neyman.toys,
      widths: Math.min(neyman.toys, mostWidths),
      seed: `${measured.seed}/${model.model.name}/neyman`,
    },
    pause,
  );
  const { construction } = kept;
  const ofData = data && observed && statistic.of(observed.data);
  return {
    fitted,
    truths,
    construction,
    observed: ofData && beltInterval(construction.belt, (strength) => ofData.at(strength)),
    dataStatistics:
      ofData && finePoints(construction.belt).map(({ strength }) => ({ x: strength, y: ofData.at(strength) })),
  };
}

/** Whole intervals take some ten times as long as the question whether one holds a value. */
const mostWidths = 100;

function statisticOf(
  measured: Measurements,
  neyman: Neyman,
  { fit, expected, model, score }: DrawnModel,
): TestStatistic {
  if (neyman.statistic === 'profile') return profileStatistic(fit, halfWidth(expected.strength));
  if (neyman.statistic !== 'classifier') {
    const values = valuesOf(neyman.statistic.sum, measured, { model, score });
    return sumStatistic(values, contentsOf(fit.templates, true), contentsOf(fit.templates, false));
  }
  const scores = meanScores(measured, model, score).map((value) => Math.min(Math.max(value, narrow), 1 - narrow));
  return classifierStatistic(scores, yieldOf(fit.templates, true), yieldOf(fit.templates, false));
}

/** Mean in each bin of the templates of an expression of the score. */
function valuesOf(
  { text }: ExpressionText,
  measured: Measurements,
  { model, score }: Pick<DrawnModel, 'model' | 'score'>,
): Float64Array {
  const positions = measured.positions(model);
  const columns = new Map([['score', positions]]);
  const values = new Evaluator(parseExpression(text)).evaluate({ length: positions.length, columns });
  return meansOver(values, measured, model, score);
}

/** Why no pseudo-experiments are drawn with a model, and what in the file says so; undefined where they are. */
export function drawProblem(
  measured: Measurements,
  neyman: Neyman,
  drawn: DrawnModel,
): { readonly reason: string; readonly key: readonly string[] } | undefined {
  const ofSum = sumProblem(measured, neyman, drawn);
  if (ofSum !== undefined) return { reason: ofSum, key: ['statistic', 'sum'] };
  const { nuisances } = drawn.fit.templates;
  const named = neyman.nuisance?.name;
  if (named !== undefined && !nuisances.some(({ name }) => name === named)) {
    return { reason: `its templates do not depend on '${named}'`, key: ['nuisance'] };
  }
  for (const { nuisance, value } of truthsOf(drawn, neyman)) {
    const position = nuisances.findIndex(({ name }) => name === nuisance);
    if (nuisance === undefined || position < 0) continue;
    const { low, high } = drawn.fit.rangeOf(strengthIndex + 1 + position);
    if (value >= low && value <= high) continue;
    const ends = `${withSign(low)} and ${withSign(high)} σ`;
    return {
      reason: `'${nuisance}' at ${withSign(value)} σ is beyond its prior, which ends at ${ends}`,
      key: ['values'],
    };
  }
  return undefined;
}

/** Why a sum over events cannot order data; undefined where it can. */
function sumProblem(
  measured: Measurements,
  { statistic }: Neyman,
  { fit, model, score }: DrawnModel,
): string | undefined {
  if (typeof statistic === 'string') return undefined;
  const { text } = statistic.sum;
  const values = valuesOf(statistic.sum, measured, { model, score });
  if (!values.every(Number.isFinite))
    return `'${text}' is not a finite number at every score: keep it so, as with max(score, 0.001)`;
  const signal = contentsOf(fit.templates, true);
  const expected = signal.reduce((sum, content, bin) => sum + content * values[bin]!, 0);
  return expected === 0
    ? `'${text}' is zero on average for signal, so its sum does not tell one strength from another`
    : undefined;
}

function contentsOf({ processes, bins }: Templates, signal: boolean): Float64Array {
  const total = new Float64Array(bins);
  for (const process of processes) {
    if (process.signal === signal) process.contents.forEach((content, bin) => (total[bin]! += content));
  }
  return total;
}

function yieldOf(templates: Templates, signal: boolean): number {
  return contentsOf(templates, signal).reduce((sum, content) => sum + content, 0);
}

function strengthsAround(sigma: number): number[] {
  const from = Math.max(1 - 3 * sigma, 0);
  const to = 1 + 3 * sigma;
  return Array.from({ length: 7 }, (_, index) => Number((from + ((to - from) * index) / 6).toPrecision(3)));
}

/** Nominal, and the values of the nuisance that the file names or else of the one with the largest impact. */
function truthsOf({ expected, fit }: FittedModel, neyman: Neyman): Truth[] {
  const nominal: Truth = { nuisance: undefined, value: 0 };
  const sizes = expected.impacts.map(({ up, down }) => Math.max(Math.abs(up), Math.abs(down)));
  const moved = neyman.nuisance ?? expected.impacts[sizes.indexOf(Math.max(...sizes))];
  if (moved === undefined || fit.parameters <= strengthIndex + 1) return [nominal];
  return [nominal, ...neyman.values.map((value) => ({ nuisance: moved.name, value }))];
}
