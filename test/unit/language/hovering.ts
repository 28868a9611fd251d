/** Hovers as markdown, over a cursor that is marked in a text, with what was measured. */
import { noFacts } from '../../../src/checks/facts';
import { hoverAt } from '../../../src/language/hover/hover';
import { markdownOf } from '../../../src/language/hover/markdown';
import type { Knowledge } from '../../../src/language/knowledge';
import type { Words } from '../../../src/language/words';
import type { HistogramFigure } from '../../../src/report/figure';
import type { Outcome, Report } from '../../../src/report/report';
import { withCursor } from './marked';

/** Each word as its key; `{0}` and so on where something belongs into it. */
export const words = new Proxy({} as Words, { get: (_, key) => `${String(key)} {0} {1} {2}` });
const bare = (text: string): string => text.replaceAll(/ ?\\\{\d\\\}/g, '').replaceAll('\\', '');

export function outcome(code: string, target: Outcome['target'], evidence: Outcome['evidence']): Outcome {
  return { code, status: 'pass', severity: 'warning', message: `said of ${code}`, at: { path: [] }, target, evidence };
}

export const interval = (value: number, error: number) => ({ value, low: value - error, high: value + error });

export function histogram(target: HistogramFigure['target'], id: string, label = 'nominal'): HistogramFigure {
  return {
    kind: 'histogram',
    id,
    title: id,
    caption: '',
    target,
    about: [],
    x: { label: 'x', unit: 'GeV' },
    y: { label: 'y' },
    edges: [0, 1, 4],
    series: [
      { label, role: 'nominal', values: [3, 1], errors: [0.5, 0.1] },
      { label: 'up', role: 'up', values: [2, 2], errors: [0.5, 0.1] },
    ],
    underflow: [0, 0],
    overflow: [0, 0],
    ratio: { label: 'ratio', series: [{ label: 'up', role: 'up', values: [0.7, null], errors: [0.1, null] }] },
    lines: [{ x: 0.5, label: 'tight' }],
  };
}

export function report(outcomes: readonly Outcome[], figures: Report['figures'] = []): Report {
  const provenance = { files: [], versions: {}, seed: 0, seconds: 0, firstScores: [] };
  return { analysis: '', outcomes, figures, provenance };
}

function hover(marked: string, knowledge: Partial<Knowledge> = {}): string {
  const { parsed, cursor } = withCursor(marked);
  const found = hoverAt(parsed, cursor, { facts: noFacts, report: undefined, age: 'current', ...knowledge }, words);
  return found === undefined ? '' : markdownOf(found.blocks);
}

export const shown = (marked: string, knowledge?: Partial<Knowledge>): string => bare(hover(marked, knowledge));

export const text = `pullscope: 1
samples: { tt: { file: 'a.root:t', weight: w } }
model: { file: m.onnx, features: [pt], working-points: { tight: 0.5 } }
nominal: [tt]
nuisances: { jes: { up: { replace: { pt: pt*1.1 } } } }
checks: { nuisance/large: error }
`;
export const cursorAt = (word: string): string => text.replace(word, `${word.slice(0, 1)}|${word.slice(1)}`);
