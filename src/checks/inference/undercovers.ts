/** Coverage of the intervals that the fit would quote, over the strength and a nuisance. */
import type { Neyman } from '../../config/inferenceSection';
import { coverageScore, oneSigma } from '../../inference/coverageScore';
import type { CoveragePoint } from '../../inference/neyman';
import { ToldFit } from '../../inference/toldFit';
import type { Measured, Outcome, Severity } from '../../report/report';
import { clopperPearson } from '../../stats/clopperPearson';
import { checkOf } from '../check';
import { detectableSigmas, simultaneousSigmas } from '../decision';
import type { Measurements } from '../measurements';
import { optionOf } from '../severity';
import { count, percent, plain, withSign } from '../wording';
import { drawnModels, drawProblem, type ModelCoverage, type Truth } from './coverage';
import { fitsOf, type FittedModel } from './fittedModels';

const code = 'inference/undercovers';

type Rule = 'asymptotic' | 'belt';

interface Row {
  readonly rule: Rule;
  readonly point: CoveragePoint;
  readonly truth: Truth;
  readonly coverage: number;
  readonly low: number;
  readonly high: number;
}

export const inferenceUndercovers = checkOf(code, fitsOf, {
  judge({ inference, fitted }, severity, { analysis, measured, coverage = [] }) {
    const { parameter, neyman, data } = inference;
    if (neyman === undefined || measured === undefined) return [];
    const tolerance = optionOf(analysis, code, 'tolerance');
    const alpha = optionOf(analysis, code, 'alpha');
    const drawn = coverage.flatMap((one) =>
      (['asymptotic', 'belt'] as const).map((rule): Outcome => {
        const rows = one.construction.coverage;
        const judged = rows.map((point) => rowOf(one, point, rule, alpha / (2 * rows.length)));
        const worst = judged.reduce((a, b) => (b.coverage < a.coverage ? b : a));
        const least = oneSigma - tolerance;
        const status = judged.some(({ high }) => high < least)
          ? 'finding'
          : judged.every(({ low }) => low >= least)
            ? 'pass'
            : 'undecided';
        const error = Math.sqrt((oneSigma * (1 - oneSigma)) / neyman.toys);
        const ofBelt = rule === 'belt' ? Math.SQRT2 : 1;
        const detectable = tolerance + detectableSigmas(alpha, rows.length) * ofBelt * error;
        // Half of what is accepted is then left to chance; where that is there, twice as sharp an answer.
        const enough = (2 * simultaneousSigmas(alpha, rows.length) * error) ** 2 * (neyman.toys / tolerance ** 2);
        const needed = 100 * Math.ceil((enough > neyman.toys ? enough : 4 * neyman.toys) / 100);
        const name = one.fitted.model.model.name;
        const what = `${rule === 'belt' ? 'Intervals by the Neyman belt' : 'Intervals by the asymptotic rule'} with '${name}'`;
        const says = `${what} hold ${parameter} in ${percent(worst.coverage)} of ${count(worst.point.toys)} pseudo-experiments at worst, at ${parameter} = ${plain(worst.point.strength)}${atTruth(worst.truth)} (promised 68.27 %)`;
        const message = {
          finding: `${says}: they are too narrow. ${advice[rule]}`,
          pass: `${says}${widthOf(one, rule)}.${observedOf(one, rule, parameter, data?.sample)}`,
          undecided: `${says}: too few to compare it with ${percent(least)}; below ${percent(oneSigma - detectable)} it would have been seen. Ask for ${count(needed)} toys.${observedOf(one, rule, parameter, data?.sample)}`,
        }[status];
        return {
          code,
          severity,
          status,
          message,
          at: { path: neyman.path, on: 'key' },
          target: {
            model: name,
            ...(worst.truth.nuisance !== undefined && { nuisance: worst.truth.nuisance }),
          },
          evidence: evidenceOf(one, worst, status === 'undecided' ? detectable : undefined),
        };
      }),
    );
    const undrawn = fitted.flatMap(({ fit, model: { model } }): Outcome[] =>
      fit instanceof ToldFit
        ? [
            {
              code,
              severity,
              status: 'undecided',
              message: `No pseudo-experiments are drawn with '${model.name}': it is told '${fit.told}', and templates do not say how an event that is scored so at one value is scored at another.`,
              at: { path: neyman.path, on: 'key' },
              target: { model: model.name },
              evidence: {},
            },
          ]
        : [],
    );
    return [...drawn, ...undrawn, ...impossible(measured, neyman, fitted, severity)];
  },
});

