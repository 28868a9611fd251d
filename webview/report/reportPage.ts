/** The page of a report: what to worry about first, then everything that was measured, and where it comes from. */
import type { Provenance } from '../../src/report/report';
import type { ReportContent, ReportOutcome } from '../../src/report/reportContent';
import { CardDeck } from '../cardDeck';
import { button } from '../controls';
import { element } from '../element';
import type { TableContent } from '../figure/tableContent';
import type { Host } from '../host';
import { l10n } from '../l10n';
import { isWaiting, LastShown, statusOfBefore } from '../lastShown';
import { Memory } from '../memory';
import type { FromReportPage, ReportState } from '../reportProtocol';
import { StatusBanner } from '../statusBanner';
import { tableView } from '../tableView';
import { findingList, type FindingLinks } from './findingList';
import { figureOf, figureSections, findingsOf } from './sections';
import { fileTable, firstScoresTable, sampleTable, shiftTable } from './tables';

/** Findings that are told at the top; the others follow below. */
const mostAtTop = 3;

/** Beginning of the ids of sections, to which the contents lead. */
let reportsMade = 0;

export class ReportPage {
  private readonly memory: Memory;
  private readonly banner: StatusBanner;
  /** One for each analysis: their figures have the same names. */
  private readonly decks: CardDeck[] = [];
  private readonly body = element('div', { class: 'report-body' });
  private readonly last: LastShown<readonly ReportContent[]>;
  private uri: string | undefined;
  private isRestored = false;
  private hasContents = false;
  private isOfBefore = false;

  constructor(
    private readonly root: HTMLElement,
    private readonly host: Host<FromReportPage, ReportState>,
  ) {
    this.last = new LastShown(host.kept());
    this.memory = new Memory(host, () => ({ uri: this.uri, ...this.last.kept() }));
    this.banner = new StatusBanner(host);
    root.classList.add('report');
    root.append(this.banner.element, this.body);
    this.memory.followScroll();
  }

  show(state: ReportState): void {
    if (state.uri !== this.uri) {
      this.uri = state.uri;
      this.memory.keep();
    }
    this.root.dataset['status'] = state.status.kind;
    if (state.contents !== undefined) {
      this.isOfBefore = false;
      this.last.remember(state.uri, state.contents);
      this.memory.keep();
    }
    const contents = state.contents ?? this.ofBefore(state);
    const isOfBefore = this.isOfBefore && isWaiting(state.status);
    this.banner.show(isOfBefore ? { ...state, status: statusOfBefore(state.status) } : state);
    if (contents === undefined) return;
    this.hasContents = true;
    const scroll = this.isRestored ? window.scrollY : this.memory.scroll;
    this.body.replaceChildren(...contents.map((content, index) => this.report(content, index, state.made)));
    this.isRestored = true;
    window.scrollTo(0, scroll);
  }

  /** What was shown before the window was reloaded, until there is something else. */
  private ofBefore({ status, uri }: ReportState): readonly ReportContent[] | undefined {
    const before = !this.hasContents && isWaiting(status) ? this.last.recall(uri) : undefined;
    this.isOfBefore ||= before !== undefined;
    return before;
  }

  private report(content: ReportContent, index: number, made: string | undefined): HTMLElement {
    const { name, outcomes, figures, provenance } = content;
    const prefix = `report-${++reportsMade}`;
    const deck = (this.decks[index] ??= new CardDeck(this.host, this.memory));
    deck.show(figures);
    const links = this.linksOf(content, deck);
    const findings = findingsOf(outcomes);
    const others = outcomes.filter(({ status, severity }) => severity !== 'hint' && isOpen(status));
    const tables: Readonly<Record<string, TableContent | undefined>> = { shift: shiftTable(outcomes) };
    const samples = sampleTable(outcomes);
    const parts = [
      ...(findings.length > mostAtTop
        ? [section(prefix, 'findings', l10n.t('Further findings'), findingList(findings.slice(mostAtTop), links))]
        : []),
      ...figureSections(figures).map(({ id, title, figures: held }) =>
        section(
          prefix,
          id,
          title,
          ...shown(tables[id]),
          element('div', { class: 'grid' }, ...held.flatMap((figure) => deck.elementOf(figure.id) ?? [])),
        ),
      ),
      ...(samples === undefined ? [] : [section(prefix, 'data', l10n.t('Data quality'), tableView(samples))]),
      ...(others.length === 0
        ? []
        : [section(prefix, 'open', l10n.t('Undecided and skipped'), undecidedOf(others, links))]),
      section(prefix, 'provenance', l10n.t('Provenance'), ...provenanceOf(provenance, made)),
    ];
    return element(
      'article',
      { class: 'report-of', attributes: { 'aria-label': l10n.t('Report of {0}', name) } },
      this.head(content, made),
      headline(findings, outcomes, links),
      contentsOf(parts),
      ...parts,
    );
  }

  private head({ name, outcomes, silenced }: ReportContent, made: string | undefined): HTMLElement {
    const title = element('h1', {}, ...brokenAtFolders(name));
    const counts = element('p', { class: 'counts', text: countsOf(outcomes, silenced) });
    const head = element('header', { class: 'report-head' }, element('div', {}, title, counts));
    if (made !== undefined) counts.append(element('span', { class: 'made', text: ` · ${made}` }));
    if (!this.host.standalone) {
      head.append(
        button(
          l10n.t('Export as HTML'),
          'secondary',
          () => this.host.send({ type: 'export' }),
          l10n.t('Export as HTML: this report in one file'),
        ),
      );
    }
    return head;
  }

