/**
 * Profiles of parts of a sample, put together: the same bytes as that of the whole, whatever the parts and their order.
 * Only the scores of the first events follow the order in which parts are given.
 */
import { ExactMigration } from '../stats/exactMigration';
import type { RoundedSums } from '../stats/exactSums';
import { addRounded } from '../stats/exactTerms';
import type { MigrationCells } from '../stats/migration';
import { mergeRatioSums } from '../stats/ratioGrid';
import { mergeRegressionSums } from '../stats/regression';
import { mergeAbcd } from './abcdProfile';
import type { CalibrationClass, CalibrationProfile } from './calibrationProfile';
import type { ConditionClass, ConditionProfile } from './conditionProfile';
import { firstScores, type FilledSample } from './fillSample';
import type { GridClass } from './gridProfile';
import {
  addVariables,
  type ClassProfile,
  type SampleProfile,
  type VariationProfile,
  type VariedClass,
  type VariedScores,
} from './profile';
import { mergeCalibrationClasses, mergeVariedCalibrationClasses } from './mergeCalibrations';
import { mergeEnsembleClasses, type EnsembleProfile } from './ensembleProfile';
import { mergeDistinctRows } from './distinctRows';
import { mergeRows } from './rowSample';

/**
 * @param a events that come before those of `b` in the sample
 * @throws RangeError when they have other binnings, sentinels or variations
 */
export function mergeFilled(a: FilledSample, b: FilledSample): FilledSample {
  if (a.variations.size !== b.variations.size) throw new RangeError('the parts of a sample have other variations');
  return {
    grids: mergeGrids(a.grids, b.grids),
    hypotheses: new Map(
      [...a.hypotheses].map(([key, { classes }]) => {
        const other = b.hypotheses.get(key);
        if (other === undefined) throw new RangeError('the parts of a sample were asked other questions');
        return [key, { classes: byLabel(classes, other.classes, mergeClasses) }];
      }),
    ),
    abcd: new Map(
      [...a.abcd].map(([key, profile]) => {
        const other = b.abcd.get(key);
        if (other === undefined) throw new RangeError('the parts of a sample were asked other questions');
        return [key, mergeAbcd(profile, other)];
      }),
    ),
    nominal: mergeSamples(a.nominal, b.nominal),
    variations: new Map(
      [...a.variations].map(([key, variation]): [string, VariationProfile] => {
        const other = b.variations.get(key);
        if (other === undefined) throw new RangeError('the parts of a sample have other variations');
        return [key, mergeVariations(variation, other)];
      }),
    ),
  };
}

function mergeSamples(a: SampleProfile, b: SampleProfile): SampleProfile {
  if (JSON.stringify(a.sentinels) !== JSON.stringify(b.sentinels)) {
    throw new RangeError('the parts of a sample have other sentinels');
  }
  return {
    events: a.events + b.events,
    invalidWeights: a.invalidWeights + b.invalidWeights,
    classes: byLabel(a.classes, b.classes, mergeClasses),
    sentinels: a.sentinels,
    firstScores: a.firstScores.map((scores, model) =>
      [...scores, ...(b.firstScores[model] ?? [])].slice(0, firstScores),
    ),
    rows: mergeRows(a.rows, b.rows),
    conditions: mergeConditions(a.conditions, b.conditions),
    distinct: mergeDistinctRows(a.distinct, b.distinct),
    ...(a.ensembles && { ensembles: mergeEnsembles(a.ensembles, b.ensembles) }),
    ...(a.calibrations && {
      calibrations: mergeCalibrations(a.calibrations, b.calibrations, mergeCalibrationClasses),
    }),
  };
}

function mergeClasses(a: ClassProfile, b: ClassProfile): ClassProfile {
  const totals = addLists(2, [totalsOf(a, a.rests.totals), totalsOf(b, b.rests.totals)]);
  const shared = a.shared.map((table, model) =>
    addLists(table.length, [
      [table, ...a.rests.shared[model]!],
      [b.shared[model]!, ...b.rests.shared[model]!],
    ]),
  );
  return {
    label: a.label,
    events: a.events + b.events,
    negativeEvents: a.negativeEvents + b.negativeEvents,
    sumWeights: totals.nearest[0]!,
    sumWeights2: totals.nearest[1]!,
    features: a.features.map((one, index) => addVariables([one, b.features[index]!])!),
    scores: a.scores.map((one, index) => addVariables([one, b.scores[index]!])!),
    shared: shared.map(({ nearest }) => nearest),
    rests: { totals: totals.rests, shared: shared.map(({ rests }) => rests) },
  };
}

function mergeVariations(a: VariationProfile, b: VariationProfile): VariationProfile {
  return {
    changedEvents: a.changedEvents + b.changedEvents,
    invalidWeights: a.invalidWeights + b.invalidWeights,
    classes: byLabel(a.classes, b.classes, mergeVariedClasses),
    ...(a.ensembles && { ensembles: mergeEnsembles(a.ensembles, b.ensembles) }),
    ...(a.rows && b.rows && { rows: mergeRows(a.rows, b.rows) }),
    ...(a.calibrations && {
      calibrations: mergeCalibrations(a.calibrations, b.calibrations, mergeVariedCalibrationClasses),
    }),
  };
}

