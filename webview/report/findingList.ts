/** Findings in words, each with its place in the file and the plot that shows it. */
import type { ReportOutcome } from '../../src/report/reportContent';
import type { Severity, Status } from '../../src/report/report';
import { link } from '../controls';
import { element } from '../element';
import { l10n } from '../l10n';
import { statusWord } from './statusWord';

export interface FindingLinks {
  /** Name of the analysis file. */
  readonly name: string;
  /** Undefined where there is no editor to go to. */
  readonly goTo: ((outcome: ReportOutcome) => void) | undefined;
  /** Undefined where no plot shows it. */
  plotOf(outcome: ReportOutcome): (() => void) | undefined;
}

export function findingList(outcomes: readonly ReportOutcome[], links: FindingLinks): HTMLElement {
  return element('ul', { class: 'findings' }, ...outcomes.map((outcome) => findingItem(outcome, links)));
}

function findingItem(outcome: ReportOutcome, links: FindingLinks): HTMLElement {
  const { message, code, question, related } = outcome;
  const result = resultOf(outcome);
  const details = element(
    'p',
    { class: 'finding-details' },
    element('span', { class: 'finding-word', text: statusWord(result) }),
    element('code', { class: 'finding-code', text: code, attributes: { title: question } }),
    placeOf(outcome, links),
  );
  const show = links.plotOf(outcome);
  if (show !== undefined) details.append(link(l10n.t('Plot'), show, l10n.t('Show the plot of: {0}', message)));
  const item = element(
    'li',
    { class: `finding finding-${result}` },
    element('p', { class: 'finding-message', text: message }),
    details,
  );
  for (const one of related) {
    item.append(
      element('p', { class: 'finding-related', text: l10n.t('Line {0}: {1}', one.start.line + 1, one.message) }),
    );
  }
  return item;
}

/** `error`, `warning`, `information`; `undecided` or `skipped` where nothing was found. */
function resultOf({ status, severity }: ReportOutcome): Status | Severity {
  return status === 'finding' ? severity : status;
}

function placeOf(outcome: ReportOutcome, { name, goTo }: FindingLinks): HTMLElement {
  const line = outcome.start.line + 1;
  const place = `${name}:${line}`;
  if (goTo === undefined) return element('span', { class: 'finding-place', text: place });
  return link(place, () => goTo(outcome), `${place}: ${outcome.message}`);
}
