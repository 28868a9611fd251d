/** How text and data get into the markup of a page, so that nothing in them is taken for markup. */

/** Id of the element with the translations of what a page says; none for English. */
export const sentencesId = 'sentences';

/** As text, or as the value of an attribute in double quotes. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** JSON that the page's script finds by its id. No policy stands against it, for it is never run. */
export function dataElement(id: string, value: unknown): string {
  return `<script type="application/json" id="${escaped(id)}">${JSON.stringify(value).replaceAll('<', '\\u003c')}</script>`;
}
