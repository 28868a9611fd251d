/** What `inference:` names: nominal samples, nuisances that have sides, and a model to make templates of. */
import type { Analysis, ConfigPath } from '../../config/analysis';
import type { Inference, ProcessName } from '../../config/inferenceSection';
import { sidesOf } from '../../config/nuisanceSides';
import { ExpressionError, parseExpression } from '../../data/expression/expression';
import { requireNumber } from '../../data/expression/expressionKind';
import type { Outcome } from '../../report/report';
import { finding, listed, suggestion } from './staticOutcome';

export function checkInference(analysis: Analysis): Outcome[] {
  const { inference } = analysis;
  if (inference === undefined) return [];
  return [
    ...withoutModel(analysis, inference),
    ...processes(analysis, inference),
    ...twice(analysis, inference),
    ...(inference.nuisances ?? []).flatMap((nuisance) => nuisanceWithSides(analysis, nuisance)),
    ...moved(analysis, inference),
    ...statistic(analysis, inference),
  ];
}

function withoutModel(analysis: Analysis, { path }: Inference): Outcome[] {
  if (analysis.models.size > 0) return [];
  const message = "A fit needs the score of a model: add 'model' with its 'file' and 'features'.";
  return finding(analysis, 'config/missing-key', { at: { path, on: 'key' }, message });
}

function processes(analysis: Analysis, inference: Inference): Outcome[] {
  const nominal = new Set(analysis.nominal.map(({ sample }) => sample));
  if (nominal.size === 0) return [];
  return [...inference.signal, ...inference.background].flatMap((process) => {
    if (process.kind === 'class' || nominal.has(process.sample)) return [];
    const at = { path: process.path };
    const known = analysis.samples.has(process.sample);
    const { hint, fix } = known ? { hint: '' } : suggestion(at, process.sample, nominal);
    const what = known
      ? `'${process.sample}' is not among the nominal samples`
      : `No sample is called '${process.sample}'`;
    const message = `${what}, of which templates are made.${hint || ` Nominal: ${listed([...nominal])}.`}`;
    return finding(analysis, 'config/undefined-name', { at, message, ...(fix && { fix }) });
  });
}

/** Events must not be counted in two processes. */
function twice(analysis: Analysis, { signal, background }: Inference): Outcome[] {
  const all = [...signal, ...background];
  const same = (a: ProcessName, b: ProcessName): boolean => a.kind === b.kind && a.text === b.text;
  return all.flatMap((process, index) => {
    if (!all.slice(0, index).some((other) => same(process, other))) return [];
    const message = `'${process.text}' is a process of the fit already: its events would count twice.`;
    return finding(analysis, 'config/value', { at: { path: process.path }, message });
  });
}

/** A sum over events may be of the score alone: templates know of nothing else. */
function statistic(analysis: Analysis, { neyman }: Inference): Outcome[] {
  const ordered = neyman?.statistic;
  if (typeof ordered !== 'object') return [];
  const { text, path } = ordered.sum;
  try {
    const parsed = parseExpression(text);
    requireNumber(parsed, () => 'number');
    return parsed.columns.flatMap(({ name, offset, length }) => {
      if (name === 'score') return [];
      const message = `A test statistic is made of the 'score' of each event, and '${name}' is none.`;
      return finding(analysis, 'config/undefined-name', { at: { path, within: { offset, length } }, message });
    });
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const { message, offset, length } = error;
    return finding(analysis, 'config/expression', { at: { path, within: { offset, length } }, message });
  }
}

interface NamedNuisance {
  readonly name: string;
  readonly path: ConfigPath;
}

function nuisanceWithSides(analysis: Analysis, { name, path }: NamedNuisance): Outcome[] {
  const nuisance = analysis.nuisances.get(name);
  if (nuisance === undefined) {
    const { hint, fix } = suggestion({ path }, name, analysis.nuisances.keys());
    const names = [...analysis.nuisances.keys()];
    const message = `No nuisance is called '${name}'.${hint || (names.length > 0 ? ` There are ${listed(names)}.` : '')}`;
    return finding(analysis, 'config/undefined-name', { at: { path }, message, ...(fix && { fix }) });
  }
  if (sidesOf(nuisance).some(({ side }) => side !== 'cross-check')) return [];
  const message = `'${name}' has no 'up', 'down' or 'alternative', so a fit has no template of it.`;
  return finding(analysis, 'config/value', { at: { path }, message, target: { nuisance: name } });
}

/** Coverage is counted away from nominal in a nuisance of the fit. */
function moved(analysis: Analysis, { neyman, nuisances }: Inference): Outcome[] {
  const nuisance = neyman?.nuisance;
  if (nuisance === undefined) return [];
  const { name, path } = nuisance;
  const problems = nuisanceWithSides(analysis, nuisance);
  if (problems.length > 0 || nuisances === undefined || nuisances.some((one) => one.name === name)) return problems;
  const message = `'${name}' is not among the nuisances of the fit, so coverage does not depend on it: add it to 'nuisances'.`;
  return finding(analysis, 'config/value', { at: { path }, message, target: { nuisance: name } });
}
