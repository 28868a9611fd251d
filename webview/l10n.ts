/**
 * What the pages say by themselves, in the language of the editor: as `vscode.l10n` has it, with the English sentence
 * as its key. Whoever makes a page lays the translations into it (`src/report/markup.ts`); without any it is English.
 * What a report holds (messages of findings, titles, axes) is data, the same in every language.
 */

/** Id of the element with the translations as JSON. */
const sentencesId = 'sentences';

export const l10n = {
  /** @param values for `{0}`, `{1}`, … */
  t: (sentence: string, ...values: readonly (string | number)[]): string => {
    translations ??= readTranslations();
    const said = translations[sentence] ?? sentence;
    return said.replace(/\{(\d+)\}/g, (place, index: string) => String(values[Number(index)] ?? place));
  },
};

/** Read once: a page is made anew when the language changes. */
let translations: Readonly<Record<string, string | undefined>> | undefined;

function readTranslations(): Readonly<Record<string, string | undefined>> {
  // Numbers and tables are also written where there is no page.
  const text = typeof document === 'undefined' ? undefined : document.getElementById(sentencesId)?.textContent;
  return text === undefined || text === '' ? {} : (JSON.parse(text) as Record<string, string>);
}
