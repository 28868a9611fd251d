/** The tables of a report, from what the checks measured: passes too. */
import type { Measured, Provenance } from '../../src/report/report';
import type { ReportOutcome } from '../../src/report/reportContent';
import { formatInterval, formatNumber } from '../figure/numbers';
import type { TableContent } from '../figure/tableContent';
import { l10n } from '../l10n';
import { formatBytes, formatTime } from '../model/wording';
import { statusWord } from './statusWord';

/** Features and scores where the model is applied, the farthest first; undefined without one. */
export function shiftTable(outcomes: readonly ReportOutcome[]): TableContent | undefined {
  const measured = outcomes
    .filter(({ code, evidence }) => code.startsWith('shift/') && evidence['wasserstein'] !== undefined)
    .toSorted((a, b) => valueOf(b.evidence['wasserstein']) - valueOf(a.evidence['wasserstein']));
  const models = new Set(measured.map(({ target }) => target.model).filter((model) => model !== undefined));
  return table(
    l10n.t('Distance from the nominal samples, the farthest first'),
    measured,
    ({ target }) => target.feature ?? (models.size > 1 ? l10n.t('score of {0}', target.model ?? '') : l10n.t('score')),
    [
      [l10n.t('Sample'), ({ target }) => target.sample ?? ''],
      [l10n.t('Wasserstein [σ]'), evidence('wasserstein')],
      [l10n.t('KS'), evidence('ks')],
      [l10n.t('Mean [σ]'), evidence('meanShift')],
      [l10n.t('p, adjusted'), evidence('adjustedPValue')],
      ['', ({ status }) => statusWord(status)],
    ],
  );
}

/** What is known of the events of each sample. */
export function sampleTable(outcomes: readonly ReportOutcome[]): TableContent | undefined {
  const merged = new Map<string, ReportOutcome>();
  for (const outcome of outcomes) {
    const { sample, feature, nuisance } = outcome.target;
    if (!outcome.code.startsWith('data/') || sample === undefined || feature !== undefined || nuisance !== undefined) {
      continue;
    }
    const known = merged.get(sample);
    merged.set(sample, { ...outcome, evidence: { ...outcome.evidence, ...known?.evidence } });
  }
  const known = [...merged.values()].filter(({ evidence: of }) => of['events'] !== undefined);
  return table(l10n.t('Events of each sample, after selection'), known, ({ target }) => target.sample ?? '', [
    [l10n.t('Events'), evidence('events')],
    [l10n.t('Σw'), evidence('sumWeights')],
    [l10n.t('Effective events'), evidence('effectiveEvents')],
    [l10n.t('Negative weights [%]'), percent('negativeFraction')],
  ]);
}

/** Undefined where nothing was read, as when errors in the analysis file came first. */
export function fileTable({ files }: Provenance): TableContent | undefined {
  if (files.length === 0) return undefined;
  return {
    caption: l10n.t('Files that were read'),
    columns: [l10n.t('File'), l10n.t('Used by'), l10n.t('Events'), l10n.t('Size'), l10n.t('Changed'), 'SHA-256'],
    rows: files.map(({ path, size, mtime, sha256, events, usedBy }) => ({
      header: path,
      cells: [
        usedBy.join(', '),
        events === undefined ? '' : events.toLocaleString('en-GB'),
        formatBytes(size),
        formatTime(mtime),
        sha256?.slice(0, 12) ?? '',
      ],
    })),
  };
}

/** To compare with the training framework: a mismatch of inputs shows here first. */
export function firstScoresTable({ firstScores }: Provenance): TableContent | undefined {
  const most = Math.max(0, ...firstScores.map(({ scores }) => scores.length));
  if (most === 0) return undefined;
  return {
    caption: l10n.t('Scores of the first events of each file, to compare with the training framework'),
    columns: [l10n.t('Model, sample'), ...Array.from({ length: most }, (_, index) => String(index + 1))],
    rows: firstScores.map(({ model, sample, scores }) => ({
      header: `${model}, ${sample}`,
      cells: Array.from({ length: most }, (_, index) => scores[index]?.toPrecision(7) ?? ''),
    })),
  };
}

type Column = readonly [title: string, cell: (outcome: ReportOutcome) => string];

/** Columns without a single value are left out. */
function table(
  caption: string,
  outcomes: readonly ReportOutcome[],
  header: (outcome: ReportOutcome) => string,
  columns: readonly Column[],
): TableContent | undefined {
  if (outcomes.length === 0) return undefined;
  const filled = columns.filter(([, cell]) => outcomes.some((outcome) => cell(outcome) !== ''));
  return {
    caption,
    columns: ['', ...filled.map(([title]) => title)],
    rows: outcomes.map((outcome) => ({ header: header(outcome), cells: filled.map(([, cell]) => cell(outcome)) })),
  };
}

function evidence(name: string): (outcome: ReportOutcome) => string {
  return ({ evidence: of }) => formatEvidence(of[name]);
}

function percent(name: string): (outcome: ReportOutcome) => string {
  return ({ evidence: of }) => (of[name] === undefined ? '' : formatNumber(100 * valueOf(of[name])));
}

function formatEvidence(measured: Measured | undefined): string {
  if (measured === undefined) return '';
  return typeof measured === 'number' ? formatNumber(measured) : formatInterval(measured);
}

function valueOf(measured: Measured | undefined): number {
  return measured === undefined ? Number.NaN : typeof measured === 'number' ? measured : measured.value;
}
