import type { Outcome } from '../../report/report';
import { checkOf, measuredOf } from '../check';
import { judgeInterval, minimumDetectable, reportWorst, simultaneousSigmas } from '../decision';
import { optionOf } from '../severity';
import { className, percent, percentChange } from '../wording';
import { effectsOf, type RateEffect } from './effects';
import { nuisanceLarge } from './large';

const code = 'nuisance/normalisation';

/** Does what is declared a change of shape, a choice between generators or scales, hide a change of rate? */
export const nuisanceNormalisation = checkOf(code, measuredOf, {
  judge(measured, severity, judged) {
    const { analysis } = judged;
    const tolerance = optionOf(analysis, code, 'tolerance');
    const yields = effectsOf(measured).rates.filter(
      ({ quantity, side: { nuisance } }) =>
        quantity === 'yield' && (nuisance.kind === 'two-point' || nuisance.kind === 'scale'),
    );
    const sigmas = simultaneousSigmas(optionOf(analysis, code, 'alpha'), yields.length);
    // A yield or a shape that nuisance/large complains of is not told again.
    const large = nuisanceLarge
      .judge(judged)
      .filter(({ status, target }) => status === 'finding' && target.workingPoint === undefined);
    const isTold = ({ target }: RateEffect): boolean =>
      large.some(
        ({ target: { nuisance, side, class: label } }) =>
          nuisance === target.nuisance && side === target.side && label === target.class,
      );
    const rows = yields.map((effect) => {
      const { change, side, label, target, evidence } = effect;
      const { nuisance } = side;
      const accepted = Math.max(tolerance, nuisance.size?.value ?? 0);
      const status = judgeInterval(change.value, sigmas * change.error, accepted);
      const missed = minimumDetectable(change, sigmas, accepted);
      const statement = `'${nuisance.name}' ${side.side} changes the yield of ${className(measured, label)} by ${percentChange(change)}`;
      const message = {
        finding:
          `'${nuisance.name}' is declared ${nuisance.kind}, a comparison of shapes, but ${side.side} changes the yield of ` +
          `${className(measured, label)} by ${percentChange(change)}, and the score's shape hardly. ` +
          'Normalise it to nominal and give the rate a nuisance of its own, or declare its size.',
        pass: `${statement}, within ${percent(accepted)}.`,
        undecided: `${statement}: too uncertain to compare with ${percent(accepted)}; changes beyond ${percent(missed)} would have been seen.`,
      }[status];
      const told = status === 'finding' && isTold(effect);
      const outcome: Outcome = {
        code,
        status,
        severity,
        message: told ? `${statement}; nuisance/large tells of this nuisance.` : message,
        at: { path: nuisance.path, on: 'key' },
        target,
        evidence: status === 'undecided' ? { ...evidence, minimumDetectable: missed } : evidence,
      };
      return { outcome, told, name: nuisance.name, size: Math.abs(change.value) };
    });
    const outcomes = reportWorst(
      rows.filter(({ told }) => !told),
      ({ name }) => name,
      ({ size }) => size,
      (worst, others) =>
        others.length === 0
          ? worst.outcome.message
          : `${worst.outcome.message} The same holds for ${others.length} more of its yields.`,
    );
    return [
      ...outcomes,
      ...rows.filter(({ told }) => told).map(({ outcome }): Outcome => ({ ...outcome, severity: 'hint' })),
    ];
  },
});