/** Models with which what the file asks for cannot be drawn. */
function impossible(
  measured: Measurements,
  neyman: Neyman,
  fitted: readonly FittedModel[],
  severity: Severity,
): Outcome[] {
  return drawnModels(fitted).flatMap((one): Outcome[] => {
    const problem = drawProblem(measured, neyman, one);
    if (problem === undefined) return [];
    const name = one.model.model.name;
    const message = `No pseudo-experiments are drawn with '${name}': ${problem.reason}.`;
    const at = { path: [...neyman.path, ...problem.key] };
    return [{ code, severity, status: 'undecided', message, at, target: { model: name }, evidence: {} }];
  });
}

const advice: Record<Rule, string> = {
  asymptotic: 'Quote the interval of the Neyman belt instead.',
  belt: 'It is made with all nuisances at nominal, and does not hold away from there.',
};

function rowOf({ truths }: ModelCoverage, point: CoveragePoint, rule: Rule, p: number): Row {
  const covered = point[rule];
  const { low } = clopperPearson(covered, point.toys, p);
  // A belt that covers does so by luck or not; one that does not may be bad luck, for it is made of as many itself.
  const share = rule === 'belt' ? 0.5 : 1;
  const { high } = clopperPearson(share * covered, share * point.toys, p);
  return { rule, point, truth: truths[point.truth]!, coverage: covered / point.toys, low, high };
}

function atTruth({ nuisance, value }: Truth): string {
  return nuisance === undefined ? '' : ` and '${nuisance}' at ${withSign(value)} σ`;
}

/** Width, and the score of the Fair-Universe challenge, over all points together. */
function overAll({ construction }: ModelCoverage): { readonly width: number; readonly score: number } {
  let [toys, covered, widths] = [0, 0, 0];
  for (const { width } of construction.coverage) {
    toys += width.toys;
    covered += width.covered;
    widths += width.mean * width.toys;
  }
  return { width: widths / toys, score: coverageScore(widths / toys, covered / toys, toys) };
}

function widthOf(one: ModelCoverage, rule: Rule): string {
  if (rule === 'belt') return '';
  const { width, score } = overAll(one);
  return `; they are ${plain(width)} wide on average, a Fair-Universe score of ${plain(score)}`;
}

function observedOf({ observed }: ModelCoverage, rule: Rule, parameter: string, sample: string | undefined): string {
  if (rule !== 'belt' || sample === undefined) return '';
  if (observed === undefined) return ` In '${sample}' it accepts no ${parameter} of the grid.`;
  return ` In '${sample}' it accepts ${parameter} from ${plain(observed.low)} to ${plain(observed.high)}${observed.open ? ', where the grid ends' : ''}.`;
}

function evidenceOf(
  one: ModelCoverage,
  { point, rule, coverage }: Row,
  detectable: number | undefined,
): Record<string, Measured> {
  const { low, high } = clopperPearson(point[rule], point.toys, (1 - oneSigma) / 2);
  const { width, score } = overAll(one);
  return {
    coverage: { value: coverage, low, high },
    pseudoExperiments: point.toys,
    ...(rule === 'asymptotic' && { intervalWidth: width, coverageScore: score }),
    ...(rule === 'belt' && one.observed && { beltLow: one.observed.low, beltHigh: one.observed.high }),
    ...(detectable !== undefined && { minimumDetectable: detectable }),
  };
}
