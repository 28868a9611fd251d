/**
 * Does a cut on the score sculpt a protected variable? The distributions of background that passes and fails are compared
 * by 1/JSD, at the cut that keeps half of the signal (ATL-PHYS-PUB-2018-014).
 */
import type { Figure } from '../../report/figure';
import type { Outcome } from '../../report/report';
import type { Divergence } from '../../stats/divergence';
import { groupBins, mergeSparseBins, sculpting, type BinnedSide } from '../../stats/sculpting';
import { detectableLength, lengthLimits } from '../../stats/squaredLength';
import { studentSigmas } from '../../stats/studentT';
import type { Analysis } from '../../config/analysis';
import { checkOf, measuredOf } from '../check';
import { plannedPower, quotedLength, reportWorst } from '../decision';
import type { MeasuredModel, Measurements } from '../measurements';
import { optionOf } from '../severity';
import { classTarget, percent, plain, rangeText } from '../wording';
import { aboutVariable, jointOf, protectedVariables, type Variable } from './variables';

const code = 'decorrelation/sculpting';

/** Effective events that each side of a bin must have at least. */
const fewest = 15;

export const decorrelationSculpting = checkOf(code, measuredOf, {
  judge(measured, severity, { analysis }) {
    if (analysis.protected.length === 0) return [];
    const minimum = optionOf(analysis, code, 'minimum');
    const alpha = optionOf(analysis, code, 'alpha');
    const tolerance = 1 / minimum;
    const cuts = cutsOf(measured, analysis);
    const judged = cuts.filter(({ result }) => result !== undefined).length;
    const p = alpha / Math.max(judged, 1);
    const power = plannedPower(alpha, judged);
    const rows = cuts.map(({ variable, model, efficiency, result, groups }) => {
      const { name } = variable;
      const about = {
        code,
        severity,
        at: { path: variable.path },
        target: { feature: name, model: model.model.name, ...(measured.binaryLabels() && backgroundTarget(measured)) },
      };
      const score = measured.models.length > 1 ? `the score of '${model.model.name}'` : 'the score';
      if (result === undefined || efficiency === undefined) {
        const outcome: Outcome = {
          ...about,
          status: 'skipped',
          message: `Whether a cut on ${score} sculpts '${name}' cannot be told: it takes two classes, and background with a positive sum of weights that passes and fails in several bins.`,
          evidence: {},
        };
        return { outcome, variable, divergence: 0 };
      }
      const { length } = result;
      const { value } = length;
      const floor = studentSigmas(p, length.freedom ?? Infinity) * Math.sqrt(length.nullVariance);
      const within = lengthLimits(length, p);
      const status =
        value > floor && within.low > tolerance ? 'finding' : within.high <= tolerance ? 'pass' : 'undecided';
      const inBins = detectableLength(length, { tolerance, p, power, floor });
      const missed = Math.min(inBins / keptBy(groups.at(-1)! + 1), 1);
      const quoted = quotedLength(length);
      const inverse = { value: 1 / value, low: 1 / quoted.high, high: 1 / quoted.low };
      const cut = `a cut on ${score} that keeps ${percent(efficiency)} of the signal`;
      const measuredInverse = quoted.low > 0 ? rangeText(inverse) : `above ${plain(inverse.low)}`;
      const message = {
        finding: `${capital(cut)} sculpts '${name}' in the background: 1/JSD of what passes and what fails is ${measuredInverse}, below the accepted ${plain(minimum)}.`,
        pass: `${capital(cut)} leaves the shape of '${name}' in the background as it is: 1/JSD ${measuredInverse}, above the accepted ${plain(minimum)}.`,
        undecided: `Whether ${cut} sculpts '${name}' in the background cannot be told: 1/JSD ${measuredInverse}, to be compared with ${plain(minimum)}; below ${plain(1 / missed)} it would have been seen.`,
      }[status];
      const outcome: Outcome = {
        ...about,
        status,
        message,
        evidence: {
          jsd: quoted,
          ...(quoted.low > 0 ? { inverseJsd: inverse } : {}),
          floor,
          efficiency,
          ...(status === 'undecided' ? { minimumDetectable: missed } : {}),
        },
      };
      return { outcome, variable, divergence: value };
    });
    return reportWorst(
      rows,
      ({ variable }) => variable.name,
      ({ divergence }) => divergence,
      (worst, others) =>
        others.length === 0
          ? worst.outcome.message
          : `${worst.outcome.message} So do those on ${others.map(({ outcome, divergence }) => `'${outcome.target.model ?? ''}' (${plain(1 / divergence)})`).join(', ')}.`,
    );
  },

  figures(measured, { analysis }) {
    return cutsOf(measured, analysis).flatMap(({ variable, model, efficiency, sides, edges }): Figure[] => {
      if (sides === undefined || efficiency === undefined) return [];
      const drawn = sides.map(({ sumWeights, sumWeights2 }) => {
        const total = sumWeights.reduce((sum, content) => sum + content, 0);
        return {
          values: Array.from(sumWeights, (content) => content / total),
          errors: Array.from(sumWeights2, (square) => Math.sqrt(square) / Math.abs(total)),
        };
      });
      const [pass, fail] = drawn;
      if (pass === undefined || fail === undefined) return [];
      const series = (side: typeof pass, label: string, role: 'nominal' | 'alternative') => ({
        label,
        role,
        values: side.values.slice(1, -1),
        errors: side.errors.slice(1, -1),
      });
      const ofModel = measured.models.length > 1 ? ` of ${model.model.name}` : '';
      return [
        {
          kind: 'histogram',
          id: `sculpting/${variable.name}/${model.model.name}`,
          title: `${variable.name}: background that passes and fails a cut on the score${ofModel}`,
          caption: `Both normalised to 1. The cut keeps ${percent(efficiency)} of the signal; alike where it does not sculpt ${variable.name}.`,
          target: { feature: variable.name, model: model.model.name, ...backgroundTarget(measured) },
          about: aboutVariable(variable, model),
          x: { label: variable.name },
          y: { label: 'fraction of Σw per bin' },
          edges: [...edges],
          series: [series(fail, 'fails', 'nominal'), series(pass, 'passes', 'alternative')],
          underflow: [fail.values[0]!, pass.values[0]!],
          overflow: [fail.values.at(-1)!, pass.values.at(-1)!],
          lines: [],
        },
      ];
    });
  },
});

