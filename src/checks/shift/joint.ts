/** What single features do not show: all features together, and how they hang on each other. */
import type { ConfigPath } from '../../config/analysis';
import { correlation, correlationChange, type Correlation } from '../../stats/correlation';
import type { Estimate } from '../../stats/estimate';
import { hash } from '../../stats/hash';
import { normalQuantile } from '../../stats/normal';
import { Random } from '../../stats/random';
import { fixedDirections, slicedKs, type SlicedKs } from '../../stats/slicedKs';
import type { Figure, MatrixFigure } from '../../report/figure';
import type { Measured, Outcome } from '../../report/report';
import { checkOf, measuredOf, type Judged } from '../check';
import { detectableSigmas, judgeInterval, power, simultaneousSigmas } from '../decision';
import type { Measurements } from '../measurements';
import { optionOf, severityOf } from '../severity';
import { interval, plain, pText, signed, withSign } from '../wording';
import { jointRows, rememberRows, type JointRows } from './jointRows';
import { nothingApplied } from './nothingApplied';
import { shiftFeature } from './shift';

const code = 'shift/joint';
/** Rows of each side: distances to some 2 %, in a fraction of a second. */
export const mostRows = 5000;
const randomDirections = 64;
/** Effective events of the rows of a side below which nothing is said of several variables at once. */
const fewest = 100;
/** More features than this make a matrix that nobody reads: those whose correlations change most are drawn. */
const mostDrawn = 30;

interface Application {
  readonly sample: string;
  readonly path: ConfigPath;
  readonly rows: JointRows | undefined;
}

export const shiftJoint = checkOf(code, measuredOf, {
  judge(measured, severity, judged) {
    const { analysis } = judged;
    if (analysis.application.size === 0) return [nothingApplied(code, severity)];
    if (measured.features.length < 2) return [];
    const applications = applicationsOf(measured);
    const alpha = optionOf(analysis, code, 'alpha');
    return applications.flatMap((application): Outcome[] => {
      const { rows, path, sample } = application;
      const base = { code, severity, at: { path }, target: { sample } } as const;
      if (rows === undefined || rows.names.length < 2) return [];
      const smallest = Math.min(rows.nominal.effectiveEvents, rows.applied.effectiveEvents);
      if (smallest < fewest) {
        const message = `Too few events to compare several features of '${sample}' at once: they are worth ${plain(smallest)}, and it takes ${fewest}.`;
        return [{ ...base, status: 'skipped', message, evidence: { effectiveEvents: smallest } }];
      }
      const family = { alpha, applications: applications.length };
      return [
        { ...base, ...judgeDirections(judged, measured, application, rows, family) },
        ...judgeCorrelations(judged, measured, application, rows, family).map((outcome) => ({ ...base, ...outcome })),
      ];
    });
  },
  figures(measured, { analysis }) {
    if (severityOf(analysis, code) === undefined || measured.features.length < 2) return [];
    const tolerance = optionOf(analysis, code, 'correlation-tolerance');
    const alpha = optionOf(analysis, code, 'alpha');
    const applications = applicationsOf(measured);
    return applications.flatMap(({ sample, path, rows }): Figure[] => {
      const changes = rows && correlationChanges(measured, rows);
      if (rows === undefined || changes === undefined || changes.length === 0) return [];
      const sigmas = simultaneousSigmas(alpha, changes.length * applications.length);
      return [
        matrixOf(
          sample,
          path,
          rows.names,
          changes,
          ({ change }) => judgeInterval(change.value, sigmas * change.error, tolerance) === 'finding',
        ),
      ];
    });
  },
});

interface Family {
  readonly alpha: number;
  readonly applications: number;
}

type Judgement = Pick<Outcome, 'status' | 'message' | 'evidence'> & Partial<Pick<Outcome, 'severity' | 'target'>>;

function applicationsOf(measured: Measurements): Application[] {
  return [...measured.analysis.application.values()].map(({ sample, path }) => ({
    sample,
    path,
    rows: jointRows(measured, sample, mostRows),
  }));
}

