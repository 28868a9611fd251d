/** What each side of each nuisance does to the yield, the efficiencies and the score's shape, class by class. */
import { meanDifferenceError, yieldRatio } from '../../stats/contrast';
import { contrastEfficiency, efficiencyRatio } from '../../stats/efficiencyRatio';
import type { Estimate } from '../../stats/estimate';
import { benjaminiHochberg } from '../../stats/multiplicity';
import type { NuisanceSide } from '../../config/nuisanceSides';
import { meanOf, varianceOf } from '../../profile/profile';
import type { Measured, Target } from '../../report/report';
import type { ClassLabel, MeasuredModel, MeasuredShape, Measurements } from '../measurements';
import { classTarget, interval } from '../wording';
import { variedAuc } from '../modelAuc';
import { quotedDistance } from '../decision';

/** A relative change of a number: of the yield, or of the efficiency at a working point. */
export interface RateEffect {
  readonly quantity: 'yield' | 'efficiency';
  readonly side: NuisanceSide;
  readonly label: ClassLabel;
  /** Of an efficiency; a yield depends on no model. */
  readonly model?: MeasuredModel;
  readonly workingPoint?: string;
  /** Ratio − 1, with its error. */
  readonly change: Estimate;
  readonly target: Target;
  readonly evidence: Readonly<Record<string, Measured>>;
}

/** A change of the score's shape. */
export interface ShapeEffect {
  readonly quantity: 'shape';
  readonly side: NuisanceSide;
  readonly label: ClassLabel;
  readonly model: MeasuredModel;
  readonly shape: MeasuredShape;
  readonly adjustedPValue: number;
  readonly target: Target;
  readonly evidence: Readonly<Record<string, Measured>>;
}

/** Effects of an analysis; worked out once, when they are asked for. */
class Effects {
  private knownRates: readonly RateEffect[] | undefined;
  private knownShapes: readonly ShapeEffect[] | undefined;

  constructor(private readonly measured: Measurements) {}

  get rates(): readonly RateEffect[] {
    return (this.knownRates ??= rateEffects(this.measured));
  }

  get shapes(): readonly ShapeEffect[] {
    return (this.knownShapes ??= shapeEffects(this.measured));
  }
}

const effects = new WeakMap<Measurements, Effects>();

/** All effects of an analysis. Cross-check samples are not variations and are left out. */
export function effectsOf(measured: Measurements): Effects {
  let known = effects.get(measured);
  if (known === undefined) {
    known = new Effects(measured);
    effects.set(measured, known);
  }
  return known;
}

/** What may move the result: every side but the cross-checks, which no training has seen. */
export function variationsOf(measured: Measurements): NuisanceSide[] {
  return measured.sides.filter(({ side }) => side !== 'cross-check');
}

function comparable(measured: Measurements, side: NuisanceSide, label: ClassLabel): boolean {
  return measured.touches(side, label) && measured.withoutClass(side, label) === undefined;
}

function rateEffects(measured: Measurements): RateEffect[] {
  const rates: RateEffect[] = [];
  for (const side of variationsOf(measured)) {
    for (const label of measured.labels) {
      if (!comparable(measured, side, label)) continue;
      const target: Target = { nuisance: side.nuisance.name, side: side.side, ...classTarget(measured, label) };
      const ratio = yieldRatio(measured.yields(side, label));
      if (ratio !== undefined) {
        const evidence = { yieldRatio: interval(ratio) };
        rates.push({ quantity: 'yield', side, label, change: changeOf(ratio), target, evidence });
      }
      for (const model of measured.models) {
        const contrast = measured.contrast(model, side, label);
        for (const { name, firstBin } of model.workingPoints) {
          const nominal = contrastEfficiency(contrast, 'nominal', firstBin);
          const efficiency = efficiencyRatio(contrast, firstBin);
          if (nominal === undefined || efficiency === undefined) continue;
          rates.push({
            quantity: 'efficiency',
            side,
            label,
            model,
            workingPoint: name,
            change: changeOf(efficiency),
            target: { ...target, model: model.model.name, workingPoint: name },
            evidence: { efficiency: interval(nominal), efficiencyRatio: interval(efficiency) },
          });
        }
      }
    }
  }
  return rates;
}

/** The same weights summed in other bins give another rounding, which is no change. */
const rounding = 1e-12;

function changeOf(ratio: Estimate): Estimate {
  return { ...ratio, value: Math.abs(ratio.value - 1) < rounding ? 0 : ratio.value - 1 };
}

function shapeEffects(measured: Measurements): ShapeEffect[] {
  const shapes: Omit<ShapeEffect, 'adjustedPValue'>[] = [];
  for (const side of variationsOf(measured)) {
    for (const model of measured.models) {
      const area = variedAuc(measured, model, side);
      for (const label of measured.labels) {
        if (!comparable(measured, side, label)) continue;
        const shape = measured.shape(model, side, label);
        if (shape === undefined) continue;
        shapes.push({
          quantity: 'shape',
          side,
          label,
          model,
          shape,
          target: {
            model: model.model.name,
            nuisance: side.nuisance.name,
            side: side.side,
            ...classTarget(measured, label),
          },
          evidence: scoreEvidence(measured, model, side, label, area),
        });
      }
    }
  }
  const adjusted = benjaminiHochberg(shapes.map(({ shape }) => shape.pValue));
  return shapes.map((effect, index) => ({
    ...effect,
    adjustedPValue: adjusted[index]!,
    evidence: { ...shapeEvidence(effect.shape, adjusted[index]!), ...effect.evidence },
  }));
}

/** KS and Wasserstein distance with its 68.3 % interval. */
export function shapeEvidence(shape: MeasuredShape, adjustedPValue: number): Record<string, Measured> {
  return {
    ks: shape.ks,
    pValue: shape.pValue,
    adjustedPValue,
    wasserstein: quotedDistance(shape.wasserstein, shape.wassersteinWithin, shape.sigma),
  };
}

/** What a variation does to the mean of a score and to the AUC: all of its evidence that takes no drawn noise. */
export function scoreEvidence(
  measured: Measurements,
  model: MeasuredModel,
  side: NuisanceSide,
  label: ClassLabel,
  area = variedAuc(measured, model, side),
): Record<string, Measured> {
  return {
    ...meanShift(measured, model, side, label),
    ...(area && { auc: area.varied, aucDifference: interval(area.difference) }),
  };
}

function meanShift(
  measured: Measurements,
  model: MeasuredModel,
  side: NuisanceSide,
  label: ClassLabel,
): Record<string, Measured> {
  const nominal = measured.nominal('scores', model.index, label);
  const mean = nominal && meanOf(nominal.sums);
  const variance = nominal && varianceOf(nominal.sums);
  const varied = measured.variedMean(model, side, label);
  if (mean === undefined || variance === undefined || varied === undefined) return {};
  const sigma = Math.sqrt(variance);
  const error = meanDifferenceError(measured.contrast(model, side, label), measured.positions(model));
  return { meanScore: varied, meanShift: interval({ value: (varied - mean) / sigma, error: error / sigma }) };
}
