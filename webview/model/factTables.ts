/** Tables of what a model's header says. */
import type { ClassMap, TensorInfo, WeightFile } from '../../src/model/modelFacts';
import { element } from '../element';
import { l10n } from '../l10n';
import type { MetadataEntry } from '../modelProtocol';
import { tableView } from '../tableView';
import { formatBytes, formatCount, formatShape, formatSome, formatWeights } from './wording';

/** More rows are counted, not listed. */
const mostRows = 500;

/** More classes are counted, not named. */
const mostClasses = 50;

/** Characters of a value that is shown at once. */
const shortValue = 160;

/** @param counted how many there are: `3 inputs.` */
export function tensorTable(
  tensors: readonly TensorInfo[],
  counted: string,
  classMaps: readonly ClassMap[],
): HTMLElement {
  const isNamed = tensors.some(({ shape }) => shape.some((dimension) => typeof dimension === 'string'));
  const isUnknown = tensors.some(({ shape }) => shape.includes(null));
  const caption = [
    counted,
    isNamed ? l10n.t('A name in a shape stands for any number.') : '',
    isUnknown ? l10n.t('A ? is a size that the model does not state.') : '',
    more(tensors.length),
  ];
  return tableView({
    caption: caption.filter((part) => part !== '').join(' '),
    columns: [l10n.t('Name'), l10n.t('Type'), l10n.t('Shape')],
    rows: tensors.slice(0, mostRows).map((tensor) => {
      const map = classMaps.find(({ output }) => output === tensor.name);
      return {
        header: tensor.name,
        cells: [tensor.type, formatShape(tensor)],
        ...(map === undefined ? {} : { note: mapNote(map) }),
      };
    }),
  });
}

function mapNote({ tensor, classes }: ClassMap): string {
  return classes.length === 0
    ? l10n.t("A probability for each class. Made from the tensor '{0}'.", tensor)
    : l10n.t(
        "A probability for each class: {0}. Made from the tensor '{1}'.",
        formatSome(classes, mostClasses),
        tensor,
      );
}

export function weightsTable(files: readonly WeightFile[]): HTMLElement {
  return tableView({
    caption:
      `${files.length === 1 ? l10n.t('1 file beside the model.') : l10n.t('{0} files beside the model.', files.length)} ${more(files.length)}`.trim(),
    columns: [l10n.t('File'), l10n.t('Needed'), l10n.t('There')],
    rows: files.slice(0, mostRows).map((file) => ({
      header: file.name,
      cells: [formatBytes(file.needed), formatWeights(file)],
    })),
  });
}

export function metadataTable(entries: readonly MetadataEntry[]): HTMLElement {
  if (entries.length === 0) return element('p', { class: 'caption', text: l10n.t('The model has none.') });
  const caption = `${entries.length === 1 ? l10n.t('1 entry.') : l10n.t('{0} entries.', formatCount(entries.length))} ${more(entries.length)}`;
  const rows = entries.slice(0, mostRows).map((entry) => {
    const header = element('th', { text: entry.key, attributes: { scope: 'row' } });
    return element('tr', {}, header, element('td', {}, valueOf(entry)));
  });
  const columns = [l10n.t('Key'), l10n.t('Value')].map((text) => element('th', { text, attributes: { scope: 'col' } }));
  const table = element(
    'table',
    {},
    element('caption', { text: caption.trim() }),
    element('thead', {}, element('tr', {}, ...columns)),
    element('tbody', {}, ...rows),
  );
  return element('div', { class: 'table-region metadata' }, table);
}

/** All of a short value; of a long one its beginning, with the rest behind it. */
function valueOf({ key, value, length }: MetadataEntry): HTMLElement {
  if (length <= shortValue) return element('span', { class: 'metadata-value', text: value });
  const start = value.slice(0, shortValue).replace(/\s+/g, ' ');
  const summary = element('summary', {
    attributes: { 'aria-label': l10n.t('{0}, {1} characters', key, formatCount(length)) },
  });
  summary.append(
    element('span', { class: 'metadata-value', text: `${start.slice(0, 80)}…` }),
    element('span', { class: 'metadata-length', text: ` ${l10n.t('{0} characters', formatCount(length))}` }),
  );
  const whole = element('pre', { class: 'metadata-value', text: value });
  const cut =
    value.length < length
      ? [element('p', { class: 'caption', text: l10n.t('The first {0} characters.', formatCount(value.length)) })]
      : [];
  return element('details', {}, summary, whole, ...cut);
}

function more(rows: number): string {
  return rows > mostRows ? l10n.t('The first {0} are listed.', formatCount(mostRows)) : '';
}
