/** What a model costs in AUC against a reference model, beside how much less it depends on what it must not depend on. */
import type { Measured, Outcome } from '../../report/report';
import { lengthLimits, type SquaredLength } from '../../stats/squaredLength';
import { checkOf, measuredOf } from '../check';
import { detectableSigmas, quotedLength, simultaneousSigmas } from '../decision';
import { detectableAucDifference, nominalAucGrowth } from '../detectableGrowth';
import type { MeasuredModel, Measurements } from '../measurements';
import { nameOf, optionOf } from '../severity';
import { className, interval, plain, rangeText } from '../wording';
import { dependencesOf, type Dependence } from './dependences';
import { variableName } from './variables';
import { aucAgainst } from '../modelAuc';

const code = 'decorrelation/cost';

export const decorrelationCost = checkOf(code, measuredOf, {
  judge(measured, severity, { analysis }) {
    if (dependencesOf(measured).length === 0) return [];
    const name = nameOf(analysis, code, 'reference');
    const reference = measured.models.find(({ model }) => model.name === name) ?? measured.models[0];
    const others = measured.models.filter((model) => model !== reference);
    if (reference === undefined || others.length === 0) return [];
    const tolerance = optionOf(analysis, code, 'tolerance');
    const alpha = optionOf(analysis, code, 'alpha');
    const sigmas = simultaneousSigmas(alpha, others.length);
    const found = detectableSigmas(alpha, others.length);
    const growth = nominalAucGrowth(measured, reference);
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
      const gains = isSmaller(after.length, before.length, alpha / others.length);
      const status = gains || loss + reach <= tolerance ? 'pass' : loss - reach > tolerance ? 'finding' : 'undecided';
      const missed = detectableAucDifference(found, difference.error, growth, tolerance);
      const numbers = `'${model.model.name}' ${loss >= 0 ? 'loses' : 'gains'} ${plain(Math.abs(loss))} ± ${plain(difference.error)} in AUC against '${reference.model.name}'`;
      const dependence = `its largest squared distance correlation is ${named(measured, after)} instead of ${named(measured, before)}`;
      const message = {
        finding: `${numbers}, and ${dependence}: it costs more than ${plain(tolerance)} and does not depend less. Is it worth its price for another reason?`,
        pass: `${numbers}; ${dependence}.`,
        undecided: `${numbers}: too uncertain to compare with the accepted ${plain(tolerance)}; beyond ${plain(missed)} it would have been seen. And ${dependence}.`,
      }[status];
      const evidence: Record<string, Measured> = {
        aucDifference: interval(difference),
        distanceCorrelationSquared: quotedLength(after.length),
        distanceCorrelationSquaredReference: quotedLength(before.length),
        ...(status === 'undecided' ? { minimumDetectable: missed } : {}),
      };
      return { ...about, status, message, evidence };
    });
  },
});

/** The strongest dependence of a model, over variables and classes. */
function largest(measured: Measurements, model: MeasuredModel): Dependence | undefined {
  return dependencesOf(measured)
    .filter((one) => one.model === model)
    .reduce<Dependence | undefined>(
      (found, one) => (found === undefined || one.length.value > found.length.value ? one : found),
      undefined,
    );
}

/** The interval of a difference, from those of both: G. Y. Zou and A. Donner, Stat. Med. 27 (2008) 1693. */
function isSmaller(after: SquaredLength, before: SquaredLength, p: number): boolean {
  const reach = Math.hypot(lengthLimits(after, p).high - after.value, before.value - lengthLimits(before, p).low);
  return before.value - after.value > reach;
}

/** `0.231 (0.221 to 0.241) with 'z' in class 1` */
function named(measured: Measurements, { length, variable, label }: Dependence): string {
  return `${rangeText(quotedLength(length))} with ${variableName(variable)} in ${className(measured, label)}`;
}
