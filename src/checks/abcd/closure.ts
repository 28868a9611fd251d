/** Does a region that is predicted from three others hold what is predicted? */
import { regionNames } from '../../config/abcdSection';
import type { Measured, Outcome, Severity } from '../../report/report';
import { benjaminiHochberg } from '../../stats/multiplicity';
import { studentSigmas } from '../../stats/studentT';
import { checkOf, measuredOf } from '../check';
import { judgeShape, minimumDetectable } from '../decision';
import { shapeEvidence } from '../nuisance/effects';
import { optionOf } from '../severity';
import { count, interval, percent, percentChange, plain, pText, unsigned, withSign } from '../wording';
import { abcdFigures } from './abcdFigures';
import { effectiveIn, fewestEvents, judgeClosure, regionWithoutEvents, scarceRegions } from './judgeClosure';
import { ofMean, predictionsOf, targetOf, type Prediction } from './predictions';

const code = 'abcd/closure';

/** Where the weights leave so small a part of the effective events of C, or one event has so much of Σw, it is said. */
const [collapsedFraction, largeShare] = [0.1, 0.1];

interface Limits {
  readonly tolerance: number;
  readonly shapeTolerance: number;
  readonly alpha: number;
  readonly rows: number;
}

export const abcdClosure = checkOf(code, measuredOf, {
  judge(measured, severity, { analysis }) {
    const predictions = predictionsOf(measured);
    const shapes = predictions.filter((one) => one.bins?.shape !== undefined && whyNot(one) === undefined);
    const limits: Limits = {
      tolerance: optionOf(analysis, code, 'tolerance'),
      shapeTolerance: optionOf(analysis, code, 'shape-tolerance'),
      alpha: optionOf(analysis, code, 'alpha'),
      rows: predictions.length + shapes.length,
    };
    const adjusted = benjaminiHochberg(shapes.map(({ bins }) => bins!.shape!.pValue));
    return predictions.flatMap((one) => {
      const shape = shapes.indexOf(one);
      return [
        yieldOutcome(one, severity, limits),
        ...(shape < 0 ? [] : [shapeOutcome(one, adjusted[shape]!, severity, limits)]),
      ];
    });
  },

  figures: (measured, { analysis }) => abcdFigures(measured, optionOf(analysis, code, 'tolerance')),
});

/** Why nothing can be said of a prediction, and whether that is a mistake of the analysis. */
function whyNot({
  abcd,
  regions,
  weighted,
  unweighted,
  model,
}: Prediction): { readonly status: 'finding' | 'skipped'; readonly message: string } | undefined {
  const statement = `'${abcd.name}' cannot be predicted:`;
  const without = regionWithoutEvents(regions);
  if (without !== undefined) {
    const message = `${statement} region ${without} has no events. Is its selection right, in the units of the file?`;
    return { status: 'finding', message };
  }
  if (unweighted > 0) {
    const message = `${statement} for ${count(unweighted)} events of B and C the score of '${model?.model.name ?? ''}' is not in [0, 1), and p/(1 − p) is no weight. Is the output a probability (activation)?`;
    return { status: 'finding', message };
  }
  const empty = regionNames.find((region) => !(weighted[region].sum > 0));
  if (empty === undefined) return undefined;
  return { status: 'skipped', message: `${statement} Σw of region ${empty} is ${plain(weighted[empty].sum)}.` };
}