/** The distance lies within ± what noise makes in any direction with probability α: |‖G + N‖ − ‖G‖| ≤ ‖N‖. */
function judgeDirections(
  judged: Judged,
  measured: Measurements,
  { sample }: Application,
  rows: JointRows,
  { alpha, applications }: Family,
): Judgement {
  const tolerance = optionOf(judged.analysis, code, 'tolerance');
  const found = sliced(measured, sample, rows);
  const halfWidth = found.noise(alpha / applications);
  const status = judgeInterval(found.ks, halfWidth, tolerance);
  const axes = found.distances.subarray(0, rows.names.length);
  const worst = axes.reduce((best, distance, axis) => (distance > axes[best]! ? axis : best), 0);
  const alone = axes[worst]!;
  const minimumDetectable = tolerance + halfWidth + normalQuantile(power) * found.spread;
  const statement =
    `All features together, seen along ${found.distances.length} directions, differ in '${sample}' from the nominal ` +
    `samples by KS ${plain(found.ks)}, ${pText(found.pValue)}, most along ${directionText(found.direction, rows.names)}`;
  const single = `'${rows.names[worst] ?? ''}' alone differs by ${plain(alone)}`;
  const message = {
    finding: `${statement}: more than ${plain(tolerance)}; ${single}. The model is applied where it was not trained.`,
    pass: `${statement}: within ${plain(tolerance)}.`,
    undecided: `${statement}: too uncertain to compare with ${plain(tolerance)}; distances beyond ${plain(minimumDetectable)} would have been seen.`,
  }[status];
  const evidence: Record<string, Measured> = { ks: found.ks, pValue: found.pValue, largestAlone: alone };
  if (status === 'undecided') evidence['minimumDetectable'] = minimumDetectable;
  // A feature that is told of already needs no second finding.
  const told = status === 'finding' && alone > 0.8 * found.ks && toldOf(judged, sample);
  return { status, message, evidence, ...(told && { severity: 'hint' as const }) };
}

function toldOf(judged: Judged, sample: string): boolean {
  return shiftFeature.judge(judged).some(({ status, target }) => status === 'finding' && target.sample === sample);
}

function sliced(measured: Measurements, sample: string, rows: JointRows): SlicedKs {
  return rememberRows(measured, 'directions', rows, () => {
    // An event without a value in a feature stands at the feature's mean.
    const cloud = ({ weights, features }: JointRows['nominal']) => ({
      weights,
      columns: features.map((values) => values.map((value) => (Number.isNaN(value) ? 0 : value))),
    });
    const directions = fixedDirections(rows.names.length, randomDirections);
    const random = new Random(hash(`${measured.seed}/${code}/${sample}`));
    return slicedKs(cloud(rows.nominal), cloud(rows.applied), directions, random, rows.shared);
  });
}

/** `0.8·HT_all − 0.5·nJets`: the features that count most. */
function directionText(direction: Float64Array, names: readonly string[]): string {
  const terms = names
    .map((name, axis) => ({ name, component: direction[axis]! }))
    .filter(({ component }) => Math.abs(component) > 1e-9)
    .sort((a, b) => Math.abs(b.component) - Math.abs(a.component));
  const sign = terms[0] !== undefined && terms[0].component < 0 ? -1 : 1;
  const text = terms
    .slice(0, 3)
    .map(({ name, component }, index) => {
      const value = sign * component;
      const before = index === 0 ? '' : value < 0 ? ' − ' : ' + ';
      return terms.length === 1 ? name : `${before}${Math.abs(value).toFixed(2)}·${name}`;
    })
    .join('');
  return terms.length > 3 ? `${text} + … (in σ)` : terms.length > 1 ? `${text} (in σ)` : `'${text}'`;
}

export interface PairChange {
  readonly first: number;
  readonly second: number;
  readonly nominal: number;
  readonly applied: number;
  readonly change: Estimate;
}

/** Of all pairs of features. */
export function correlationChanges(measured: Measurements, rows: JointRows): PairChange[] {
  const { nominal, applied, names, shared } = rows;
  const of = (side: JointRows['nominal'], first: number, second: number): Correlation | undefined =>
    correlation(side.features[first]!, side.features[second]!, side.weights);
  return rememberRows(measured, 'correlations', rows, () =>
    names.flatMap((_, first) =>
      names.slice(0, first).flatMap((__, second): PairChange[] => {
        const before = of(nominal, first, second);
        const after = of(applied, first, second);
        if (before === undefined || after === undefined) return [];
        const change = correlationChange(before, after, shared);
        return [{ first, second, nominal: before.value, applied: after.value, change }];
      }),
    ),
  );
}

