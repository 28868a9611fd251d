import type { Outcome, Target } from '../../report/report';
import { checkOf, measuredOf } from '../check';
import { judgeChange, judgeShape, minimumDetectable, reportWorst, simultaneousSigmas } from '../decision';
import type { Measurements } from '../measurements';
import { optionOf } from '../severity';
import { className, classTarget, percent, percentChange, plain, pText } from '../wording';
import { effectsOf, variationsOf, type RateEffect, type ShapeEffect } from './effects';

const code = 'nuisance/large';

interface Row {
  readonly outcome: Outcome;
  readonly effect: RateEffect | ShapeEffect;
  /** Effect in units of its tolerance. */
  readonly excess: number;
}

/** Does a nuisance move the yield, an efficiency or the score's shape by more than declared? */
export const nuisanceLarge = checkOf(code, measuredOf, {
  judge(measured, severity, { analysis }) {
    const effects = effectsOf(measured);
    const rates = effects.rates.filter(isDeclared);
    const shapes = effects.shapes.filter(isDeclared);
    const alpha = optionOf(analysis, code, 'alpha');
    const tolerance = optionOf(analysis, code, 'tolerance');
    const shapeTolerance = optionOf(analysis, code, 'shape-tolerance');
    const rows = rates.length + shapes.length;
    const sigmas = simultaneousSigmas(alpha, rows);

    const rateRow = (effect: RateEffect): Row => {
      const { size, path } = effect.side.nuisance;
      const accepted = size?.value ?? tolerance;
      const status = judgeChange(effect.change, sigmas, accepted);
      const missed = minimumDetectable(effect.change, sigmas, accepted);
      const evidence = status === 'undecided' ? { ...effect.evidence, minimumDetectable: missed } : effect.evidence;
      const statement = `${sideName(effect)} changes ${quantityName(measured, effect)} by ${percentChange(effect.change)}`;
      const message = {
        finding: `${statement}, ${times(effect.change.value, accepted)} ${acceptedName(effect, accepted)}.${advice(measured, effect)}`,
        pass: `${statement}, within ${acceptedName(effect, accepted)}.`,
        undecided: `${statement}: too uncertain to compare with ${acceptedName(effect, accepted)}; changes beyond ${percent(missed)} would have been seen.`,
      }[status];
      const at = { path: size !== undefined && status === 'finding' ? size.path : path, on: keyOf(size, status) };
      return {
        effect,
        excess: Math.abs(effect.change.value) / accepted,
        outcome: { code, status, severity, message, at, target: effect.target, evidence },
      };
    };

    const shapeRow = (effect: ShapeEffect): Row => {
      const { shape } = effect;
      const distance = shape.wasserstein / shape.sigma;
      const { status, minimumDetectable: missed } = judgeShape(shape, effect.adjustedPValue, shapeTolerance, {
        alpha,
        rows,
      });
      const statement =
        `${sideName(effect)} changes the shape of ${scoreName(measured, effect)} for ${className(measured, effect.label)} ` +
        `by ${plain(distance)} σ (Wasserstein), KS ${plain(shape.ks)}, ${pText(effect.adjustedPValue)}`;
      const message = {
        finding: `${statement}: more than ${plain(shapeTolerance)} σ. See the plot, and treat it as a shape uncertainty.`,
        pass: `${statement}: within ${plain(shapeTolerance)} σ.`,
        undecided: `${statement}: too uncertain to compare with ${plain(shapeTolerance)} σ; changes beyond ${plain(missed)} σ would have been seen.`,
      }[status];
      return {
        effect,
        excess: distance / shapeTolerance,
        outcome: {
          code,
          status,
          severity,
          message,
          at: { path: effect.side.nuisance.path, on: 'key' },
          target: effect.target,
          evidence: status === 'undecided' ? { ...effect.evidence, minimumDetectable: missed } : effect.evidence,
        },
      };
    };

    const incomparable = variationsOf(measured).flatMap((side) =>
      measured.labels.flatMap((label): Outcome[] => {
        const sample = measured.withoutClass(side, label);
        if (sample === undefined) return [];
        return [
          {
            code,
            status: 'finding',
            severity,
            message: `'${side.nuisance.name}' ${side.side} cannot be compared for ${className(measured, label)}: '${sample}' has no events of that class. Give it the label of the sample it stands for.`,
            at: { path: side.variation.path },
            target: { nuisance: side.nuisance.name, side: side.side, ...classTarget(measured, label) },
            evidence: {},
          },
        ];
      }),
    );
    const judged = reportWorst(
      [...rates.map(rateRow), ...shapes.map(shapeRow)],
      ({ effect }) => effect.side.nuisance.name,
      ({ excess }) => excess,
      (worst, others) =>
        others.length === 0 ? worst.outcome.message : `${worst.outcome.message} Also too large: ${listed(others)}.`,
    );
    return [...incomparable, ...judged];
  },
});

/** Sides that stand for the prior of a continuous nuisance are the question of nuisance/slope. */
function isDeclared({ side: { variation } }: RateEffect | ShapeEffect): boolean {
  return variation.parameter === undefined;
}

function keyOf(size: unknown, status: string): 'key' | 'value' {
  return size !== undefined && status === 'finding' ? 'value' : 'key';
}

function sideName({ side: { nuisance, side } }: RateEffect | ShapeEffect): string {
  return `'${nuisance.name}' ${side}`;
}

function quantityName(measured: Measurements, effect: RateEffect): string {
  const events = className(measured, effect.label);
  if (effect.quantity === 'yield') return `the yield of ${events}`;
  const model = measured.models.length > 1 ? ` of '${effect.model?.model.name ?? ''}'` : '';
  return `the efficiency${model} at '${effect.workingPoint ?? ''}' for ${events}`;
}

function scoreName(measured: Measurements, effect: ShapeEffect): string {
  return measured.models.length > 1 ? `the score of '${effect.model.model.name}'` : 'the score';
}

function acceptedName({ side: { nuisance } }: RateEffect, accepted: number): string {
  return nuisance.size === undefined
    ? `the accepted ${percent(accepted)}`
    : `the size you declared (${percent(accepted)})`;
}

function times(change: number, accepted: number): string {
  return accepted > 0 ? `${plain(Math.abs(change) / accepted)} times` : 'beyond';
}

/** Other events with another yield usually mean that a normalisation is missing. */
function advice(measured: Measurements, { quantity, side }: RateEffect): string {
  if (quantity !== 'yield' || measured.sameEvents(side)) return ' Check the variation, or declare its size.';
  const [standIn] = [...side.variation.samples.values()];
  return ` Is a normalisation missing in the weight of '${standIn?.sample ?? ''}'? Shapes are compared after normalising.`;
}

const listedAtMost = 3;

function listed(rows: readonly Row[]): string {
  const names = rows.map(({ outcome: { target }, effect }) => targetName(target, effect.quantity));
  const more = names.length - listedAtMost;
  return more > 0 ? `${names.slice(0, listedAtMost).join(', ')} and ${more} more` : names.join(', ');
}

function targetName(target: Target, quantity: string): string {
  const events = target.class === undefined ? '' : ` of class ${target.class}`;
  const point = target.workingPoint === undefined ? '' : ` at '${target.workingPoint}'`;
  const model = target.model === undefined ? '' : ` (${target.model})`;
  return `${target.side ?? ''} ${quantity}${point}${events}${model}`;
}
