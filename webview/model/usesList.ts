/** The analyses that use a model, with what was found about it; everything leads to its line. */
import type { Severity } from '../../src/report/report';
import { link } from '../controls';
import { element } from '../element';
import type { Host } from '../host';
import type { FromModelPage, ModelFinding, ModelState, ModelUse } from '../modelProtocol';
import { formatSome } from './wording';

type ModelHost = Host<FromModelPage, ModelState>;

/** @param uses undefined while they are looked for */
export function usesList(uses: readonly ModelUse[] | undefined, host: ModelHost): readonly HTMLElement[] {
  return [element('h2', { class: 'model-heading', text: 'Used by' }), ...listed(uses, host)];
}

function listed(uses: readonly ModelUse[] | undefined, host: ModelHost): readonly HTMLElement[] {
  if (uses === undefined) return [element('p', { class: 'caption', text: 'Looking for analyses that use it …' })];
  if (uses.length === 0) {
    const text =
      'No analysis of this workspace uses it. One that does names the file under model: in a pullscope.yaml.';
    return [element('p', { class: 'caption', text })];
  }
  return uses.map((use) => card(use, host));
}

function card(use: ModelUse, host: ModelHost): HTMLElement {
  const { name, models, status, summary, findings } = use;
  const made = element('article', { class: 'card use' });
  const [first] = models;
  const title = element('h3', {});
  if (first !== undefined) title.append(link(name, () => reveal(host, use, first.range), `Open ${name}`));
  made.append(title, element('p', { class: 'use-line', text: calledWhat(models) }));
  const said = [summary, status].filter((part) => part !== '').join('. ');
  if (said !== '') made.append(element('p', { class: 'use-line', text: said }));
  if (findings.length > 0) {
    const items = findings.map((finding) => item(finding, use, host));
    made.append(
      element('ul', { class: 'use-findings', attributes: { 'aria-label': `Findings in ${name}` } }, ...items),
    );
  }
  return made;
}

/** The one entry under `model:` has no name of its own. */
function calledWhat(models: ModelUse['models']): string {
  const names = [...new Set(models.map(({ name }) => name))].filter((name) => name !== 'model');
  const lines = models.map(({ range }) => range.start.line + 1);
  const where = `line${lines.length === 1 ? '' : 's'} ${formatSome(lines, 5)}`;
  return names.length === 0 ? `Named in ${where}` : `As ${names.map((name) => `'${name}'`).join(', ')} in ${where}`;
}

const words: Readonly<Record<Severity, string>> = {
  error: 'Error',
  warning: 'Warning',
  information: 'Information',
  hint: 'Hint',
};

function item(finding: ModelFinding, use: ModelUse, host: ModelHost): HTMLElement {
  const { code, title, severity, message, range } = finding;
  const line = `line ${range.start.line + 1}`;
  const place = link(line, () => reveal(host, use, range), `${use.name}, ${line}: ${message}`);
  return element(
    'li',
    { class: `use-finding use-${severity}` },
    element('p', { text: message }),
    element(
      'p',
      { class: 'use-line' },
      element('span', { class: 'use-severity', text: words[severity] }),
      element('span', { class: 'use-code', text: code, attributes: { title } }),
      place,
    ),
  );
}

function reveal(host: ModelHost, { analysis }: ModelUse, range: ModelFinding['range']): void {
  host.send({ type: 'reveal', analysis, range });
}
