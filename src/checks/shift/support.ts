/** Where the model is applied to events such as it has hardly seen any of: beyond the range of the nominal ones. */
import type { ConfigPath } from '../../config/analysis';
import { clopperPearson } from '../../stats/clopperPearson';
import { fractionLimits } from '../../stats/fractionLimits';
import { fractionsOf, type Fraction, type Fractions } from '../../stats/fractions';
import { normalQuantile } from '../../stats/normal';
import type { Figure } from '../../report/figure';
import type { Measured, Outcome, Status, Target } from '../../report/report';
import { checkOf, measuredOf } from '../check';
import { power, reportWorst } from '../decision';
import { meanOf, varianceOf } from '../../profile/profile';
import { keptRows } from '../../profile/rowSample';
import type { Measurements } from '../measurements';
import { optionOf, severityOf } from '../severity';
import { percent, plain } from '../wording';
import { beyondNominal, chosen, near, type Beyond } from './beyondNominal';
import { jointRows, rememberRows, type JointRows } from './jointRows';
import { nothingApplied } from './nothingApplied';

const code = 'shift/support';
/** Fraction of the nominal events that lies within the range of a feature. */
const within = 0.999;

/** A feature of an applied sample, or all of them together. */
export interface OutsideRow {
  readonly sample: string;
  readonly path: ConfigPath;
  readonly target: Target;
  /** What the fraction is of, in words. */
  readonly where: string;
  readonly outside: Fractions;
}

export const shiftSupport = checkOf(code, measuredOf, {
  judge(measured, severity, { analysis }) {
    if (analysis.application.size === 0) return [nothingApplied(code, severity)];
    const tolerance = optionOf(analysis, code, 'tolerance');
    const alpha = optionOf(analysis, code, 'alpha');
    const rows = outsideOf(measured);
    return reportWorst(
      rows.map((row) => {
        const { value } = row.outside.applied;
        const expected = row.outside.nominal.value;
        const p = alpha / (2 * rows.length);
        const { low, high } = limitsOf(row.outside, p);
        const status: Exclude<Status, 'skipped'> =
          low > tolerance ? 'finding' : high <= tolerance ? 'pass' : 'undecided';
        const minimumDetectable = detectable(row.outside, p, tolerance);
        const statement = `${percent(value)} of '${row.sample}' ${row.where}; of the nominal events ${percent(expected)} do`;
        const message = {
          finding: `${statement}: more than ${percent(tolerance)} beyond that. There the model extrapolates from what it was trained on.`,
          pass: `${statement}: within ${percent(tolerance)} of that.`,
          undecided: `${statement}: too uncertain to compare with a difference of ${percent(tolerance)}; beyond ${percent(minimumDetectable)} it would have been seen.`,
        }[status];
        const evidence: Record<string, Measured> = {
          outsideFraction: { value, ...fractionLimits(row.outside.applied, 1) },
          expectedOutside: expected,
          ...(status === 'undecided' && { minimumDetectable }),
        };
        const at = { path: row.path };
        return {
          row,
          value,
          outcome: { code, status, severity, message, at, target: row.target, evidence } satisfies Outcome,
        };
      }),
      ({ row }) => `${row.sample}/${row.target.feature ?? ''}`,
      ({ value }) => value,
      ({ outcome }) => outcome.message,
    );
  },
  figures(measured, { analysis }) {
    if (severityOf(analysis, code) === undefined) return [];
    const alpha = optionOf(analysis, code, 'alpha');
    const tolerance = optionOf(analysis, code, 'tolerance');
    const all = outsideOf(measured);
    return [...analysis.application.values()].flatMap(({ sample, path }): Figure[] => {
      const rows = all.filter((row) => row.sample === sample);
      return rows.length === 0
        ? []
        : [
            {
              kind: 'intervals',
              id: `shift/support/${sample}`,
              title: `Events of ${sample} beyond the nominal ones`,
              caption: `Fraction of '${sample}' less that of the nominal events, in per cent, beyond the range that holds 99.9 % of the nominal events in each feature, and without a near neighbour among them; the band is what is accepted.`,
              target: { sample },
              about: [path, ['samples', sample]],
              x: { label: 'events outside', unit: '%' },
              reference: 0,
              bands: [100 * tolerance],
              rows: rows
                .toSorted((a, b) => excess(b.outside) - excess(a.outside))
                .map(({ target, outside }) => {
                  const { low, high } = limitsOf(outside, alpha / (2 * all.length));
                  const point = { value: 100 * excess(outside), low: 100 * low, high: 100 * high };
                  return { label: target.feature ?? 'no near neighbour', point };
                }),
            },
          ];
    });
  },
});

function excess({ applied, nominal }: Fractions): number {
  return applied.value - nominal.value;
}

/** Limits of the fraction beyond that of the nominal events, each with probability p. */
function limitsOf(outside: Fractions, p: number): { readonly low: number; readonly high: number } {
  const applied = reaches(outside.applied, p);
  const nominal = reaches(outside.nominal, p);
  return {
    low: excess(outside) - together(applied.below, nominal.above, outside.correlation),
    high: excess(outside) + together(applied.above, nominal.below, outside.correlation),
  };
}

/** Of a difference: G. Y. Zou and A. Donner, Stat. Med. 27 (2008) 1693. */
function together(one: number, other: number, correlation: number): number {
  return Math.sqrt(Math.max(one ** 2 + other ** 2 - 2 * correlation * one * other, 0));
}

