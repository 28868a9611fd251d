/** Are the two axes independent of each other, as one transfer factor needs them? */
import { hasIndependentAxes, type Abcd } from '../../config/abcdSection';
import { axisNames } from '../../profile/abcdProfile';
import type { Outcome } from '../../report/report';
import { detectableLength } from '../../stats/squaredLength';
import { checkOf, measuredOf } from '../check';
import { plannedPower, quotedLength, simultaneousSigmas } from '../decision';
import { judgeDependence } from '../decorrelation/dependence';
import { dependenceOfRows, floorOf } from '../decorrelation/dependences';
import type { Rows } from '../decorrelation/variables';
import type { Measurements } from '../measurements';
import { optionOf } from '../severity';
import { interval, plain, rangeText, unsigned } from '../wording';
import { judgeClosure, regionWithoutEvents } from './judgeClosure';
import { predictionsOf, profilesOf, targetOf, type Prediction } from './predictions';

const code = 'abcd/dependence';

interface Limits {
  readonly tolerance: number;
  readonly oddsTolerance: number;
  readonly alpha: number;
  /** Two of each prediction. */
  readonly rows: number;
}

export const abcdDependence = checkOf(code, measuredOf, {
  judge(measured, severity, { analysis }) {
    const asked = predictionsOf(measured).filter(({ abcd }) => abcd.axes !== undefined);
    const limits: Limits = {
      tolerance: optionOf(analysis, code, 'tolerance'),
      oddsTolerance: optionOf(analysis, code, 'odds-tolerance'),
      alpha: optionOf(analysis, code, 'alpha'),
      rows: 2 * asked.filter(({ abcd }) => hasIndependentAxes(abcd)).length,
    };
    return asked.flatMap((one) => outcomeOf(measured, one, severity, limits));
  },
});

function outcomeOf(
  measured: Measurements,
  prediction: Prediction,
  severity: Outcome['severity'],
  limits: Limits,
): Outcome[] {
  const { abcd, transferClosure: odds } = prediction;
  const [first, second] = abcd.axes ?? [];
  if (first === undefined || second === undefined) return [];
  const about = { code, severity, at: { path: first.path.slice(0, -1) }, target: targetOf(abcd), question: abcd.name };
  const without = regionWithoutEvents(prediction.regions);
  // The other three depend on each other by their shape alone.
  const found = without === undefined ? dependenceOfRows(axisRows(measured, abcd)) : undefined;
  const names = `'${first.text}' and '${second.text}'`;
  if (found === undefined || odds === undefined) {
    const reason =
      without === undefined
        ? 'too few events of the regions have both, or one of them is constant'
        : `region ${without} of '${abcd.name}' has no events`;
    const message = `Nothing can be said of the dependence of ${names}: ${reason}.`;
    return [{ ...about, status: 'skipped', message, evidence: {} }];
  }
  const { alpha, rows, tolerance, oddsTolerance } = limits;
  const p = alpha / Math.max(rows, 1);
  const floor = floorOf(found, p);
  const quoted = quotedLength(found.length);
  const ratio = { value: 1 + odds.change.value, error: odds.change.error };
  const numbers = `squared distance correlation ${rangeText(quoted)}, odds ratio of the regions ${unsigned(ratio)}`;
  const missed = detectableLength(found.length, { tolerance, p, power: plannedPower(alpha, rows), floor });
  const status = statusOf(prediction, [
    judgeDependence(found.length, floor, p, tolerance),
    judgeClosure(odds, prediction.regions, simultaneousSigmas(alpha, rows), oddsTolerance),
  ]);
  const accepted = `${plain(tolerance)} and 1 ± ${plain(oddsTolerance)}`;
  const message = {
    finding: `In the regions of '${abcd.name}', ${names} depend on each other: ${numbers}; accepted are ${accepted}. One transfer factor needs them independent: choose other axes, or weight the events with a model.`,
    pass: `In the regions of '${abcd.name}', ${names} are independent within what is accepted: ${numbers}.`,
    undecided: `Whether ${names} depend on each other in the regions of '${abcd.name}' cannot be told: ${numbers}; accepted are ${accepted}, and a squared distance correlation beyond ${plain(missed)} would have been seen.`,
    skipped: `In the regions of '${abcd.name}', ${names} may depend on each other, for its weights follow that: ${numbers}.`,
  }[status];
  return [
    {
      ...about,
      status,
      message,
      evidence: {
        distanceCorrelationSquared: quoted,
        distanceCovarianceSquared: found.covarianceSquared,
        floor,
        oddsRatio: interval(ratio),
        events: found.rows,
        effectiveEvents: found.effectiveEvents,
        ...(status === 'undecided' ? { minimumDetectable: missed } : {}),
      },
    },
  ];
}

/** One answer that finds a dependence is enough; independence needs both. */
function statusOf(
  { abcd }: Prediction,
  answers: readonly ('finding' | 'pass' | 'undecided')[],
): 'finding' | 'pass' | 'undecided' | 'skipped' {
  if (!hasIndependentAxes(abcd)) return 'skipped';
  if (answers.includes('finding')) return 'finding';
  return answers.every((answer) => answer === 'pass') ? 'pass' : 'undecided';
}

/** Both axes of the kept events of the regions; those of samples that are subtracted count with the other sign. */
function axisRows(measured: Measurements, abcd: Abcd): Rows {
  const [score, value, weight]: [number[], number[], number[]] = [[], [], []];
  for (const { sign, profile } of profilesOf(measured, abcd)) {
    const { rows } = profile;
    if (rows === undefined) continue;
    const [first, second] = axisNames.map((name) => rows.extra.get(name));
    if (first === undefined || second === undefined) continue;
    const scale = (sign * rows.events) / rows.weights.length;
    rows.weights.forEach((w, row) => {
      if (!Number.isFinite(first[row]!) || !Number.isFinite(second[row]!)) return;
      score.push(first[row]!);
      value.push(second[row]!);
      weight.push(scale * w);
    });
  }
  return { score: Float64Array.from(score), value: Float64Array.from(value), weight: Float64Array.from(weight) };
}