function yieldOutcome(one: Prediction, severity: Severity, limits: Limits): Outcome {
  const { abcd, weighted, predicted, closure } = one;
  const about = {
    code,
    severity,
    at: { path: abcd.path, on: 'key' as const },
    target: targetOf(abcd),
    question: abcd.name,
  };
  const nothing = whyNot(one);
  if (nothing !== undefined) return { ...about, ...nothing, evidence: {} };
  // Sums that are positive make a prediction.
  if (predicted === undefined || closure === undefined) throw new Error(`'${abcd.name}' has no prediction`);
  const { tolerance } = limits;
  const sigmas = sigmasOf(one, limits);
  const { change } = closure;
  const scarce = scarceRegions(weighted);
  const status = judgeClosure(closure, weighted, sigmas, tolerance);
  const missed = minimumDetectable(change, sigmas, tolerance);
  const uncertainty = Math.max(Math.abs(change.value), change.error);
  const error = Math.hypot(predicted.error, one.training * predicted.value);
  const observed = { value: weighted.D.sum, error: Math.sqrt(weighted.D.variance) };
  const statement = `'${abcd.name}' predicts ${unsigned({ value: predicted.value, error })} in D by ${methodOf(one)}${sourcesOf(one)}, where ${unsigned(observed)} are: ${percentChange(change)}`;
  const few =
    scarce.length > 0 ? ` Region ${scarce.join(' and ')} has fewer than ${fewestEvents} effective events.` : '';
  const message = {
    finding: `${statement}, more than the accepted ${percent(tolerance)}. ${advice(one, uncertainty)}`,
    pass: `${statement}, within the accepted ${percent(tolerance)}. Uncertainty of the closure: ${percent(uncertainty)}.`,
    undecided: `${statement}: too uncertain to compare with the accepted ${percent(tolerance)}; beyond ${percent(missed)} it would have been seen. Uncertainty of the closure: ${percent(uncertainty)}.${few}${fewMembers(one)}`,
  }[status];
  return {
    ...about,
    status,
    message: `${message}${extremes(one)}${contaminationText(one)}`,
    evidence: {
      predicted: interval({ value: predicted.value, error }),
      observed: interval(observed),
      nonClosure: interval(change),
      closureUncertainty: uncertainty,
      ...evidenceOf(one),
      ...(status === 'undecided' ? { minimumDetectable: missed } : {}),
    },
  };
}

function shapeOutcome(one: Prediction, adjustedPValue: number, severity: Severity, limits: Limits): Outcome {
  const { abcd, bins, weighted } = one;
  const shape = bins!.shape!;
  const { shapeTolerance, alpha, rows } = limits;
  const reach = bins!.memberDistance * memberSigmas(one, limits);
  const beyond = judgeShape(shape, adjustedPValue, shapeTolerance + reach, { alpha, rows });
  const within = judgeShape(shape, adjustedPValue, shapeTolerance - reach, { alpha, rows });
  const scarce = [weighted.C, weighted.D].some((region) => effectiveIn(region) < fewestEvents);
  const status =
    beyond.status === 'finding' && !scarce ? 'finding' : within.status === 'pass' && !scarce ? 'pass' : 'undecided';
  const statement =
    `The distribution of '${abcd.variable?.text ?? ''}' that '${abcd.name}' predicts in D by ${methodOf(one)} differs from that there ` +
    `by ${plain(shape.wasserstein / shape.sigma)} σ (Wasserstein), KS ${plain(shape.ks)}, ${pText(adjustedPValue)}${memberText(one)}`;
  const { withoutValue } = bins!;
  const message = {
    finding: `${statement}: more than ${plain(shapeTolerance)} σ. See the plot, and treat it as a shape uncertainty.`,
    pass: `${statement}: within ${plain(shapeTolerance)} σ.`,
    undecided: `${statement}: too uncertain to compare with ${plain(shapeTolerance)} σ; beyond ${plain(beyond.minimumDetectable)} σ it would have been seen.${fewMembers(one)}`,
  }[status];
  return {
    code,
    status,
    severity,
    message: `${message}${withoutValueText(withoutValue)}`,
    at: { path: abcd.variable?.path ?? abcd.path },
    target: { ...targetOf(abcd), feature: abcd.variable?.text ?? '' },
    question: abcd.name,
    evidence: {
      ...shapeEvidence(shape, adjustedPValue),
      ...(one.members.length > 1 && { memberWasserstein: bins!.memberDistance }),
      ...(withoutValue > 0 && { eventsWithoutValue: withoutValue }),
      ...(status === 'undecided' ? { minimumDetectable: beyond.minimumDetectable } : {}),
    },
  };
}

/**
 * Half-width of the interval in standard errors. What M members say of their spread has M − 1 degrees of freedom, which
 * are those of the whole error as far as it is theirs (B. L. Welch, Biometrika 34 (1947) 28; Satterthwaite), rounded down.
 */
function sigmasOf({ members, closure }: Prediction, { alpha, rows }: Limits): number {
  const share = closure?.spreadShare ?? 0;
  const freedom = share > 0 ? Math.floor((members.length - 1) / share ** 2) : Infinity;
  return studentSigmas(alpha / Math.max(rows, 1), freedom);
}

