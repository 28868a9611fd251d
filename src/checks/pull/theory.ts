/**
 * Does the scale variation at leading order cover the next order? Pulls by process, against the scale variation itself
 * and against a reference scale for each final-state particle (A. Ghosh, B. Nachman et al., arXiv:2210.15167).
 */
import type { Figure, PullFigure } from '../../report/figure';
import type { Measured, Outcome } from '../../report/report';
import { meanAndWidth } from '../../stats/pulls';
import { checkOf, type Judged } from '../check';
import { optionOf } from '../severity';
import { interval, percent, plain } from '../wording';
import type { TheoryRow } from './theoryTable';

const code = 'pull/theory';

interface ProcessPull {
  readonly row: TheoryRow;
  /** (σ_NLO − σ_LO)/Δσ_LO, Δ on the side of the shift; undefined where the variation is zero. */
  readonly scale: number | undefined;
  /** (σ_NLO − σ_LO)/(σ_LO·n·r); undefined where the number of particles is not given. */
  readonly reference: number | undefined;
  /** The scale variation is far below the reference scale: it says nothing of missing orders. */
  readonly meaningless: boolean;
}

function theoryPulls(rows: readonly TheoryRow[], reference: number, meaninglessBelow: number): ProcessPull[] {
  return rows.map((row) => {
    const shift = (row.nlo - row.lo) / row.lo;
    const variation = Math.abs(shift >= 0 ? row.loUp : row.loDown);
    const scale = row.particles === undefined ? undefined : row.particles * reference;
    return {
      row,
      scale: variation > 0 ? shift / variation : undefined,
      reference: scale === undefined || scale === 0 ? undefined : shift / scale,
      meaningless: scale !== undefined && variation < meaninglessBelow * scale,
    };
  });
}

export const pullTheory = checkOf(code, settingsOf, {
  judge({ pulls, path, large, reference, below }, severity) {
    const outcomes = pulls.map(({ row, scale, reference: byReference, meaningless }): Outcome => {
      const tooLarge = !meaningless && scale !== undefined && Math.abs(scale) > large;
      const evidence: Record<string, Measured> = {};
      if (scale !== undefined) evidence['pullScale'] = scale;
      if (byReference !== undefined) evidence['pullReference'] = byReference;
      const numbers = `pull ${scale === undefined ? 'undefined' : plain(scale)} by its scale variation, ${byReference === undefined ? 'none' : plain(byReference)} by the reference scale`;
      return {
        code,
        // Further rows of findings that are told once for the table.
        status: meaningless || tooLarge ? 'finding' : 'pass',
        severity: meaningless || tooLarge ? 'hint' : severity,
        message: `${row.process}: ${numbers}${meaningless ? '; its scale variation says nothing of missing orders' : ''}.`,
        at: { path },
        target: { sample: row.process },
        evidence,
      };
    });
    const meaningless = pulls.filter((pull) => pull.meaningless);
    if (meaningless.length > 0) {
      outcomes.push({
        code,
        status: 'finding',
        severity,
        message:
          `The scale variation of ${listed(meaningless)} is below ${percent(below)} of the reference scale ` +
          `(${reference.text} for each final-state particle${reference.from}) and says nothing of missing orders, as in electroweak processes at leading order: use the reference scale there.`,
        at: { path },
        target: {},
        evidence: { processes: meaningless.length },
      });
    }
    const far = pulls.filter(({ meaningless: none, scale }) => !none && scale !== undefined && Math.abs(scale) > large);
    if (far.length > 0) {
      outcomes.push({
        code,
        status: 'finding',
        severity,
        message: `The next order lies more than ${plain(large)} scale variations away for ${listed(far)}: the uncertainty is too small there.`,
        at: { path },
        target: {},
        evidence: { processes: far.length },
      });
    }
    for (const [definition, of] of definitions) {
      const counted = pulls.filter((pull) => countsFor(of, pull));
      const summary = meanAndWidth(counted.flatMap((pull) => pull[of] ?? []));
      if (summary === undefined) continue;
      const without =
        counted.length < pulls.length ? ` of the ${counted.length} processes whose scale variation says something` : '';
      outcomes.push({
        code,
        status: 'pass',
        severity,
        message:
          `${definition}: mean${without} ${plain(summary.mean.value)} ± ${plain(summary.mean.error)}` +
          `${summary.width === undefined ? '' : `, width ${plain(summary.width.value)} ± ${plain(summary.width.error)}`}. ` +
          'Processes are not a random sample: read the errors as a scale, not as a test.',
        at: { path },
        target: { feature: of === 'scale' ? 'pullScale' : 'pullReference' },
        evidence: {
          mean: interval(summary.mean),
          ...(summary.width === undefined ? {} : { width: interval(summary.width) }),
        },
      });
    }
    return outcomes;
  },

  figures: (settings) => [figureOf(settings)],
});

