/**
 * Cuts rows into spans of about `targetEvents` each, at edges where that is possible: there nothing is unpacked twice.
 * Where edges are far apart, in equal pieces between them.
 * @param edges ascending, without 0; the last is the number of rows
 */
export function rowSpans(edges: readonly number[], targetEvents: number): { from: number; to: number }[] {
  const spans: { from: number; to: number }[] = [];
  let from = 0;
  edges.forEach((edge, index) => {
    if (edge - from < targetEvents && index < edges.length - 1) return;
    const pieces = Math.min(mostPieces, Math.max(1, Math.round((edge - from) / targetEvents)));
    const start = from;
    for (let piece = 1; piece <= pieces; piece++) {
      const to = start + Math.round(((edge - start) * piece) / pieces);
      if (to > from) spans.push({ from, to });
      from = to;
    }
  });
  return spans;
}

/** A header of some bytes can claim any number of rows. */
const mostPieces = 100_000;
