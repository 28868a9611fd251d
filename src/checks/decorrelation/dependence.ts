import type { Figure } from '../../report/figure';
import type { Outcome } from '../../report/report';
import { detectableLength, lengthLimits, type SquaredLength } from '../../stats/squaredLength';
import { checkOf, measuredOf } from '../check';
import { plannedPower, quotedLength, reportWorst } from '../decision';
import type { Measurements } from '../measurements';
import { passing, profileAlong } from '../profileAlong';
import { optionOf } from '../severity';
import { className, classTarget, plain, rangeText } from '../wording';
import { dependencesOf, floorOf, type Dependence } from './dependences';
import { aboutVariable, jointOf, nuisanceVariables, protectedVariables, variableName } from './variables';

const code = 'decorrelation/dependence';

/** Does the score depend on what it must not depend on? By distance correlation, which sees every kind of dependence. */
export const decorrelationDependence = checkOf(code, measuredOf, {
  judge(measured, severity, { analysis }) {
    const tolerance = optionOf(analysis, code, 'tolerance');
    const alpha = optionOf(analysis, code, 'alpha');
    const dependences = dependencesOf(measured);
    const p = alpha / dependences.length;
    const power = plannedPower(alpha, dependences.length);
    const rows = dependences.map((dependence) => {
      const { variable, model, label, length } = dependence;
      const { value } = length;
      const floor = floorOf(dependence, p);
      const status = judgeDependence(length, floor, p, tolerance);
      const missed = detectableLength(length, { tolerance, p, power, floor });
      const whole = quotedLength(length);
      // None is more dependent than that; few events could be.
      const quoted = { ...whole, high: Math.min(whole.high, Math.max(whole.value, 1)) };
      const seen =
        missed < 1 ? `beyond ${plain(missed)} it would have been seen` : 'not even the strongest would have been seen';
      const score = measured.models.length > 1 ? `the score of '${model.model.name}'` : 'the score';
      const numbers = `squared distance correlation ${rangeText(quoted)}`;
      const beyond = value > 1 ? ' Above 1: the weights cancel too much for a correlation.' : '';
      const events = className(measured, label);
      const on = variableName(variable);
      const message = {
        finding: `For ${events}, ${score} depends on ${on}: ${numbers}, more than the accepted ${plain(tolerance)}.${beyond}`,
        pass: `For ${events}, ${score} is independent of ${on} within what is accepted: ${numbers}.`,
        undecided: `Whether ${score} depends on ${on} for ${events} cannot be told: ${numbers}; ${seen}.${beyond}`,
      }[status];
      const outcome: Outcome = {
        code,
        status,
        severity,
        message,
        at: { path: variable.path, on: variable.place },
        target: {
          model: model.model.name,
          ...classTarget(measured, label),
          ...(variable.nuisance === undefined
            ? { feature: variable.name }
            : { nuisance: variable.nuisance, sample: variable.samples[0]! }),
        },
        evidence: {
          distanceCorrelationSquared: quoted,
          distanceCovarianceSquared: dependence.covarianceSquared,
          floor,
          events: dependence.rows,
          effectiveEvents: dependence.effectiveEvents,
          ...(status === 'undecided' ? { minimumDetectable: missed } : {}),
        },
      };
      return { outcome, value, dependence };
    });
    return reportWorst(
      rows,
      ({ dependence: { variable } }) => variable.path.join('/'),
      ({ value }) => value,
      (worst, others) =>
        others.length === 0 ? worst.outcome.message : `${worst.outcome.message} Also ${listed(measured, others)}.`,
    );
  },

  figures: dependenceFigures,
});

/** Three answers: beyond chance and, with its interval, beyond the tolerance; within it; or neither. */
export function judgeDependence(
  length: SquaredLength,
  floor: number,
  p: number,
  tolerance: number,
): 'finding' | 'pass' | 'undecided' {
  const within = lengthLimits(length, p);
  if (length.value > floor && within.low > tolerance) return 'finding';
  return within.high <= tolerance ? 'pass' : 'undecided';
}

const listedAtMost = 3;

function listed(
  measured: Measurements,
  rows: readonly { readonly dependence: Dependence; readonly value: number }[],
): string {
  const names = rows
    .slice(0, listedAtMost)
    .map(
      ({ dependence: { model, label }, value }) =>
        `for ${className(measured, label)}${measured.models.length > 1 ? ` of '${model.model.name}'` : ''} (${plain(value)})`,
    );
  return rows.length > listedAtMost ? `${names.join(', ')} and ${rows.length - listedAtMost} more` : names.join(', ');
}

/** The mean score along each variable, and each efficiency: flat where the score is independent. */
function dependenceFigures(measured: Measurements): Figure[] {
  return [...protectedVariables(measured), ...nuisanceVariables(measured)].flatMap((variable) =>
    measured.models.flatMap((model) =>
      measured.labels.flatMap((label): Figure[] => {
        const joint = jointOf(measured, variable, model, label);
        if (joint === undefined) return [];
        const [workingPoint] = model.workingPoints;
        const number = workingPoint === undefined ? measured.positions(model) : passing(model, workingPoint.firstBin);
        const what = workingPoint === undefined ? 'mean score' : `efficiency at ${workingPoint.name}`;
        const profile = profileAlong(joint.sums, number, joint.edges);
        // A nuisance has this plot from nuisance/slope, with the line of its regression.
        if (profile === undefined || variable.nuisance !== undefined) return [];
        const events = className(measured, label).replaceAll("'", '');
        const ofModel = measured.models.length > 1 ? ` of ${model.model.name}` : '';
        return [
          {
            kind: 'histogram',
            profile: true,
            id: `dependence/${variable.name}/${model.model.name}/${label ?? 'all'}`,
            title: `${variable.name}: ${what}${ofModel} for ${events}`,
            caption: `In bins of ${variable.name}; flat where the score does not depend on it.`,
            target: { feature: variable.name, model: model.model.name, ...classTarget(measured, label) },
            about: aboutVariable(variable, model),
            x: { label: variable.name },
            y: { label: what },
            edges: [...profile.edges],
            series: [{ label: events, role: 'nominal', values: [...profile.values], errors: [...profile.errors] }],
            underflow: [0],
            overflow: [0],
            lines: [],
          },
        ];
      }),
    ),
  );
}
