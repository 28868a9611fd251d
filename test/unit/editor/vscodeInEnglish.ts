/** Of VS Code what sentences need: they stay as they are written, as where it has no translation. */
export const l10n = {
  t: (sentence: string, ...values: readonly (string | number)[]): string =>
    sentence.replace(/\{(\d)\}/g, (place, index: string) => String(values[Number(index)] ?? place)),
};
