import type { Model } from '../../../src/config/analysis';
import { parseAnalysis } from '../../../src/config/parse';

/** A model as an analysis file says it: what stands under `model`, in braces or as lines. */
export function modelOf(text: string): Model {
  const block = text.includes('\n') ? text.replaceAll(/^/gm, '  ') : ` { ${text} }`;
  const { analysis, problems } = parseAnalysis(`pullscope: 1\nmodel:${block.startsWith(' {') ? '' : '\n'}${block}\n`);
  const [problem] = problems;
  if (problem) throw new Error(`${problem.message} (${problem.code})`);
  const model = analysis?.models.get('model');
  if (model === undefined) throw new Error('there is no model');
  return model;
}

/** Features a, b, c, … of a model. */
export function listOfFeatures(count: number): string {
  return `features: [${Array.from({ length: count }, (_, index) => String.fromCharCode(97 + index)).join(', ')}]`;
}

/** Columns of a table [n, width] that is written row after row. */
export function columnsOf(rows: ArrayLike<number>, width: number): Float64Array[] {
  const n = rows.length / width;
  return Array.from({ length: width }, (_, column) =>
    Float64Array.from({ length: n }, (_value, row) => rows[row * width + column] ?? Number.NaN),
  );
}