  private linksOf({ name, figures }: ReportContent, deck: CardDeck): FindingLinks {
    const { host } = this;
    return {
      name,
      goTo: host.standalone ? undefined : ({ start }) => host.send({ type: 'goTo', start }),
      plotOf: (outcome) => {
        const figure = figureOf(outcome, figures);
        const card = figure === undefined ? undefined : deck.elementOf(figure.id);
        return card === undefined ? undefined : () => show(card);
      },
    };
  }
}

/** Brings a card into view, and the keyboard with it. */
function show(card: HTMLElement): void {
  card.setAttribute('tabindex', '-1');
  card.scrollIntoView({ block: 'start' });
  card.focus({ preventScroll: true });
}

function isOpen(status: ReportOutcome['status']): boolean {
  return status === 'undecided' || status === 'skipped';
}

/** What one would have to worry about first; that nothing was found is only half of good news. */
function headline(
  findings: readonly ReportOutcome[],
  outcomes: readonly ReportOutcome[],
  links: FindingLinks,
): HTMLElement {
  const undecided = outcomes.filter(({ status }) => status === 'undecided').length;
  const title =
    findings.length === 0 ? l10n.t('Nothing to worry about was found') : l10n.t('What to worry about first');
  const made = element('section', { class: 'headline' }, element('h2', { text: title }));
  if (findings.length > 0) made.append(findingList(findings.slice(0, mostAtTop), links));
  else if (undecided > 0) {
    const text =
      undecided === 1
        ? l10n.t('1 check could not decide with these events: see below what would have been seen.')
        : l10n.t('{0} checks could not decide with these events: see below what would have been seen.', undecided);
    made.append(element('p', { text }));
  }
  return made;
}

function section(prefix: string, id: string, title: string, ...children: readonly HTMLElement[]): HTMLElement {
  const headingId = `${prefix}-${id}`;
  const heading = element('h2', { text: title, attributes: { id: headingId } });
  return element(
    'section',
    { class: `report-section section-${id}`, attributes: { 'aria-labelledby': headingId } },
    heading,
    ...children,
  );
}

function contentsOf(parts: readonly HTMLElement[]): HTMLElement {
  const items = parts.flatMap((part) => {
    const heading = part.querySelector('h2');
    if (heading === null) return [];
    const anchor = element('a', { text: heading.textContent, attributes: { href: `#${heading.id}` } });
    return [element('li', {}, anchor)];
  });
  return element(
    'nav',
    { class: 'contents', attributes: { 'aria-label': l10n.t('Sections') } },
    element('ul', {}, ...items),
  );
}

function undecidedOf(outcomes: readonly ReportOutcome[], links: FindingLinks): HTMLElement {
  const sorted = outcomes.toSorted((a, b) => Number(a.status === 'skipped') - Number(b.status === 'skipped'));
  return element(
    'details',
    { class: 'open-outcomes' },
    element('summary', {
      text:
        outcomes.length === 1
          ? l10n.t('1 outcome: what could have been seen, and what was not looked at')
          : l10n.t('{0} outcomes: what could have been seen, and what was not looked at', outcomes.length),
    }),
    findingList(sorted, links),
  );
}

function provenanceOf(provenance: Provenance, made: string | undefined): HTMLElement[] {
  const { versions, seed, seconds } = provenance;
  const facts: readonly (readonly [string, string])[] = [
    ...Object.entries(versions),
    [l10n.t('seed'), String(seed)],
    [l10n.t('time'), `${seconds.toFixed(1)} s`],
    ...(made === undefined ? [] : [[l10n.t('made'), made] as const]),
  ];
  const list = element(
    'dl',
    { class: 'facts' },
    ...facts.flatMap(([name, value]) => [element('dt', { text: name }), element('dd', { text: value })]),
  );
  return [...shown(fileTable(provenance)), ...shown(firstScoresTable(provenance)), list];
}

function shown(content: TableContent | undefined): HTMLElement[] {
  return content === undefined ? [] : [tableView(content)];
}

/** `1 error, 2 warnings, 12 undecided, 30 passed, 1 silenced` */
function countsOf(outcomes: readonly ReportOutcome[], silenced: number): string {
  const findings = (severity: ReportOutcome['severity']): number =>
    outcomes.filter((outcome) => outcome.status === 'finding' && outcome.severity === severity).length;
  const of = (status: ReportOutcome['status']): number =>
    outcomes.filter((outcome) => outcome.status === status && outcome.severity !== 'hint').length;
  const [errors, warnings, information] = [findings('error'), findings('warning'), findings('information')];
  const parts = [
    errors > 0 ? (errors === 1 ? l10n.t('1 error') : l10n.t('{0} errors', errors)) : '',
    warnings > 0 ? (warnings === 1 ? l10n.t('1 warning') : l10n.t('{0} warnings', warnings)) : '',
    information > 0 ? l10n.t('{0} information', information) : '',
    errors + warnings + information === 0 ? l10n.t('no findings') : '',
    of('undecided') > 0 ? l10n.t('{0} undecided', of('undecided')) : '',
    of('skipped') > 0 ? l10n.t('{0} skipped', of('skipped')) : '',
    l10n.t('{0} passed', of('pass')),
    silenced > 0 ? l10n.t('{0} silenced', silenced) : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** A path that goes over lines where a folder ends, rather than within a name. */
function brokenAtFolders(path: string): readonly Node[] {
  return path
    .split(/(?<=\/)/)
    .flatMap((part, index) => [...(index === 0 ? [] : [element('wbr')]), document.createTextNode(part)]);
}