function mergeVariedClasses(a: VariedClass, b: VariedClass): VariedClass {
  const totals = addLists(2, [totalsOf(a, a.rests), totalsOf(b, b.rests)]);
  return {
    label: a.label,
    sumWeights: totals.nearest[0]!,
    sumWeights2: totals.nearest[1]!,
    yieldMigration: mergeMigrations(a.yieldMigration, b.yieldMigration),
    scores: a.scores.map((one, model): VariedScores => {
      const other = b.scores[model]!;
      return { ...addVariables([one, other])!, migration: mergeMigrations(one.migration, other.migration) };
    }),
    rests: totals.rests,
  };
}

function mergeMigrations(a: MigrationCells, b: MigrationCells): MigrationCells {
  const sum = new ExactMigration(a.bins);
  sum.addCells(a);
  sum.addCells(b);
  return sum.cells();
}

/** Σw and Σw², and what rounding took from them. */
function totalsOf(
  { sumWeights, sumWeights2 }: { readonly sumWeights: number; readonly sumWeights2: number },
  rests: readonly Float64Array[],
): Float64Array[] {
  return [Float64Array.of(sumWeights, sumWeights2), ...rests];
}

/** @param parts of each the sums, then what rounding took from them */
function addLists(length: number, parts: readonly (readonly Float64Array[])[]): RoundedSums {
  const sums = parts.map(([nearest = new Float64Array(length), ...rests]) => ({ nearest, rests }));
  return addRounded(sums, length);
}

function mergeEnsembles(a: readonly EnsembleProfile[], b: readonly EnsembleProfile[] | undefined): EnsembleProfile[] {
  if (a.length !== b?.length) throw new RangeError('the parts of a sample have other models');
  return a.map((one, index) => ({ ...one, classes: byLabel(one.classes, b[index]!.classes, mergeEnsembleClasses) }));
}

function mergeCalibrations<Class extends CalibrationClass>(
  a: readonly CalibrationProfile<Class>[],
  b: readonly CalibrationProfile<Class>[] | undefined,
  merge: (a: Class, b: Class) => Class,
): CalibrationProfile<Class>[] {
  if (a.length !== b?.length) throw new RangeError('the parts of a sample have other models');
  return a.map(({ model, classes }, index) => ({ model, classes: byLabel(classes, b[index]!.classes, merge) }));
}

function mergeConditions(a: readonly ConditionProfile[], b: readonly ConditionProfile[]): ConditionProfile[] {
  if (a.length !== b.length) throw new RangeError('the parts of a sample have other variables');
  return a.map((one, index) => ({
    name: one.name,
    classes: byLabel(one.classes, b[index]!.classes, mergeConditionClasses),
  }));
}

function mergeConditionClasses(a: ConditionClass, b: ConditionClass): ConditionClass {
  return {
    label: a.label,
    missingEvents: a.missingEvents + b.missingEvents,
    scores: a.scores.map(({ joint, rests, regressions }, model) => {
      const other = b.scores[model]!;
      const cells = joint.counts.length;
      const weights = addLists(cells, [
        [joint.sumWeights, ...rests.weights],
        [other.joint.sumWeights, ...other.rests.weights],
      ]);
      const squares = addLists(cells, [
        [joint.sumWeights2, ...rests.squares],
        [other.joint.sumWeights2, ...other.rests.squares],
      ]);
      const fourths = addLists(cells, [
        [joint.sumWeights4, ...rests.fourths],
        [other.joint.sumWeights4, ...other.rests.fourths],
      ]);
      const counts = joint.counts.map((count, cell) => count + other.joint.counts[cell]!);
      return {
        joint: {
          sumWeights: weights.nearest,
          sumWeights2: squares.nearest,
          sumWeights4: fourths.nearest,
          counts,
        },
        rests: { weights: weights.rests, squares: squares.rests, fourths: fourths.rests },
        regressions: regressions && {
          mean: mergeRegressionSums([regressions.mean, other.regressions!.mean]),
          efficiencies: regressions.efficiencies.map((one, index) =>
            mergeRegressionSums([one, other.regressions!.efficiencies[index]!]),
          ),
        },
      };
    }),
  };
}

function mergeGrids(a: FilledSample['grids'], b: FilledSample['grids']): FilledSample['grids'] {
  return new Map(
    [...a].map(([key, { classes }]) => {
      const other = b.get(key);
      if (other === undefined) throw new RangeError('the parts of a sample have other grids');
      return [key, { classes: byLabel(classes, other.classes, mergeGridClasses) }];
    }),
  );
}

function mergeGridClasses(a: GridClass, b: GridClass): GridClass {
  return {
    label: a.label,
    yields: mergeRatioSums([a.yields, b.yields])!,
    scores: a.scores.map(({ mean, efficiencies }, model) => {
      const other = b.scores[model]!;
      return {
        mean: mergeRatioSums([mean, other.mean])!,
        efficiencies: efficiencies.map((one, index) => mergeRatioSums([one, other.efficiencies[index]!])!),
      };
    }),
  };
}

/** Classes of either side, ascending. */
function byLabel<One extends { readonly label: number | undefined }>(
  a: readonly One[],
  b: readonly One[],
  merge: (a: One, b: One) => One,
): One[] {
  const classes = new Map(a.map((one) => [one.label, one]));
  for (const one of b) {
    const known = classes.get(one.label);
    classes.set(one.label, known === undefined ? one : merge(known, one));
  }
  return [...classes.values()].sort((first, second) => (first.label ?? 0) - (second.label ?? 0));
}
