/**
 * Features spoilt in steps (after D. Hendrycks and T. Dietterich, arXiv:1903.12261, and Y. Ovadia et al.,
 * arXiv:1906.02530, for columns in place of pictures):
 *
 * - noise of size s: x + sσg, g standard normal, σ the nominal standard deviation of the feature;
 * - scale of size s: (1 + s)x;
 * - dropped, of size s: the nominal mean in place of a fraction s of the values.
 *
 * What is drawn belongs to the event, the feature and the kind: it is the same for every size, so that larger sizes spoil
 * the same events further, and the same for every model.
 */
import type { CorruptionKind } from '../config/corruptionsSection';
import { hash, mix } from '../stats/hash';
import { normalQuantile } from '../stats/normal';

/** A feature of some events. */
export interface CorruptedFeature {
  readonly name: string;
  /** NaN where there is no value: it stays. */
  readonly values: Float64Array;
  /** Of all nominal events, weighted; a feature without them stays as it is. */
  readonly mean: number | undefined;
  readonly sigma: number | undefined;
}

/** @param hashes of the events [n] */
export function corrupted(
  kind: CorruptionKind,
  size: number,
  { name, values, mean, sigma }: CorruptedFeature,
  hashes: Uint32Array,
): Float64Array {
  if (mean === undefined || sigma === undefined) return values;
  const key = hash(`${kind}/${name}`);
  /** Uniform in (0, 1). */
  const drawn = (event: number): number => (mix(hashes[event]! ^ key) + 0.5) * 2 ** -32;
  const spoilt = values.map((value, event) => {
    switch (kind) {
      case 'noise':
        return value + size * sigma * normalQuantile(drawn(event));
      case 'scale':
        return value * (1 + size);
      case 'dropped':
        return Number.isFinite(value) && drawn(event) < size ? mean : value;
    }
  });
  // A number of jets stays one.
  return values.every((value) => Number.isInteger(value) || Number.isNaN(value)) ? spoilt.map(Math.round) : spoilt;
}
