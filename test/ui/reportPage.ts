/** A report to show in its page, with and without VS Code around it. */
import type { Browser } from 'playwright-core';
import type { Outcome } from '../../src/report/report';
import { reportContent, type PlacedOutcome, type ReportContent } from '../../src/report/reportContent';
import type { FromReportPage, ReportState } from '../../webview/reportProtocol';
import { openPage, type PageOptions, type PageUnderTest } from './page';
import { figureFixture } from './plotsPage';

export type ReportPageUnderTest = PageUnderTest<ReportState, FromReportPage>;

export async function openReportPage(browser: Browser, options: PageOptions = {}): Promise<ReportPageUnderTest> {
  return await openPage(browser, { entry: 'webview/report.ts', styles: ['plots.css', 'report.css'] }, options);
}

/** What is asked beside nuisances and shifts: a fit, what was learned and what nobody would notice, with a finding each. */
export async function questionsFixture(): Promise<ReportContent> {
  const figures = await Promise.all([
    figureFixture('profileLikelihood', 'curves'),
    figureFixture('learned', 'intervals'),
    figureFixture('unnoticed', 'ranking'),
  ]);
  const outcomes = [
    outcome(14, 'inference/model', 'finding', 'information', 'baseline measures mu best.', {
      target: { model: 'baseline' },
    }),
    outcome(28, 'learned/observables', 'finding', 'information', 'The score orders events by nJets.', {
      target: { model: 'tth' },
    }),
    outcome(33, 'safety/undetected', 'finding', 'information', 'Nobody would notice −2.16 %.', {
      target: { model: 'tth', workingPoint: 'tight', class: 1, sample: 'ttH' },
    }),
  ];
  return reportContent({ name: 'pullscope.yaml', report: { ...emptyReport, figures }, outcomes }, 0);
}

const emptyReport = {
  analysis: '/analyses/pullscope.yaml',
  outcomes: [],
  provenance: { files: [], versions: {}, seed: 1, seconds: 0.1, firstScores: [] },
};

/** With figures of the examples, and an outcome of each kind. */
export async function reportFixture(): Promise<ReportContent> {
  const figures = await Promise.all([
    figureFixture('jvt', 'histogram'),
    figureFixture('twoPoint', 'histogram'),
    figureFixture('feature', 'histogram'),
    figureFixture('ranking', 'ranking'),
    figureFixture('comparison', 'comparison'),
    figureFixture('pulls', 'pulls'),
  ]);
  const outcomes = [
    outcome(30, 'data/low-statistics', 'finding', 'warning', 'pseudo_data is worth 2,005 events.', {
      target: { sample: 'pseudo_data' },
      evidence: { events: 4000, sumWeights: 3990.5, effectiveEvents: 2005, negativeFraction: 0.266 },
    }),
    outcome(38, 'nuisance/large', 'finding', 'warning', 'tt_generator changes the yield by +119.7 ± 6.6 %.', {
      target: { nuisance: 'tt_generator', class: 0 },
    }),
    outcome(23, 'shift/feature', 'finding', 'error', 'HT_all differs from the nominal samples by 0.215 σ.', {
      target: { sample: 'pseudo_data', feature: 'HT_all' },
      evidence: { wasserstein: { value: 0.215, low: 0.18, high: 0.25 }, ks: 0.0457, adjustedPValue: 0.0093 },
    }),
    outcome(23, 'shift/feature', 'pass', 'warning', 'nJets is within 0.3 σ.', {
      target: { sample: 'pseudo_data', feature: 'nJets' },
      evidence: { wasserstein: 0.143, ks: 0.03, adjustedPValue: 0.02 },
    }),
    outcome(40, 'nuisance/noise', 'finding', 'hint', 'A further row.', { target: { nuisance: 'jvt' } }),
    outcome(33, 'nuisance/asymmetric', 'undecided', 'warning', 'Too few events to tell.', {
      target: { nuisance: 'jvt' },
    }),
    outcome(39, 'decorrelation/apparent', 'finding', 'information', 'tt_generator compares two choices only.', {
      target: { nuisance: 'tt_generator' },
    }),
  ];
  const report = {
    analysis: '/analyses/pullscope.yaml',
    outcomes: [],
    figures,
    provenance: {
      files: [{ path: '/data/tt.root', size: 167916, mtime: 0, events: 6570, usedBy: ['tt'] }],
      versions: { pullscope: '0.1.0', node: '24.0.0' },
      seed: 770219426,
      seconds: 0.6,
      firstScores: [{ model: 'model', sample: 'tt', scores: [0.1932914, 0.2896239] }],
    },
  };
  return reportContent({ name: 'pullscope.yaml', report, outcomes }, 1);
}

function outcome(
  line: number,
  code: string,
  status: Outcome['status'],
  severity: Outcome['severity'],
  message: string,
  more: Partial<Pick<Outcome, 'target' | 'evidence'>>,
): PlacedOutcome {
  const range = { start: { line, character: 2 }, end: { line, character: 9 } };
  return { code, status, severity, message, target: {}, evidence: {}, ...more, range, related: [] };
}
