/**
 * Breaks a label into lines at spaces, dots, slashes and underscores; what does not fit in `lines` ends in an ellipsis.
 *
 * @param width characters a line may hold
 */
export function wrapText(text: string, width: number, lines: number): string[] {
  const pieces = text.match(/[^\s_/.-]*[\s_/.-]?/g)?.filter((piece) => piece !== '') ?? [];
  const wrapped: string[] = [];
  let line = '';
  const finish = (): void => {
    if (line.trim() !== '') wrapped.push(line.trimEnd());
    line = '';
  };
  for (const piece of pieces) {
    if (line.length + piece.trimEnd().length > width) finish();
    let rest = piece;
    while (rest.trimEnd().length > width) {
      wrapped.push(rest.slice(0, width));
      rest = rest.slice(width);
    }
    line += rest;
  }
  finish();
  if (wrapped.length <= lines) return wrapped;
  const kept = wrapped.slice(0, lines);
  const last = kept[lines - 1] ?? '';
  return [...kept.slice(0, -1), `${last.slice(0, width - 1)}…`];
}

/** In one line, without its middle where it is long: names of one kind differ at their ends, `gamma_stat_SR_1_bin_0`. */
export function shortened(text: string, width: number): string {
  if (text.length <= width) return text;
  const behind = Math.ceil(0.7 * (width - 1));
  return `${text.slice(0, width - 1 - behind)}…${text.slice(text.length - behind)}`;
}
