import type { Span } from './eventSource';

/** Spans of one file that follow each other, all of them wanted or none. */
export interface SpanRun {
  readonly span: Span;
  readonly wanted: boolean;
  /** How many spans it is made of. */
  readonly spans: number;
}

/** Enough that opening and checking the file, once for each run, takes little beside reading it. */
const mostSpans = 8;

/** Joins the spans of a source, in their order, so that few reads are needed for them. */
export function* spanRuns(
  spans: readonly Span[],
  isWanted: (span: Span, index: number) => boolean,
): Generator<SpanRun, void, undefined> {
  let run: SpanRun | undefined;
  for (const [index, span] of spans.entries()) {
    const wanted = isWanted(span, index);
    if (run !== undefined && continues(run, span, wanted)) {
      run = { span: { ...run.span, to: span.to }, wanted, spans: run.spans + 1 };
    } else {
      if (run !== undefined) yield run;
      run = { span, wanted, spans: 1 };
    }
  }
  if (run !== undefined) yield run;
}

function continues(run: SpanRun, span: Span, wanted: boolean): boolean {
  const follows = run.span.file === span.file && run.span.to === span.from;
  return follows && run.wanted === wanted && run.spans < mostSpans;
}
