/** The page of a model: what it takes and gives, what its file says of itself, who uses it and what was found. */
import type { ModelFacts } from '../../src/model/modelFacts';
import { button } from '../controls';
import { arrange, element } from '../element';
import type { Host } from '../host';
import { l10n } from '../l10n';
import type { FromModelPage, ModelState, ShownModel } from '../modelProtocol';
import { metadataTable, tensorTable, weightsTable } from './factTables';
import { Slot } from './slot';
import { usesList } from './usesList';
import { formatBytes, formatCount, formatOpsets, formatTime } from './wording';

/** Up to so many stand below each other. */
const fewFeatures = 8;

/** More features are counted, not listed. */
const mostFeatures = 2000;

export class ModelPage {
  private readonly header = new Slot('div', 'model-header');
  private readonly status = new Slot('div', 'banner-place');
  private readonly summary = new Slot('div', 'model-summary');
  private readonly problems = new Slot('div', 'model-problems');
  private readonly inputs = new Slot('section', 'model-section');
  private readonly outputs = new Slot('section', 'model-section');
  private readonly features = new Slot('section', 'model-section');
  private readonly weights = new Slot('section', 'model-section');
  private readonly metadata = new Slot('section', 'model-section');
  private readonly uses = new Slot('section', 'model-section');
  private readonly columns: HTMLElement;

  constructor(
    private readonly root: HTMLElement,
    private readonly host: Host<FromModelPage, ModelState>,
  ) {
    root.classList.add('model');
    const facts = [this.inputs, this.outputs, this.features, this.weights, this.metadata];
    this.columns = element(
      'div',
      { class: 'model-columns' },
      element('div', { class: 'model-column' }, ...facts.map((slot) => slot.element)),
      element('div', { class: 'model-column' }, this.uses.element),
    );
    const above = [this.header, this.status, this.summary, this.problems];
    arrange(root, [...above.map((slot) => slot.element), this.columns]);
  }

  show(state: ModelState): void {
    const { name, folder, model, uses } = state;
    const shown = typeof model === 'object' && 'ok' in model ? model.ok : undefined;
    this.root.dataset['state'] = typeof model === 'string' ? model : shown === undefined ? 'failed' : 'shown';
    this.header.show([name, folder], () => [
      element('h1', { class: 'model-name', text: name }),
      ...(folder === '' ? [] : [element('p', { class: 'model-folder', text: folder })]),
    ]);
    this.status.show([name, shown === undefined ? model : 'shown'], () => this.banner(name, model));
    this.showFacts(shown);
    this.uses.show([uses, model === 'untrusted'], () => (model === 'untrusted' ? [] : usesList(uses, this.host)));
    this.columns.classList.toggle('model-columns-alone', shown === undefined);
  }

  private showFacts(shown: ShownModel | undefined): void {
    const facts = shown?.facts;
    this.summary.show(facts, () => (facts === undefined ? [] : [summary(facts)]));
    this.problems.show(shown?.problems, () => (shown?.problems ?? []).map(problem));
    this.inputs.show(facts?.inputs, () =>
      facts === undefined
        ? []
        : [
            heading(l10n.t('Inputs')),
            tensorTable(
              facts.inputs,
              facts.inputs.length === 1 ? l10n.t('1 input.') : l10n.t('{0} inputs.', facts.inputs.length),
              [],
            ),
          ],
    );
    this.outputs.show([facts?.outputs, facts?.classMaps], () =>
      facts === undefined
        ? []
        : [
            heading(l10n.t('Outputs')),
            tensorTable(
              facts.outputs,
              facts.outputs.length === 1 ? l10n.t('1 output.') : l10n.t('{0} outputs.', facts.outputs.length),
              facts.classMaps,
            ),
          ],
    );
    this.features.show(facts?.featureNames, () => features(facts?.featureNames ?? []));
    this.weights.show(facts?.weightFiles, () =>
      facts === undefined || facts.weightFiles.length === 0
        ? []
        : [heading(l10n.t('Weights in other files')), weightsTable(facts.weightFiles)],
    );
    this.metadata.show(shown?.metadata, () =>
      shown === undefined ? [] : [heading(l10n.t('Metadata')), metadataTable(shown.metadata)],
    );
  }

  /** What stands where there are no facts to show. */
  private banner(name: string, model: ModelState['model']): readonly HTMLElement[] {
    if (model === 'untrusted') {
      const text = l10n.t('This folder is not trusted: nothing is read from the model until it is.');
      return [
        bannerOf(
          'empty',
          'status',
          text,
          button(l10n.t('Manage Workspace Trust'), 'primary', () => this.host.send({ type: 'trust' })),
        ),
      ];
    }
    if (model === 'reading') {
      const bar = element('progress', { class: 'progress', attributes: { 'aria-label': l10n.t('Reading {0}', name) } });
      const text = element('p', { text: l10n.t('Reading the header of {0} …', name) });
      return [element('div', { class: 'banner banner-loading', attributes: { role: 'status' } }, text, bar)];
    }
    if ('ok' in model) return [];
    const { message, action } = model.err;
    const restart = (): HTMLElement =>
      button(l10n.t('Restart'), 'primary', () => this.host.send({ type: 'restart' }), l10n.t('Restart the engine'));
    return [bannerOf('error', 'alert', message, action === undefined ? undefined : restart())];
  }
}

function bannerOf(kind: string, role: string, message: string, action: HTMLElement | undefined): HTMLElement {
  const text = element('p', { class: 'banner-text', text: message });
  const made = element('div', { class: `banner banner-${kind}`, attributes: { role } }, text);
  if (action !== undefined) made.append(action);
  return made;
}

/** A file can be read, and still not be scored. */
function problem(message: string): HTMLElement {
  return bannerOf('error', 'alert', message, undefined);
}

function summary(facts: Omit<ModelFacts, 'metadata'>): HTMLElement {
  const weights = facts.weightFiles.reduce((sum, { size = 0 }) => sum + size, 0);
  const size = formatBytes(facts.size);
  const entries: readonly (readonly [string, string])[] = [
    [l10n.t('Operator set'), formatOpsets(facts.opsets)],
    [l10n.t('ONNX IR version'), String(facts.irVersion)],
    [l10n.t('Producer'), facts.producer === '' ? l10n.t('not stated') : facts.producer],
    [l10n.t('Nodes'), formatCount(facts.nodes)],
    [l10n.t('Size'), weights > 0 ? l10n.t('{0} + {1} of weights', size, formatBytes(weights)) : size],
    [l10n.t('Changed'), formatTime(facts.mtime)],
  ];
  return element(
    'dl',
    { class: 'model-facts' },
    ...entries.map(([name, value]) =>
      element('div', {}, element('dt', { text: name }), element('dd', { text: value })),
    ),
  );
}

function features(names: readonly string[]): readonly HTMLElement[] {
  if (names.length === 0) return [];
  const caption = l10n.t('{0} in the metadata, in the order in which the model takes them.', formatCount(names.length));
  const list = element(
    'ol',
    {
      class: names.length > fewFeatures ? 'model-features model-features-many' : 'model-features',
      attributes: { 'aria-label': l10n.t('Features') },
    },
    ...names.slice(0, mostFeatures).map((name) => element('li', { text: name })),
  );
  const more = names.length - mostFeatures;
  return [
    heading(l10n.t('Features')),
    element('p', { class: 'caption', text: caption }),
    list,
    ...(more > 0 ? [element('p', { class: 'caption', text: l10n.t('… and {0} more.', formatCount(more)) })] : []),
  ];
}

function heading(text: string): HTMLElement {
  return element('h2', { class: 'model-heading', text });
}
