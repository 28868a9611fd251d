/** Rows of text as a real table, inside a region that scrolls sideways on its own when it must. */
import { element } from './element';
import type { TableContent } from './figure/tableContent';
import { l10n } from './l10n';

export interface SortControl {
  /** Column whose size the rows are sorted by, counted from 1 (0 heads the rows). */
  readonly column: number;
  readonly onSort: (column: number) => void;
}

export function tableView(content: TableContent, sort?: SortControl): HTMLElement {
  const head = element('tr', {}, ...content.columns.map((column, index) => headCell(column, index, sort)));
  const body = content.rows.flatMap((row) => {
    const header = element('th', { text: row.header, attributes: { scope: 'row' } });
    // Named, for where a narrow page has no room for columns.
    const cells = row.cells.map((cell, index) =>
      element('td', { text: cell, attributes: { 'data-column': content.columns[index + 1] ?? '' } }),
    );
    const line = element('tr', {}, header, ...cells);
    return row.note === undefined ? [line] : [line, noteLine(row.note, content.columns.length)];
  });
  const table = element(
    'table',
    {},
    element('caption', { text: content.caption }),
    element('thead', {}, head),
    element('tbody', {}, ...body),
  );
  return element(
    'div',
    { class: 'table-region', attributes: { role: 'region', tabindex: '0', 'aria-label': content.caption } },
    table,
  );
}

/** Below its row and over all columns, so that a sentence does not squeeze the numbers. */
function noteLine(note: string, columns: number): HTMLElement {
  const cell = element('td', { text: note, attributes: { colspan: String(columns) } });
  return element('tr', { class: 'note-line' }, cell);
}

function headCell(text: string, index: number, sort: SortControl | undefined): HTMLElement {
  const cell = element('th', { attributes: { scope: 'col' } });
  if (sort === undefined || index === 0) {
    cell.textContent = text;
    return cell;
  }
  const chosen = sort.column === index;
  cell.setAttribute('aria-sort', chosen ? 'descending' : 'none');
  const sorter = element('button', {
    class: 'sorter',
    text: chosen ? `${text} ▾` : text,
    attributes: { type: 'button', title: l10n.t('Sort by size') },
  });
  sorter.addEventListener('click', () => sort.onSort(index));
  cell.append(sorter);
  return cell;
}
