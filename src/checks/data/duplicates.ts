/** Rows that are there twice: within a sample, or in the samples a model was trained on and where it is tested. */
import type { ConfigPath } from '../../config/analysis';
import type { DistinctRows } from '../../profile/distinctRows';
import { coincidence } from '../../stats/coincidence';
import type { Measured, Outcome } from '../../report/report';
import { checkOf, measuredOf } from '../check';
import { detectableSigmas, simultaneousSigmas } from '../decision';
import { detectableFraction } from '../detectableGrowth';
import type { Measurements } from '../measurements';
import { optionOf } from '../severity';
import { sharedWith } from '../sharedEvents';
import { percent } from '../wording';

const code = 'data/duplicates';
/** A row that so many times more events have than the others is a default, not a copy. */
const usual = 8;

interface Question {
  readonly sample: string;
  readonly path: ConfigPath;
  /** Only of the second question. */
  readonly question?: 'training';
  /** Fraction of events that are there twice, with its error. */
  readonly repeats: Repeats;
  /** What is said of them. */
  readonly told: string;
  readonly advice: string;
}

interface Repeats {
  readonly value: number;
  readonly error: number;
  /** Upper limit of what chance makes of it; undefined where rows have too few values to tell. */
  readonly chance: number | undefined;
}

export const dataDuplicates = checkOf(code, measuredOf, {
  judge(measured, severity, { analysis }) {
    if (measured.features.length === 0) return [];
    const tolerance = optionOf(analysis, code, 'tolerance');
    const questions = [...withinSamples(measured), ...betweenSamples(measured)];
    const alpha = optionOf(analysis, code, 'alpha');
    const sigmas = simultaneousSigmas(alpha, questions.length);
    const detectable = detectableSigmas(alpha, questions.length);
    return questions.map(({ sample, path, question, repeats, told, advice }): Outcome => {
      const { value, error, chance } = repeats;
      const asked = { target: { sample }, ...(question !== undefined && { question }) };
      const base = { code, severity, at: { path, on: 'key' as const }, ...asked };
      const evidence: Record<string, Measured> = {
        duplicateFraction: { value, low: Math.max(value - error, 0), high: value + error },
        ...(chance !== undefined && { expectedDuplicates: chance }),
      };
      const statement = `${percent(value)} of the events of '${sample}' ${told}`;
      if (value + sigmas * error <= tolerance) {
        return { ...base, status: 'pass', evidence, message: `${statement}: no more than ${percent(tolerance)}.` };
      }
      if (chance === undefined || chance >= 1) {
        const message = `${statement}: the features have too few values to tell whether chance does it.`;
        return { ...base, status: 'skipped', evidence, message };
      }
      const made = chance === 0 ? '' : ` (chance makes no more than ${percent(chance)})`;
      if (value - sigmas * error - chance > tolerance) {
        return { ...base, status: 'finding', evidence, message: `${statement}${made}. ${advice}` };
      }
      const minimumDetectable = detectableFraction(detectable, { value, error }, 0, tolerance + chance);
      return {
        ...base,
        status: 'undecided',
        evidence: { ...evidence, minimumDetectable },
        message: `${statement}${made}: too uncertain to compare with ${percent(tolerance)}; beyond ${percent(minimumDetectable)} it would have been seen.`,
      };
    });
  },
});

function withinSamples(measured: Measurements): Question[] {
  const features = measured.features.length === 1 ? 'the feature' : `all ${measured.features.length} features`;
  return [...measured.profiles.samples].flatMap(([sample, profile]): Question[] => {
    const path = measured.analysis.samples.get(sample)?.path;
    const events = profile.rows.events;
    if (path === undefined || events === 0) return [];
    return [
      {
        sample,
        path,
        repeats: repeatsWithin(profile.distinct, events),
        told: `have the same values in ${features} as another one`,
        advice:
          'Is a file read twice, or were events drawn with repetition? Every error takes them for independent events, and is too small.',
      },
    ];
  });
}

/** Of events whose values tell them apart those that are there once more. */
function repeatsWithin(rows: DistinctRows, events: number): Repeats {
  if (rows.counts.every((count) => count === 1)) return { value: 0, error: 0, chance: 0 };
  const found = coincidence(rows.features);
  const telling = found?.telling ?? new Uint8Array(rows.counts.length).fill(1);
  const repeats = repeatsOf(rows.counts, telling, (count) => count - 1);
  // Of n events each pair may coincide: (n − 1)/2 for each event.
  return { ...repeats, chance: found && (found.probability * events) / 2 };
}