const definitions = [
  ['(σ_NLO − σ_LO)/Δσ_LO', 'scale'],
  ['(σ_NLO − σ_LO)/(σ_LO·n·r)', 'reference'],
] as const;

function settingsOf({ analysis, theory }: Judged) {
  const path = analysis.pulls.theory?.path;
  if (theory === undefined || path === undefined) return undefined;
  const reference = referenceScale(theory.rows) ?? given(optionOf(analysis, code, 'reference'));
  const below = optionOf(analysis, code, 'meaningless-below');
  const pulls = theoryPulls(theory.rows, reference.value, below);
  return { path, reference, below, large: optionOf(analysis, code, 'large'), pulls };
}

/** Relative scale uncertainty for each final-state particle, and where it comes from. */
interface ReferenceScale {
  readonly value: number;
  readonly text: string;
  readonly from: string;
}

function given(value: number): ReferenceScale {
  return { value, text: String(value), from: '' };
}

/**
 * The mean of Δσ/(σ·n) over the processes that are marked as references, Δ the mean of up and down (arXiv:2210.15167);
 * undefined where none is.
 */
function referenceScale(rows: readonly TheoryRow[]): ReferenceScale | undefined {
  const scales = rows.flatMap(({ isReference, particles = 0, loUp, loDown }) =>
    isReference === true && particles > 0 ? [(Math.abs(loUp) + Math.abs(loDown)) / 2 / particles] : [],
  );
  if (scales.length === 0) return undefined;
  const value = scales.reduce((sum, scale) => sum + scale, 0) / scales.length;
  const processes = scales.length === 1 ? 'one reference process' : `${scales.length} reference processes`;
  return { value, text: plain(value), from: `, the mean of ${processes}` };
}

/** A scale variation that says nothing makes a pull that says nothing: it is listed, but neither drawn nor averaged. */
function countsFor(of: 'scale' | 'reference', { meaningless }: ProcessPull): boolean {
  return of === 'reference' || !meaningless;
}

function scaleLabel(counted: number, all: number): string {
  return counted === all ? 'scale variation' : `scale variation, of the ${counted} processes where it says something`;
}

function listed(pulls: readonly ProcessPull[]): string {
  return pulls.map(({ row }) => `'${row.process}'`).join(', ');
}

const binWidth = 0.5;
const range = 5;

function figureOf({ pulls, path, reference, large }: NonNullable<ReturnType<typeof settingsOf>>): Figure {
  const bins = (2 * range) / binWidth;
  const edges = Array.from({ length: bins + 1 }, (_, edge) => -range + edge * binWidth);
  const series = definitions.flatMap(([, of]): PullFigure['series'][number][] => {
    const counted = pulls.filter((pull) => countsFor(of, pull));
    const values = counted.flatMap((pull) => pull[of] ?? []);
    const summary = meanAndWidth(values);
    // A single process has no width, and no distribution to draw.
    if (summary?.width === undefined) return [];
    const counts = new Array<number>(bins).fill(0);
    for (const value of values) {
      const bin = Math.floor((value + range) / binWidth);
      if (bin >= 0 && bin < bins) counts[bin]!++;
    }
    return [
      {
        label:
          of === 'scale'
            ? scaleLabel(counted.length, pulls.length)
            : `reference scale (${reference.text} per particle)`,
        counts,
        underflow: values.filter((value) => value < -range).length,
        overflow: values.filter((value) => value >= range).length,
        mean: summary.mean,
        width: summary.width,
      },
    ];
  });
  return {
    kind: 'pulls',
    id: 'pulls/theory',
    title: 'Pulls of the next order',
    caption: `How many uncertainties lie between leading and next-to-leading order, for ${pulls.length} processes; N(0,1) for comparison.`,
    target: {},
    about: [path],
    x: { label: 'pull' },
    definition: definitions.map(([definition]) => definition).join(' and '),
    edges,
    series,
    rows: pulls.map((pull) => ({
      label: pull.row.process,
      pulls: definitions
        .filter(([, of]) => pulls.some((one) => one[of] !== undefined))
        .map(([, of]) => pull[of] ?? null),
      ...noteOf(pull, large),
    })),
  };
}

function noteOf({ meaningless, scale }: ProcessPull, large: number): { note?: string } {
  if (meaningless) return { note: 'scale variation says nothing' };
  return scale !== undefined && Math.abs(scale) > large ? { note: 'not covered' } : {};
}
