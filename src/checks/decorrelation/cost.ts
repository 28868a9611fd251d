/** What a model costs in AUC against a reference model, beside how much less it depends on what it must not depend on. */
import type { Measured, Outcome } from '../../report/report';
import type { Check } from '../check';
import { minimumDetectable, simultaneousSigmas } from '../decision';
import type { MeasuredModel, Measurements } from '../measurements';
import { nameOf, optionOf, severityOf } from '../severity';
import { className, interval, plain } from '../wording';
import { dependencesOf, type Dependence } from './dependences';
import { variableName } from './variables';
import { aucAgainst } from '../modelAuc';

const code = 'decorrelation/cost';

export const decorrelationCost: Check = {
  code,
  judge({ analysis, measured }) {
    const severity = severityOf(analysis, code);
    if (severity === undefined || measured === undefined || dependencesOf(measured).length === 0) return [];
    const name = nameOf(analysis, code, 'reference');
    const reference = measured.models.find(({ model }) => model.name === name) ?? measured.models[0];
    const others = measured.models.filter((model) => model !== reference);
    if (reference === undefined || others.length === 0) return [];
    const tolerance = optionOf(analysis, code, 'tolerance');
    const alpha = optionOf(analysis, code, 'alpha');
    const sigmas = simultaneousSigmas(alpha, others.length);
    const before = largest(measured, reference);
    return others.map((model): Outcome => {
      const about = {
        code,
        severity,
        at: { path: model.model.path, on: 'key' as const },
        target: { model: model.model.name },
      };
      const difference = aucAgainst(measured, model, reference);
      const after = largest(measured, model);
      if (difference === undefined || before === undefined || after === undefined) {
        return {
          ...about,
          status: 'skipped',
          message: `What '${model.model.name}' costs against '${reference.model.name}' cannot be told: it takes two classes with positive sums of weights, and a distance correlation of both models.`,
          evidence: {},
        };
      }
      const loss = -difference.value;
      const reach = sigmas * difference.error;
      const gain = before.correlationSquared.value - after.correlationSquared.value;
      const gains = gain > sigmas * Math.hypot(before.correlationSquared.error, after.correlationSquared.error);
      const status = gains || loss + reach <= tolerance ? 'pass' : loss - reach > tolerance ? 'finding' : 'undecided';
      const missed = minimumDetectable(difference, sigmas, tolerance);
      const numbers = `'${model.model.name}' ${loss >= 0 ? 'loses' : 'gains'} ${plain(Math.abs(loss))} ± ${plain(difference.error)} in AUC against '${reference.model.name}'`;
      const dependence = `its largest squared distance correlation is ${named(measured, after)} instead of ${named(measured, before)}`;
      const message = {
        finding: `${numbers}, and ${dependence}: it costs more than ${plain(tolerance)} and does not depend less. Is it worth its price for another reason?`,
        pass: `${numbers}; ${dependence}.`,
        undecided: `${numbers}: too uncertain to compare with the accepted ${plain(tolerance)}; beyond ${plain(missed)} it would have been seen. And ${dependence}.`,
      }[status];
      const evidence: Record<string, Measured> = {
        aucDifference: interval(difference),
        distanceCorrelationSquared: interval(after.correlationSquared),
        distanceCorrelationSquaredReference: interval(before.correlationSquared),
        ...(status === 'undecided' ? { minimumDetectable: missed } : {}),
      };
      return { ...about, status, message, evidence };
    });
  },
};

/** The strongest dependence of a model, over variables and classes. */
function largest(measured: Measurements, model: MeasuredModel): Dependence | undefined {
  return dependencesOf(measured)
    .filter((one) => one.model === model)
    .reduce<Dependence | undefined>(
      (found, one) =>
        found === undefined || one.correlationSquared.value > found.correlationSquared.value ? one : found,
      undefined,
    );
}

/** `0.231 ± 0.010 (with 'z', class 1)` */
function named(measured: Measurements, { correlationSquared, variable, label }: Dependence): string {
  const { value, error } = correlationSquared;
  return `${plain(value)} ± ${plain(error)} (${variableName(variable)}, ${className(measured, label)})`;
}