/** The same of the members alone: what their differences may reach. */
function memberSigmas({ members }: Prediction, { alpha, rows }: Limits): number {
  const { length } = members;
  return length > 1 ? ofMean(length) * studentSigmas(alpha / Math.max(rows, 1), length - 1) : 0;
}

/** So few members know their spread to a factor of two or more. */
const enoughMembers = 10;

function fewMembers({ members }: Prediction): string {
  return members.length > 1 && members.length < enoughMembers
    ? ` So few members (${count(members.length)}) hardly know how much trainings differ: train more.`
    : '';
}

function memberText({ bins, members }: Prediction): string {
  return bins === undefined || members.length < 2 ? '' : `; members differ by ${plain(bins.memberDistance)} σ`;
}

function methodOf({ abcd }: Prediction): string {
  return abcd.weight === undefined ? 'the transfer factor' : `reweighting with '${abcd.weight.model}'`;
}

/** What the error of a prediction is made of, where there is more than statistics. */
function sourcesOf({ predicted, members, spread }: Prediction): string {
  if (predicted === undefined || members.length < 2) return '';
  return ` (statistical ${percent(predicted.error / predicted.value)}, ${count(members.length)} members ${percent(spread)})`;
}

function advice({ abcd, transferClosure }: Prediction, uncertainty: number): string {
  const quoted = `Quote ${percent(uncertainty)} as the uncertainty of the closure`;
  if (abcd.weight === undefined) return `${quoted}, or look for what connects the two cuts.`;
  const plainly =
    transferClosure === undefined ? '' : ` (one transfer factor: ${percentChange(transferClosure.change)})`;
  return `${quoted}, or look for what changes A against B otherwise than D against C${plainly}.`;
}

/** More than a tenth of what the signal is of D is lost, or made up. */
const contaminated = 0.1;

/** Said where signal in the other regions hides what it is of D, or makes it up. */
function contaminationText({ abcd, contamination: found }: Prediction): string {
  if (found === undefined || !(Math.abs(found.shift) > contaminated * Math.abs(found.fraction))) return '';
  const names = abcd.signal.map(({ sample }) => `'${sample}'`).join(', ');
  return ` ${names} in the other regions would move the prediction by ${withSign(100 * found.shift)} %, and is ${percent(found.fraction)} of D: subtract what is known, or fit all regions together.`;
}

/** Said where events are in the yields and not in the distributions. */
function withoutValueText(events: number): string {
  if (events === 0) return '';
  const [have, are] = events === 1 ? ['event of C and D has', 'is'] : ['events of C and D have', 'are'];
  return ` ${count(events)} ${have} no value of it and ${are} left out here.`;
}

/** Said where a few events carry the prediction: its statistical error is not to be trusted then. */
function extremes({ abcd, regions, weighted, largest }: Prediction): string {
  if (abcd.weight === undefined) return '';
  const [before, after] = [effectiveIn(regions.C), effectiveIn(weighted.C)];
  if (after >= collapsedFraction * before && largest <= largeShare) return '';
  return ` Few events carry it: the weights leave ${count(after)} of ${count(before)} effective events in C, and the largest has ${percent(largest)}.`;
}

function evidenceOf({
  abcd,
  regions,
  weighted,
  predicted,
  members,
  spread,
  transferClosure,
  largest,
  contamination,
}: Prediction) {
  const evidence: Record<string, Measured> = {};
  for (const region of regionNames) {
    const { sum, variance } = regions[region];
    evidence[`sumWeights@${region}`] = interval({ value: sum, error: Math.sqrt(variance) });
  }
  if (predicted !== undefined) evidence['statistical'] = predicted.error / predicted.value;
  if (members.length > 1) Object.assign(evidence, { members: members.length, memberDeviation: spread });
  if (abcd.weight !== undefined) {
    if (transferClosure) evidence['transferNonClosure'] = interval(transferClosure.change);
    evidence['effectiveEvents'] = effectiveIn(weighted.C);
    evidence['largestShare'] = largest;
  }
  if (contamination)
    Object.assign(evidence, { signalShift: contamination.shift, signalFraction: contamination.fraction });
  return evidence;
}
