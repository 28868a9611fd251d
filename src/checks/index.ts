/** Every check that judges measurements. Static checks, which need no events, are in `static/`. */
import type { Figure } from '../report/figure';
import type { Outcome } from '../report/report';
import type { Check, Judged } from './check';
import { calibrationCoverage } from './calibration/coverage';
import { abcdClosure } from './abcd/closure';
import { abcdDependence } from './abcd/dependence';
import { awareGain } from './aware/gain';
import { awareInterpolation } from './aware/interpolation';
import { calibrationDrifts } from './calibration/drifts';
import { calibrationOff } from './calibration/off';
import { dataConstant } from './data/constant';
import { dataDuplicates } from './data/duplicates';
import { dataMissing } from './data/missing';
import { dataLowStatistics, dataNegativeWeights } from './data/sampleSize';
import { decorrelationApparent } from './decorrelation/apparent';
import { decorrelationCost } from './decorrelation/cost';
import { decorrelationDependence } from './decorrelation/dependence';
import { decorrelationSculpting } from './decorrelation/sculpting';
import { scoreFigures, shiftFigures, shiftMap } from './figures';
import { epistemicCorruption } from './epistemic/corruption';
import { emulatorInterval } from './emulator/interval';
import { emulatorMisfit } from './emulator/misfit';
import { emulatorPrior } from './emulator/prior';
import { emulatorRange } from './emulator/range';
import { epistemicDominates } from './epistemic/dominates';
import { epistemicBlind } from './epistemic/blind';
import { learnedFlips } from './learned/flips';
import { learnedObservables } from './learned/observables';
import { inferenceFigures } from './inference/fitFigures';
import { coverageFigures } from './inference/coverageFigures';
import { inferenceModel } from './inference/model';
import { inferenceOverConstrained } from './inference/overConstrained';
import { inferencePrecision } from './inference/precision';
import { inferenceTemplates } from './inference/templates';
import { inferenceUndercovers } from './inference/undercovers';
import { modelComparison } from './model/comparison';
import { modelOutput } from './model/output';
import { nuisanceAsymmetric } from './nuisance/asymmetric';
import { nuisanceLarge } from './nuisance/large';
import { nuisanceNoEffect } from './nuisance/noEffect';
import { nuisanceNoise } from './nuisance/noise';
import { nuisanceNormalisation } from './nuisance/normalisation';
import { nuisanceSlope } from './nuisance/slope';
import { rankingFigures } from './nuisance/ranking';
import { nuisanceOneSided } from './nuisance/oneSided';
import { pullFit } from './pull/fit';
import { fittedPulls } from './pull/fitFigures';
import { pullRegression } from './pull/regression';
import { pullTheory } from './pull/theory';
import { rocFigures } from './rocFigures';
import { safetyUndetected } from './safety/undetected';
import { shiftJoint } from './shift/joint';
import { shiftKind } from './shift/kind';
import { shiftPulls } from './shift/pulls';
import { shiftFeature, shiftScore } from './shift/shift';
import { shiftSupport } from './shift/support';

export type { Judged } from './check';
export { drawCoverage } from './inference/coverage';
export { drawFits } from './inference/fittedModels';
export { Measurements } from './measurements';

const checks: readonly Check[] = [
  dataMissing,
  dataConstant,
  dataNegativeWeights,
  dataLowStatistics,
  dataDuplicates,
  modelOutput,
  modelComparison,
  shiftFeature,
  shiftScore,
  shiftJoint,
  shiftSupport,
  shiftKind,
  shiftPulls,
  nuisanceLarge,
  nuisanceNoEffect,
  nuisanceOneSided,
  nuisanceAsymmetric,
  nuisanceNormalisation,
  nuisanceNoise,
  nuisanceSlope,
  awareGain,
  awareInterpolation,
  decorrelationApparent,
  decorrelationDependence,
  decorrelationSculpting,
  decorrelationCost,
  epistemicDominates,
  epistemicBlind,
  epistemicCorruption,
  calibrationOff,
  calibrationDrifts,
  calibrationCoverage,
  learnedObservables,
  learnedFlips,
  safetyUndetected,
  abcdClosure,
  abcdDependence,
  pullTheory,
  pullFit,
  pullRegression,
  inferenceTemplates,
  inferencePrecision,
  inferenceOverConstrained,
  inferenceModel,
  inferenceUndercovers,
  emulatorInterval,
  emulatorMisfit,
  emulatorPrior,
  emulatorRange,
];

/** What every check says, in the order of the registry. */
export function judge(judged: Judged): Outcome[] {
  return checks.flatMap((check) => check.judge(judged));
}

/** Figures that a cursor in the analysis file brings up; those of checks first. */
export function drawFigures(judged: Judged): Figure[] {
  const { measured } = judged;
  return [
    ...checks.flatMap((check) => check.figures?.(judged) ?? []),
    ...inferenceFigures(judged),
    ...coverageFigures(judged),
    ...(measured === undefined
      ? []
      : [
          ...scoreFigures(measured),
          ...rocFigures(measured),
          ...rankingFigures(measured, fittedPulls(judged)),
          ...shiftMap(measured),
          ...shiftFigures(measured),
        ]),
  ];
}