/** Few events outside are no normal number: limits are no narrower than those of a binomial fraction. */
function reaches({ value, error, events }: Fraction, p: number): { readonly below: number; readonly above: number } {
  const reach = normalQuantile(1 - p) * error;
  // Where signed weights carry it outside 0 to 1, those of 0 or 1.
  const counted = Math.min(Math.max(value, 0), 1);
  const exact = clopperPearson(counted * events, events, p);
  return { below: Math.max(reach, counted - exact.low), above: Math.max(reach, exact.high - counted) };
}

/** Smallest fraction beyond that of the nominal events that would be found with 90 %: m = tolerance + errors of m. */
function detectable({ applied, nominal, correlation }: Fractions, p: number, tolerance: number): number {
  const sigmas = normalQuantile(1 - p) + normalQuantile(power);
  const ofNominal = reaches(nominal, p).above;
  let m = tolerance;
  for (let step = 0; step < 50; step++) {
    const error = binomialError(Math.min(Math.max(m + nominal.value, 0), 0.5), applied.events);
    m = Math.min(tolerance + together(sigmas * error, ofNominal, correlation), 1);
  }
  return m;
}

function binomialError(fraction: number, events: number): number {
  return Math.sqrt((fraction * (1 - fraction)) / Math.max(events, 1));
}

/** What judges and what draws ask the same. */
const answers = new WeakMap<Measurements, readonly OutsideRow[]>();

export function outsideOf(measured: Measurements): readonly OutsideRow[] {
  const known = answers.get(measured) ?? askedOf(measured);
  answers.set(measured, known);
  return known;
}

function askedOf(measured: Measurements): OutsideRow[] {
  return [...measured.analysis.application.values()].flatMap(({ sample, path }): OutsideRow[] => {
    const rows = jointRows(measured, sample, keptRows);
    if (rows === undefined) return [];
    const ranges = rememberRows(measured, 'ranges', rows, () =>
      rows.names.map((_, feature) => beyondRange(rows, feature)),
    );
    const beyond = beyondNominal(measured, rows);
    const alone = beyond && withoutNeighbour(rows, beyond);
    const ofFeatures = rows.names.flatMap((name, feature): OutsideRow[] => {
      const found = ranges[feature];
      if (found === undefined) return [];
      const where = `lies outside ${rangeText(measured, name, found)}, where ${percent(within)} of the nominal events lie in '${name}'`;
      return [{ sample, path, target: { sample, feature: name }, where, outside: found.outside }];
    });
    const where = `has no nominal event as near, in all features together, as ${percent(near)} of the nominal events have one`;
    return alone === undefined
      ? ofFeatures
      : [...ofFeatures, { sample, path, target: { sample }, where, outside: alone }];
  });
}

interface Range {
  readonly low: number;
  readonly high: number;
  readonly outside: Fractions;
}

/** The range leaves half of what is outside on either side; where a model was trained is a matter of events, not weights. */
function beyondRange({ nominal, applied, shared }: JointRows, feature: number): Range | undefined {
  const values = nominal.features[feature]!;
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length === 0) return undefined;
  const low = edgeOf(values, nominal.events, sorted, 1);
  const high = edgeOf(values, nominal.events, sorted, -1);
  const beyond = (value: number): boolean => value < low || value > high;
  const outside = fractionsOf(
    { weights: applied.weights, holds: outsideBy(applied.features[feature]!, beyond) },
    { weights: nominal.weights, holds: outsideBy(values, beyond) },
    shared,
  );
  return outside && { low, high, outside };
}

/** 1 of events for which it holds; NaN of those without a value. */
function outsideBy(values: Float64Array, holds: (value: number) => boolean): Float64Array {
  return values.map((value) => (Number.isNaN(value) ? value : holds(value) ? 1 : 0));
}

/**
 * The value below (above, with `side` −1) which half of what is outside the range lies, by number of events.
 * @param sorted the values that are there, ascending
 */
function edgeOf(values: Float64Array, events: Float64Array, sorted: Float64Array, side: 1 | -1): number {
  let [all, fewest] = [0, Infinity];
  values.forEach((value, row) => {
    if (Number.isNaN(value)) return;
    all += events[row]!;
    fewest = Math.min(fewest, events[row]!);
  });
  const tail = ((1 - within) / 2) * all;
  // No more rows than these can lie outside, whatever they stand for: only they have to be put into order.
  const most = Math.min(Math.ceil(tail / fewest) + 1, sorted.length);
  const last = side > 0 ? sorted[most - 1]! : sorted[sorted.length - most]!;
  const rows = [...values.keys()].filter((row) => side * values[row]! <= side * last);
  rows.sort((a, b) => side * (values[a]! - values[b]!));
  let passed = 0;
  return values[rows.find((row) => (passed += events[row]!) > tail) ?? rows[0]!]!;
}

/** What lies further from the nominal events than they do from each other. */
function withoutNeighbour(
  { nominal, applied, shared }: JointRows,
  { asking, ofNominal, ofApplied }: Beyond,
): Fractions | undefined {
  const place = new Map(asking.map((row, position) => [row, position]));
  return fractionsOf(
    { weights: applied.weights.subarray(0, ofApplied.length), holds: Float64Array.from(ofApplied) },
    { weights: chosen(nominal.weights, asking), holds: Float64Array.from(ofNominal) },
    shared.subarray(0, ofApplied.length).map((row) => place.get(row) ?? -1),
  );
}

function rangeText(measured: Measurements, name: string, { low, high }: Range): string {
  const index = measured.features.findIndex((feature) => feature.name === name);
  const nominal = measured.nominal('features', index, 'all');
  const mean = (nominal && meanOf(nominal.sums)) ?? 0;
  const sigma = Math.sqrt((nominal && varianceOf(nominal.sums)) ?? 1);
  return `${plain(mean + low * sigma)} to ${plain(mean + high * sigma)}`;
}
