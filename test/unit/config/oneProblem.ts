/** Mistakes in the text of an analysis file, each in a text that has no other. */
import { expect, it } from 'vitest';
import { parseAnalysis, type Problem } from '../../../src/config/parse';
import { annotated } from './annotatedText';

export interface Case {
  readonly mistake: string;
  /** «Marks» what the problem is shown at. */
  readonly text: string;
  readonly code: Problem['code'];
  readonly message: string;
  /** What the quick fix writes. */
  readonly fix?: string;
}

/** One mistake gives one problem, at its word. */
export function tellEach(cases: readonly Case[]): void {
  it.each(cases)('$mistake', ({ text: marked, code, message, fix }) => {
    const { text, ranges } = annotated(marked);
    const { problems } = parseAnalysis(text);
    expect(problems.map((problem) => [problem.code, problem.message])).toEqual([[code, message]]);
    expect(problems[0]?.range).toEqual(ranges[0]);
    expect(problems[0]?.fix?.text).toBe(fix);
  });
}

/** A section of samples with one sample. */
export const sample = 'samples: { tt: { file: tt.root } }\n';
