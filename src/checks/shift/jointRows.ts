/** The kept rows of the nominal samples together and of an application sample, ready to be compared. */
import type { RowSample } from '../../profile/rowSample';
import { meanOf, varianceOf } from '../../profile/profile';
import { arrayFingerprint } from '../../stats/drawMemo';
import { effectiveEvents } from '../../stats/moments';
import type { Measurements } from '../measurements';
import { sharedRows } from '../sharedEvents';

export interface JointSide {
  /** [n], as in the whole sample: a row stands for all events of its sample that were as likely to be kept. */
  readonly weights: Float64Array;
  /** [n] events for which a row stands. */
  readonly events: Float64Array;
  /** For each compared feature [n], in nominal standard deviations from the nominal mean; NaN where there is no value. */
  readonly features: readonly Float64Array[];
  readonly effectiveEvents: number;
}

export interface JointRows {
  /** The features that are compared: all but constant ones. */
  readonly names: readonly string[];
  readonly nominal: JointSide;
  readonly applied: JointSide;
  /** For each applied row its position among the nominal ones, −1 where the event is not among them. */
  readonly shared: Int32Array;
}

/**
 * @param most rows of each side
 * @returns undefined where a side has no row or no positive sum of weights
 */
export function jointRows(measured: Measurements, application: string, most: number): JointRows | undefined {
  const scales = measured.features.flatMap(({ name }, index) => {
    const nominal = measured.nominal('features', index, 'all');
    const variance = nominal && varianceOf(nominal.sums);
    const mean = nominal && meanOf(nominal.sums);
    return variance === undefined || mean === undefined ? [] : [{ name, index, mean, sigma: Math.sqrt(variance) }];
  });
  const samples = measured.nominalSamples().map(({ profile }) => profile.rows);
  const each = Math.floor(most / Math.max(samples.length, 1));
  const nominal = sideOf(
    samples.map((rows) => ({ rows, taken: Math.min(each, rows.hashes.length) })),
    scales,
  );
  const { rows } = measured.sample(application);
  const taken = Math.min(most, rows.hashes.length);
  const applied = sideOf([{ rows, taken }], scales);
  if (nominal === undefined || applied === undefined) return undefined;
  return {
    names: scales.map(({ name }) => name),
    nominal,
    applied,
    shared: sharedOf(
      samples.map((one) => ({ rows: one, taken: Math.min(each, one.hashes.length) })),
      { rows, taken },
    ),
  };
}

/** What is found of the same rows again costs nothing. */
export function rememberRows<Answer>(
  { memo, seed }: Measurements,
  what: string,
  { nominal, applied, shared }: JointRows,
  find: () => Answer,
): Answer {
  const arrays = [nominal, applied].flatMap(({ weights, events, features }) => [weights, events, ...features]);
  return memo.remember(`${seed}/${what}/${arrayFingerprint(...arrays, shared)}`, find);
}

/** Rows of the smallest hashes of a sample. */
interface Taken {
  readonly rows: RowSample;
  readonly taken: number;
}

function sideOf(
  parts: readonly Taken[],
  scales: readonly { readonly index: number; readonly mean: number; readonly sigma: number }[],
): JointSide | undefined {
  const size = parts.reduce((sum, { taken }) => sum + taken, 0);
  const weights = new Float64Array(size);
  const events = new Float64Array(size);
  const features = scales.map(() => new Float64Array(size));
  let at = 0;
  for (const { rows, taken } of parts) {
    const standsFor = rows.events / taken;
    for (let row = 0; row < taken; row++, at++) {
      events[at] = standsFor;
      weights[at] = standsFor * rows.weights[row]!;
      scales.forEach(({ index, mean, sigma }, feature) => {
        features[feature]![at] = (rows.features[index]![row]! - mean) / sigma;
      });
    }
  }
  let sumWeights = 0;
  let sumWeights2 = 0;
  for (const weight of weights) {
    sumWeights += weight;
    sumWeights2 += weight * weight;
  }
  if (!(sumWeights > 0)) return undefined;
  return { weights, events, features, effectiveEvents: effectiveEvents(sumWeights, sumWeights2) };
}

function sharedOf(nominal: readonly Taken[], { rows, taken }: Taken): Int32Array {
  const where = new Int32Array(taken).fill(-1);
  let offset = 0;
  for (const part of nominal) {
    const { first, second } = sharedRows(part.rows, rows, part.taken, taken);
    second.forEach((row, pair) => (where[row] = offset + first[pair]!));
    offset += part.taken;
  }
  return where;
}
