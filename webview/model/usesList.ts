/** The analyses that use a model, with what was found about it; everything leads to its line. */
import type { Severity } from '../../src/report/report';
import { link } from '../controls';
import { element } from '../element';
import type { Host } from '../host';
import { l10n } from '../l10n';
import type { FromModelPage, ModelFinding, ModelState, ModelUse } from '../modelProtocol';
import { formatSome } from './wording';

type ModelHost = Host<FromModelPage, ModelState>;

/** @param uses undefined while they are looked for */
export function usesList(uses: readonly ModelUse[] | undefined, host: ModelHost): readonly HTMLElement[] {
  return [element('h2', { class: 'model-heading', text: l10n.t('Used by') }), ...listed(uses, host)];
}

function listed(uses: readonly ModelUse[] | undefined, host: ModelHost): readonly HTMLElement[] {
  if (uses === undefined)
    return [element('p', { class: 'caption', text: l10n.t('Looking for analyses that use it …') })];
  if (uses.length === 0) {
    const text = l10n.t(
      'No analysis of this workspace uses it. One that does names the file under model: in a pullscope.yaml.',
    );
    return [element('p', { class: 'caption', text })];
  }
  return uses.map((use) => card(use, host));
}

function card(use: ModelUse, host: ModelHost): HTMLElement {
  const { name, models, status, summary, findings } = use;
  const made = element('article', { class: 'card use' });
  const [first] = models;
  const title = element('h3', {});
  if (first !== undefined) title.append(link(name, () => reveal(host, use, first.range), l10n.t('Open {0}', name)));
  made.append(title, element('p', { class: 'use-line', text: calledWhat(models) }));
  const said = [summary, status].filter((part) => part !== '').join('. ');
  if (said !== '') made.append(element('p', { class: 'use-line', text: said }));
  if (findings.length > 0) {
    const items = findings.map((finding) => item(finding, use, host));
    made.append(
      element('ul', { class: 'use-findings', attributes: { 'aria-label': l10n.t('Findings in {0}', name) } }, ...items),
    );
  }
  return made;
}

/** The one entry under `model:` has no name of its own. */
function calledWhat(models: ModelUse['models']): string {
  const names = [...new Set(models.map(({ name }) => name))].filter((name) => name !== 'model');
  const lines = models.map(({ range }) => range.start.line + 1);
  const where = lines.length === 1 ? l10n.t('line {0}', lines[0] ?? '') : l10n.t('lines {0}', formatSome(lines, 5));
  return names.length === 0
    ? l10n.t('Named in {0}', where)
    : l10n.t('As {0} in {1}', names.map((name) => `'${name}'`).join(', '), where);
}

function wordOf(severity: Severity): string {
  switch (severity) {
    case 'error':
      return l10n.t('Error');
    case 'warning':
      return l10n.t('Warning');
    case 'information':
      return l10n.t('Information');
    case 'hint':
      return l10n.t('Hint');
  }
}

function item(finding: ModelFinding, use: ModelUse, host: ModelHost): HTMLElement {
  const { code, title, severity, message, range } = finding;
  const line = l10n.t('line {0}', range.start.line + 1);
  const place = link(line, () => reveal(host, use, range), `${use.name}, ${line}: ${message}`);
  return element(
    'li',
    { class: `use-finding use-${severity}` },
    element('p', { text: message }),
    element(
      'p',
      { class: 'use-line' },
      element('span', { class: 'use-severity', text: wordOf(severity) }),
      element('span', { class: 'use-code', text: code, attributes: { title } }),
      place,
    ),
  );
}

function reveal(host: ModelHost, { analysis }: ModelUse, range: ModelFinding['range']): void {
  host.send({ type: 'reveal', analysis, range });
}