/** Samples that were not to be seen by the training: where the model is applied, and those of cross-checks. */
function betweenSamples(measured: Measurements): Question[] {
  const { analysis } = measured;
  const nominal = new Set(analysis.nominal.map(({ sample }) => sample));
  const apart = new Set([
    ...[...analysis.application.values()].map(({ sample }) => sample),
    ...[...analysis.nuisances.values()].flatMap(({ crossCheck }) =>
      [...(crossCheck?.samples.values() ?? [])].map(({ sample }) => sample),
    ),
  ]);
  return [...apart].flatMap((sample): Question[] => {
    const path = analysis.samples.get(sample)?.path;
    if (path === undefined || nominal.has(sample) || measured.sample(sample).rows.events === 0) return [];
    const sharing = sharedWith(measured, sample);
    const shared = sharing.reduce((all, { fraction }) => all + fraction, 0);
    const { rows, distinct } = measured.sample(sample);
    const kept = rows.hashes.length;
    if (shared > 0) {
      const repeats = { value: shared, error: Math.sqrt((shared * (1 - shared)) / kept), chance: 0 };
      const told = `are events of ${sharing.map(({ name }) => `'${name}'`).join(' and ')} themselves, from the same places in the same files`;
      const advice = 'The model may have been trained on them, and a shift of the others looks smaller than it is.';
      return [{ sample, path, question: 'training', repeats, told, advice }];
    }
    const found = measured
      .nominalSamples()
      .map(({ name, profile }) => ({ name, repeats: repeatsBetween(profile.distinct, distinct, profile.rows.events) }))
      .toSorted((a, b) => b.repeats.value - a.repeats.value);
    const [worst] = found;
    if (worst === undefined) return [];
    const told = `have the same values in all features as an event of '${worst.name}'`;
    const advice = 'If they are the same events, the model was trained on what it is tested with.';
    return [{ sample, path, question: 'training', repeats: worst.repeats, told, advice }];
  });
}

function repeatsBetween(nominal: DistinctRows, applied: DistinctRows, nominalEvents: number): Repeats {
  const limit = Math.min(lastOf(nominal), lastOf(applied));
  const known = new Set(nominal.keys);
  const within = [...applied.keys.keys()].filter((row) => applied.orders[row]! < limit);
  if (!within.some((row) => known.has(applied.keys[row]!))) return { value: 0, error: 0, chance: 0 };
  const here = new Set(within.map((row) => applied.keys[row]!));
  const others = [...nominal.keys.keys()].filter(
    (row) => nominal.orders[row]! < limit && !here.has(nominal.keys[row]!),
  );
  const together = applied.features.map((values, feature) =>
    Float64Array.of(...within.map((row) => values[row]!), ...others.map((row) => nominal.features[feature]![row]!)),
  );
  const found = coincidence(together);
  const telling = found?.telling.subarray(0, within.length) ?? new Uint8Array(within.length).fill(1);
  const counts = Float64Array.from(within, (row) => applied.counts[row]!);
  const repeats = repeatsOf(counts, telling, (count, at) => (known.has(applied.keys[within[at]!]!) ? count : 0));
  return { ...repeats, chance: found && found.probability * nominalEvents };
}

/** The order below which nothing was left out. */
function lastOf({ complete, orders }: DistinctRows): number {
  return complete ? Infinity : (orders.at(-1) ?? 0);
}

/** Sum of what repeats over sum of events, of rows that tell; rows are drawn as a whole, so their error is that of clusters. */
function repeatsOf(
  counts: Float64Array,
  telling: Uint8Array,
  repeated: (count: number, row: number) => number,
): Pick<Repeats, 'value' | 'error'> {
  const told = [...counts.keys()].filter((row) => telling[row] === 1);
  const median = told.map((row) => counts[row]!).sort((a, b) => a - b)[told.length >> 1] ?? 1;
  const counted = told.filter((row) => counts[row]! <= usual * median);
  let [events, repeats, squares] = [0, 0, 0];
  for (const row of counted) {
    const again = repeated(counts[row]!, row);
    events += counts[row]!;
    repeats += again;
    squares += again ** 2;
  }
  return events === 0 ? { value: 0, error: 0 } : { value: repeats / events, error: Math.sqrt(squares) / events };
}
