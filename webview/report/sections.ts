/** What stands where in a report. */
import type { Figure } from '../../src/report/figure';
import type { Severity, Target } from '../../src/report/report';
import type { ReportOutcome } from '../../src/report/reportContent';
import { l10n } from '../l10n';

export interface FigureSection {
  readonly id: string;
  readonly title: string;
  readonly figures: readonly Figure[];
}

/** In the order of the report. What no section claims comes last. */
const sections: readonly {
  readonly id: string;
  readonly title: () => string;
  readonly holds: (figure: Figure) => boolean;
}[] = [
  { id: 'inference', title: () => l10n.t('Profile likelihood'), holds: isInference },
  { id: 'emulator', title: () => l10n.t('Likelihood of an emulator'), holds: ({ id }) => id.startsWith('emulator/') },
  {
    id: 'ranking',
    title: () => l10n.t('Ranking of nuisances'),
    holds: ({ id, kind }) => kind === 'ranking' && !/^(epistemic|learned|safety)\//.test(id),
  },
  {
    id: 'shift',
    title: () => l10n.t('Features by shift'),
    holds: ({ id }) => id.startsWith('shift/') && !id.startsWith('shift/score'),
  },
  { id: 'scores', title: () => l10n.t('Score shapes'), holds: ({ id }) => /^(shift\/)?score\//.test(id) },
  { id: 'slopes', title: () => l10n.t('Efficiency against nuisances'), holds: ({ id }) => id.startsWith('slope/') },
  { id: 'told', title: () => l10n.t('Models that are told a nuisance'), holds: ({ id }) => id.startsWith('aware/') },
  { id: 'roc', title: () => l10n.t('ROC curves'), holds: ({ id }) => id.startsWith('roc/') },
  {
    id: 'decorrelation',
    title: () => l10n.t('Decorrelation'),
    holds: ({ id, kind }) => kind === 'comparison' || /^(apparent|decorrelation|dependence|sculpting)\//.test(id),
  },
  {
    id: 'calibration',
    title: () => l10n.t('Calibration'),
    holds: ({ id }) => /^(reliability|coverage|pit)\//.test(id),
  },
  { id: 'ensemble', title: () => l10n.t('Members of an ensemble'), holds: ({ id }) => id.startsWith('epistemic/') },
  { id: 'corruptions', title: () => l10n.t('Spoilt features'), holds: ({ id }) => id.startsWith('corruption/') },
  { id: 'learned', title: () => l10n.t('What the models learned'), holds: ({ id }) => id.startsWith('learned/') },
  { id: 'safety', title: () => l10n.t('Shifts that nobody would notice'), holds: ({ id }) => id.startsWith('safety/') },
  { id: 'abcd', title: () => l10n.t('Regions predicted from others'), holds: ({ id }) => id.startsWith('abcd/') },
  {
    id: 'pulls',
    title: () => l10n.t('Pulls'),
    holds: ({ id, kind }) => kind === 'pulls' || kind === 'intervals' || id.startsWith('pull'),
  },
  { id: 'more', title: () => l10n.t('More plots'), holds: () => true },
];

function isInference({ id }: Pick<Figure, 'id'>): boolean {
  return id.startsWith('inference/');
}

/** Sections that have figures, each figure in one of them. */
export function figureSections(figures: readonly Figure[]): FigureSection[] {
  const claimed = new Map<string, Figure[]>();
  for (const figure of figures) {
    const section = sections.find(({ holds }) => holds(figure))?.id ?? 'more';
    claimed.set(section, [...(claimed.get(section) ?? []), figure]);
  }
  return sections.flatMap(({ id, title }) => {
    const held = claimed.get(id);
    return held === undefined ? [] : [{ id, title: title(), figures: held }];
  });
}

/** What people are told of: findings without the further rows of each, the most serious first. */
export function findingsOf(outcomes: readonly ReportOutcome[]): ReportOutcome[] {
  return outcomes
    .filter(({ status, severity }) => status === 'finding' && severity !== 'hint')
    .toSorted((a, b) => gravity(a) - gravity(b));
}

/**
 * By severity; among equals what the rest depends on comes first: a file that is misread, a model that is fed the wrong
 * columns or values that are missing make every number after them wrong. Then what moves the result, then how well all of
 * it can be told.
 */
function gravity({ severity, code }: ReportOutcome): number {
  const place = gravest.findIndex((beginning) => code.startsWith(beginning));
  return 100 * severities.indexOf(severity) + (place === -1 ? gravest.length : place);
}

const severities: readonly Severity[] = ['error', 'warning', 'information', 'hint'];
const gravest = [
  'config/',
  'model/',
  'data/missing',
  'data/constant',
  'nuisance/',
  'inference/',
  'emulator/',
  'abcd/',
  'decorrelation/',
  'calibration/',
  'epistemic/',
  'shift/',
  'pull/',
  'data/',
];

/** The figure that shows best what an outcome speaks of: one about another nuisance or feature shows something else. */
export function figureOf({ target, code }: ReportOutcome, figures: readonly Figure[]): Figure | undefined {
  let best: Figure | undefined;
  let most = 0;
  // A fit has figures of its own, and they show nothing else.
  const family = fits.find((beginning) => code.startsWith(beginning));
  const drawn = figuresOfCode[code] ?? '';
  const fitting = figures.filter(
    ({ id }) => fits.find((beginning) => id.startsWith(beginning)) === family && id.startsWith(drawn),
  );
  for (const figure of fitting) {
    const shared = sharedNames(target, figure);
    if (shared <= most) continue;
    best = figure;
    most = shared;
  }
  if (best !== undefined) return best;
  if (code === 'emulator/misfit') return fitting[0];
  return code.startsWith('pull/') ? figures.find(({ id }) => id.startsWith('pulls/')) : undefined;
}

const fits = ['inference/', 'emulator/'] as const;

/** Where several figures are about the same name: how the id of the one begins that shows what is said. */
const figuresOfCode: Readonly<Record<string, string>> = {
  'emulator/misfit': 'emulator/residuals',
  'emulator/prior': 'emulator/width/',
  'emulator/range': 'emulator/profile/',
};

const weights: Readonly<Partial<Record<keyof Target, number>>> = {
  nuisance: 8,
  feature: 8,
  prediction: 8,
  class: 2,
  workingPoint: 2,
  sample: 1,
  model: 1,
};

/** Who speaks of one of these speaks of nothing else. */
const subjects: ReadonlySet<keyof Target> = new Set(['nuisance', 'feature', 'prediction']);

/** Names that both speak of, by weight; 0 where they speak of different things. */
function sharedNames(target: Target, figure: Figure): number {
  let shared = 0;
  for (const [key, weight] of Object.entries(weights) as [keyof Target, number][]) {
    const [wanted, shown] = [target[key], figure.target[key]];
    if (subjects.has(key) && wanted !== shown) return 0;
    if (wanted === undefined || shown === undefined) continue;
    if (wanted !== shown) return 0;
    shared += weight;
  }
  return shared >= 8 || (shared > 0 && target.nuisance === undefined && target.feature === undefined) ? shared : 0;
}