/**
 * What is left of a divergence in so many bins with as many events each, of a normal distribution that is moved a little:
 * 1 − √3π/(2k²) for many, with k + 0.73 instead of k within 1 % of the 64 %, 79 % and 86 % that are left in 2, 3 and 4
 * (D. R. Cox, J. Am. Stat. Assoc. 52 (1957) 543).
 */
function keptBy(bins: number): number {
  return 1 - (Math.sqrt(3) * Math.PI) / (2 * (bins + 0.73) ** 2);
}

export interface Cut {
  readonly variable: Variable;
  readonly model: MeasuredModel;
  /** The first bin of the score that passes. */
  readonly firstBin: number;
  /** Of the signal, as near to the wanted one as the bins of the score allow. */
  readonly efficiency: number | undefined;
  /** Background that passes, and that fails. */
  readonly sides: readonly BinnedSide[] | undefined;
  readonly edges: Float64Array;
  /** Of each bin of the variable, the group that it is compared in. */
  readonly groups: Int32Array;
  readonly result: Divergence | undefined;
}

/** The cut on each model's score, and the background on either side of it. */
export function cutsOf(measured: Measurements, analysis: Analysis): Cut[] {
  const wanted = optionOf(analysis, code, 'efficiency');
  return protectedVariables(measured).flatMap((variable) =>
    measured.models.flatMap((model): Cut[] => {
      const labels = measured.binaryLabels();
      const joint = labels && jointOf(measured, variable, model, labels[0]);
      const cut = labels && cutAt(measured, model, labels[1], wanted);
      const edges = joint?.edges ?? new Float64Array(0);
      const none = {
        variable,
        model,
        firstBin: model.binning.bins,
        efficiency: undefined,
        sides: undefined,
        edges,
        groups: new Int32Array(0),
        result: undefined,
      };
      if (joint === undefined || cut === undefined) return [none];
      const sides = [
        columnsFrom(joint.sums, edges.length + 1, cut.firstBin, model.binning.bins),
        columnsFrom(joint.sums, edges.length + 1, 0, cut.firstBin),
      ] as const;
      if (!sides.every(({ sumWeights }) => sumWeights.reduce((sum, content) => sum + content, 0) > 0)) return [none];
      const groups = mergeSparseBins(...sides, fewest);
      const result = sculpting(groupBins(sides[0], groups), groupBins(sides[1], groups));
      return [{ variable, model, ...cut, sides, edges, groups, result }];
    }),
  );
}

/** The first bin of the score that passes a cut with a signal efficiency nearest to the wanted one. */
function cutAt(
  measured: Measurements,
  model: MeasuredModel,
  signal: number,
  wanted: number,
): { firstBin: number; efficiency: number } | undefined {
  const score = measured.nominal('scores', model.index, signal)?.histogram.sumWeights;
  const total = score?.reduce((sum, content) => sum + content, 0) ?? 0;
  if (score === undefined || !(total > 0)) return undefined;
  let [firstBin, efficiency] = [score.length, 0];
  let passing = 0;
  for (let bin = score.length - 1; bin > 0; bin--) {
    passing += score[bin]!;
    if (Math.abs(passing / total - wanted) < Math.abs(efficiency - wanted))
      [firstBin, efficiency] = [bin, passing / total];
  }
  return { firstBin, efficiency };
}

/** The variable's histogram for the bins of the score from one to another. */
function columnsFrom(joint: BinnedSide, columns: number, from: number, to: number): BinnedSide {
  const whole = from * columns;
  const columnOf = Int32Array.from({ length: (to - from) * columns }, (_, cell) => cell % columns);
  const rows = (sums: Float64Array): Float64Array => sums.subarray(whole, to * columns);
  return groupBins(
    {
      sumWeights: rows(joint.sumWeights),
      sumWeights2: rows(joint.sumWeights2),
      sumWeights4: rows(joint.sumWeights4),
    },
    columnOf,
  );
}

function backgroundTarget(measured: Measurements): ReturnType<typeof classTarget> {
  const labels = measured.binaryLabels();
  return labels === undefined ? {} : classTarget(measured, labels[0]);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
