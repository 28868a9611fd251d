/** Calibrations of parts of a sample, put together. */
import {
  lossKeys,
  scoreKeys,
  sharedKeys,
  sharedLossKeys,
  type CalibrationClass,
  type Loss,
  type Numbers,
  type Tables,
  type VariedCalibrationClass,
} from './calibrationProfile';

/** The classes of two parts of a sample together, one label. */
export function mergeCalibrationClasses(a: CalibrationClass, b: CalibrationClass): CalibrationClass {
  return {
    label: a.label,
    score: addTables(scoreKeys, a.score, b.score),
    losses: a.losses.map((one, truth) => mergeLosses(lossKeys, one, b.losses[truth]!)),
    outside: a.outside + b.outside,
  };
}

/** The same of a variation. */
export function mergeVariedCalibrationClasses(
  a: VariedCalibrationClass,
  b: VariedCalibrationClass,
): VariedCalibrationClass {
  return {
    ...mergeCalibrationClasses(a, b),
    sharedScore: addTables(sharedKeys, a.sharedScore, b.sharedScore),
    sharedLosses: a.sharedLosses.map((one, truth) => mergeLosses(sharedLossKeys, one, b.sharedLosses[truth]!)),
  };
}

function addTables<const Keys extends readonly string[]>(
  keys: Keys,
  a: Readonly<Tables<Keys>>,
  b: Readonly<Tables<Keys>>,
): Tables<Keys> {
  const entries = keys.map((key: Keys[number]) => [key, a[key].map((value, index) => value + b[key][index]!)]);
  return Object.fromEntries(entries) as Tables<Keys>;
}

function mergeLosses<const Keys extends readonly string[]>(
  keys: Keys,
  a: Readonly<Record<Loss, Readonly<Numbers<Keys>>>>,
  b: Readonly<Record<Loss, Readonly<Numbers<Keys>>>>,
): Record<Loss, Numbers<Keys>> {
  const add = (loss: Loss): Numbers<Keys> =>
    Object.fromEntries(keys.map((key: Keys[number]) => [key, a[loss][key] + b[loss][key]])) as Numbers<Keys>;
  return { brier: add('brier'), logLoss: add('logLoss') };
}
