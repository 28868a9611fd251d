/** Tables of what a model's header says. */
import type { ClassMap, TensorInfo, WeightFile } from '../../src/model/modelFacts';
import { element } from '../element';
import { counted } from '../figure/numbers';
import type { MetadataEntry } from '../modelProtocol';
import { tableView } from '../tableView';
import { formatBytes, formatCount, formatShape, formatSome, formatWeights } from './wording';

/** More rows are counted, not listed. */
const mostRows = 500;

/** More classes are counted, not named. */
const mostClasses = 50;

/** Characters of a value that is shown at once. */
const shortValue = 160;

export function tensorTable(
  kind: 'input' | 'output',
  tensors: readonly TensorInfo[],
  classMaps: readonly ClassMap[],
): HTMLElement {
  const isNamed = tensors.some(({ shape }) => shape.some((dimension) => typeof dimension === 'string'));
  const isUnknown = tensors.some(({ shape }) => shape.includes(null));
  const caption = [
    `${counted(tensors.length, kind)}.`,
    isNamed ? 'A name in a shape stands for any number.' : '',
    isUnknown ? 'A ? is a size that the model does not state.' : '',
    more(tensors.length),
  ];
  return tableView({
    caption: caption.filter((part) => part !== '').join(' '),
    columns: ['Name', 'Type', 'Shape'],
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
  const names = classes.length === 0 ? '' : `: ${formatSome(classes, mostClasses)}`;
  return `A probability for each class${names}. Made from the tensor '${tensor}'.`;
}

export function weightsTable(files: readonly WeightFile[]): HTMLElement {
  return tableView({
    caption: `${counted(files.length, 'file')} beside the model. ${more(files.length)}`.trim(),
    columns: ['File', 'Needed', 'There'],
    rows: files.slice(0, mostRows).map((file) => ({
      header: file.name,
      cells: [formatBytes(file.needed), formatWeights(file)],
    })),
  });
}

export function metadataTable(entries: readonly MetadataEntry[]): HTMLElement {
  if (entries.length === 0) return element('p', { class: 'caption', text: 'The model has none.' });
  const caption = `${entries.length === 1 ? '1 entry' : `${formatCount(entries.length)} entries`}. ${more(entries.length)}`;
  const rows = entries.slice(0, mostRows).map((entry) => {
    const header = element('th', { text: entry.key, attributes: { scope: 'row' } });
    return element('tr', {}, header, element('td', {}, valueOf(entry)));
  });
  const columns = ['Key', 'Value'].map((text) => element('th', { text, attributes: { scope: 'col' } }));
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
  const summary = element('summary', { attributes: { 'aria-label': `${key}, ${formatCount(length)} characters` } });
  summary.append(
    element('span', { class: 'metadata-value', text: `${start.slice(0, 80)}…` }),
    element('span', { class: 'metadata-length', text: ` ${formatCount(length)} characters` }),
  );
  const whole = element('pre', { class: 'metadata-value', text: value });
  const cut =
    value.length < length
      ? [element('p', { class: 'caption', text: `The first ${formatCount(value.length)} characters.` })]
      : [];
  return element('details', {}, summary, whole, ...cut);
}

function more(rows: number): string {
  return rows > mostRows ? `The first ${formatCount(mostRows)} are listed.` : '';
}
