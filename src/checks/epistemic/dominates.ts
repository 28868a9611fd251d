/** Is the largest uncertainty of an efficiency that of the model itself? */
import type { Measured, Outcome } from '../../report/report';
import { normalQuantile } from '../../stats/normal';
import { checkOf, measuredOf } from '../check';
import { plannedPower, reportWorst } from '../decision';
import type { MeasuredModel, Measurements } from '../measurements';
import { optionOf } from '../severity';
import { className, classTarget, count, interval, percent, plain } from '../wording';
import { ensembleFigures } from './ensembleFigures';
import {
  ensembleClass,
  ensembles,
  meanOver,
  memberEffectsOf,
  type MemberEffect,
  type VariedMembers,
} from './memberEffects';

const code = 'epistemic/dominates';

/** What lies beyond either end of a 68.3 % interval. */
const tail = 0.1587;

export const epistemicDominates = checkOf(code, measuredOf, {
  judge(measured, severity, { analysis }) {
    const tolerance = optionOf(analysis, code, 'tolerance');
    const effects = memberEffectsOf(measured);
    const alpha = optionOf(analysis, code, 'alpha');
    const asked = Math.max(effects.length, 1);
    const p = alpha / (2 * asked);
    const power = plannedPower(alpha, asked);
    const rows = effects.map((effect) => {
      const { model, label, workingPoint, members, efficiency } = effect;
      const limits = members.limits(p);
      const [low, high] = [limits.low / efficiency.value, limits.high / efficiency.value];
      const deviation = members.deviation / efficiency.value;
      const rivals = rivalsOf(effect, p);
      const status =
        low > Math.max(tolerance, rivals.high)
          ? 'finding'
          : high <= Math.max(tolerance, rivals.low)
            ? 'pass'
            : 'undecided';
      const missed =
        members.detectable(Math.max(tolerance, rivals.high) * efficiency.value, p, power) / efficiency.value;
      const numbers =
        `${membersOf(measured, effect)} differ in the efficiency at '${workingPoint}' for ${className(measured, label)} ` +
        `by ${percent(deviation)} (${percent(low)} to ${percent(high)}), beside ${percent(efficiency.error / efficiency.value)} of statistics${nuisanceText(effect)}`;
      const message = {
        finding: `${numbers}: what the training left open is the largest uncertainty. Count it, ${plain(effect.sumWeights * efficiency.value)} ± ${plain(effect.sumWeights * members.deviation)} in the yield, or train on more events.`,
        pass: `${numbers}: not the largest${high <= tolerance ? `, and within ${percent(tolerance)}` : ''}.`,
        undecided: `${numbers}: ${count(members.members.length)} members cannot tell whether it is the largest; beyond ${percent(missed)} it would have been seen.`,
      }[status];
      const outcome: Outcome = {
        code,
        status,
        severity,
        message,
        at: { path: model.model.path, on: 'key' },
        target: { model: model.model.name, ...classTarget(measured, label), workingPoint },
        evidence: { ...evidenceOf(measured, effect), ...(status === 'undecided' ? { minimumDetectable: missed } : {}) },
      };
      return { outcome, effect, excess: deviation / Math.max(tolerance, rivals.high) };
    });
    const passes = ensembles(measured).filter(({ model }) => model.dropout !== undefined);
    return [
      ...passes.map((one) => untold(one, severity)),
      ...reportWorst(
        rows,
        ({ effect }) => effect.model.model.name,
        ({ excess }) => excess,
        ({ outcome }, others) =>
          others.length === 0
            ? outcome.message
            : `${outcome.message} Likewise: ${others.map(({ effect }) => `'${effect.workingPoint}' for ${className(measured, effect.label)}`).join(', ')}.`,
      ),
    ];
  },

  figures: ensembleFigures,
});

/** Passes with dropout draw anew for every event: over many events their efficiencies agree, whatever training left open. */
function untold({ model }: MeasuredModel, severity: Outcome['severity']): Outcome {
  return {
    code,
    status: 'skipped',
    severity,
    message: `What the training of '${model.name}' left open of an efficiency cannot be told from passes with dropout, which draw anew for every event: it takes members of an ensemble (\`files:\`). Spread and entropies of single events are drawn.`,
    at: { path: model.path, on: 'key' },
    target: { model: model.name },
    evidence: {},
  };
}

/** Limits of the largest other uncertainty, relative to the efficiency. */
function rivalsOf({ efficiency, nuisances }: MemberEffect, p: number): { readonly low: number; readonly high: number } {
  const statistical = efficiency.error / efficiency.value;
  const sigmas = normalQuantile(1 - p);
  const sizes = nuisances.map(({ change: { value, error } }) => ({ size: Math.abs(value), reach: sigmas * error }));
  return {
    low: Math.max(statistical, ...sizes.map(({ size, reach }) => size - reach)),
    high: Math.max(statistical, ...sizes.map(({ size, reach }) => size + reach)),
  };
}

/** `The 5 members`, `The 5 members of 'big'` where there are several models. */
function membersOf(measured: Measurements, { model, members }: MemberEffect): string {
  const ofModel = measured.models.length > 1 ? ` of '${model.model.name}'` : '';
  return `The ${count(members.members.length)} members${ofModel}`;
}

function nuisanceText({ nuisances: [largest] }: MemberEffect): string {
  if (largest === undefined) return '';
  const { change, side } = largest;
  return ` and ${percent(Math.abs(change.value))} of the largest nuisance, '${side.nuisance.name}'`;
}

function evidenceOf(measured: Measurements, effect: MemberEffect): Record<string, Measured> {
  const { model, label, members, efficiency, sumWeights, nuisances } = effect;
  const within = members.limits(tail);
  const scaled = (factor: number): Measured => ({
    value: factor * members.deviation,
    low: factor * within.low,
    high: factor * within.high,
  });
  const one = ensembleClass(measured, model, label);
  const bins = [...(one?.weights.keys() ?? [])];
  const spread = one && meanOver(one, 'spread', bins);
  const aleatoric = one?.improbable === 0 ? meanOver(one, 'aleatoric', bins) : undefined;
  const epistemic = one?.improbable === 0 ? meanOver(one, 'epistemic', bins) : undefined;
  return {
    members: members.members.length,
    efficiency: interval(efficiency),
    memberDeviation: scaled(1 / efficiency.value),
    yield: sumWeights * efficiency.value,
    yieldDeviation: scaled(sumWeights),
    statistical: efficiency.error / efficiency.value,
    ...(nuisances[0] && { largestEffect: Math.abs(nuisances[0].change.value) }),
    ...Object.fromEntries(effect.varied.flatMap(variedEvidence)),
    ...(spread && { spread: interval(spread) }),
    ...(aleatoric && { aleatoricEntropy: interval(aleatoric) }),
    ...(epistemic && { epistemicEntropy: interval(epistemic) }),
  };
}

/** Relative deviation of the efficiency, and that of the yield in events, at one side of a nuisance. */
function variedEvidence({ side, members, efficiency, sumWeights }: VariedMembers): [string, Measured][] {
  const within = members.limits(tail);
  const scaled = (factor: number): Measured => ({
    value: factor * members.deviation,
    low: factor * within.low,
    high: factor * within.high,
  });
  const at = `${side.nuisance.name} ${side.side}`;
  return [
    [`memberDeviation@${at}`, scaled(1 / efficiency)],
    [`yieldDeviation@${at}`, scaled(sumWeights)],
  ];
}
