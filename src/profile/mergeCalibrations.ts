/** Calibrations of parts of a sample, put together without rounding. */
import type { RoundedSums } from '../stats/exactSums';
import { addRounded } from '../stats/exactTerms';
import {
  calibrationOf,
  flatCalibration,
  flatShared,
  sharedOf,
  type CalibrationClass,
  type VariedCalibrationClass,
} from './calibrationProfile';

/** The classes of two parts of a sample together, one label. */
export function mergeCalibrationClasses(a: CalibrationClass, b: CalibrationClass): CalibrationClass {
  const { label } = a;
  return calibrationOf(sumOf(flatCalibration(a), flatCalibration(b)), { label, outside: a.outside + b.outside });
}

/** The same of a variation. */
export function mergeVariedCalibrationClasses(
  a: VariedCalibrationClass,
  b: VariedCalibrationClass,
): VariedCalibrationClass {
  return { ...mergeCalibrationClasses(a, b), ...sharedOf(sumOf(flatShared(a), flatShared(b))) };
}

function sumOf(a: RoundedSums, b: RoundedSums): RoundedSums {
  return addRounded([a, b], a.nearest.length);
}