function judgeCorrelations(
  { analysis }: Judged,
  measured: Measurements,
  { sample }: Application,
  rows: JointRows,
  { alpha, applications }: Family,
): Judgement[] {
  const tolerance = optionOf(analysis, code, 'correlation-tolerance');
  const changes = correlationChanges(measured, rows);
  const tested = changes.length * applications;
  const sigmas = simultaneousSigmas(alpha, tested);
  const rank = ({ change }: PairChange): number => Math.abs(change.value) - sigmas * change.error;
  const statusOf = ({ change }: PairChange) => judgeInterval(change.value, sigmas * change.error, tolerance);
  const [worst] = changes.toSorted((a, b) => rank(b) - rank(a));
  if (worst === undefined) return [];
  const undecided = changes.find((one) => statusOf(one) === 'undecided');
  const status = statusOf(worst) === 'finding' ? 'finding' : undecided === undefined ? 'pass' : 'undecided';
  const largestError = changes.reduce((largest, { change }) => Math.max(largest, change.error), 0);
  const minimumDetectable = tolerance + detectableSigmas(alpha, tested) * largestError;
  const pair = `'${rows.names[worst.first] ?? ''}' and '${rows.names[worst.second] ?? ''}'`;
  const statement =
    `the correlation of ${pair} is ${withSign(worst.applied)} in '${sample}' and ${withSign(worst.nominal)} in the nominal ` +
    `samples, a change of ${signed(worst.change)}`;
  const beyond = changes.filter((one) => statusOf(one) === 'finding').length;
  const others = beyond > 1 ? ` ${beyond} of ${changes.length} correlations change so much.` : '';
  const capital = `T${statement.slice(1)}`;
  const message = {
    finding: `${capital}: more than ${plain(tolerance)}.${others} A model that uses both sees other events than it was trained on.`,
    pass: `Of ${changes.length} correlations none changes by more than ${plain(tolerance)}: at most, ${statement}.`,
    undecided: `${capital}: the largest of ${changes.length}, too uncertain to compare with ${plain(tolerance)}; changes beyond ${plain(minimumDetectable)} would have been seen.`,
  }[status];
  const evidence: Record<string, Measured> = {
    correlation: worst.nominal,
    correlationChange: interval(worst.change),
  };
  if (status === 'undecided') evidence['minimumDetectable'] = minimumDetectable;
  return [{ status, message, evidence, target: { sample, feature: rows.names[worst.first]! } }];
}

function matrixOf(
  sample: string,
  path: ConfigPath,
  names: readonly string[],
  changes: readonly PairChange[],
  beyond: (pair: PairChange) => boolean,
): MatrixFigure {
  const largest = names.map((_, feature) =>
    changes
      .filter(({ first, second }) => first === feature || second === feature)
      .reduce((most, { change }) => Math.max(most, Math.abs(change.value)), 0),
  );
  const drawn = [...names.keys()]
    .sort((a, b) => largest[b]! - largest[a]!)
    .slice(0, mostDrawn)
    .sort((a, b) => a - b);
  return {
    kind: 'matrix',
    id: `shift/joint/${sample}`,
    title: `Change of correlations in ${sample}`,
    caption: `Correlation coefficients in '${sample}' less those in the nominal samples together, from at most ${mostRows} rows of each; marked where they differ by more than is accepted.`,
    target: { sample },
    about: [path, ['samples', sample]],
    value: { label: 'change of correlation' },
    rows: drawn.map((feature) => names[feature]!),
    columns: drawn.map((feature) => names[feature]!),
    cells: drawn.map((first) =>
      drawn.map((second) => {
        const found = changes.find((one) => one.first === first && one.second === second);
        return found === undefined
          ? null
          : {
              value: found.change.value,
              error: found.change.error,
              ...(beyond(found) && { marked: true }),
            };
      }),
    ),
    colours: 'signed',
  };
}
