/** What an analysis still needs, filled with what is known or with a word to replace. */
import type { ConfigPath } from '../../config/analysis';
import type { ParsedAnalysis } from '../../config/parse';
import { writtenAt, type WrittenNode } from '../../config/writtenNodes';
import { childrenOf } from '../completion/cursor';
import type { Knowledge } from '../knowledge';
import { scalarLike } from '../names';
import type { TextChange } from '../rename';
import { newLine, setEntry } from './edits';
import { mirrored } from './mirror';

/** Changes after which every key that must be there is there. */
export function whatIsMissing(parsed: ParsedAnalysis, knowledge: Knowledge): readonly TextChange[] {
  if (parsed.analysis === undefined || parsed.brokenFrom !== undefined) return [];
  const changes = [...inSamples(parsed), ...inModels(parsed, knowledge), ...inNuisances(parsed, knowledge)];
  return [...version(parsed), ...changes, ...sections(parsed)];
}

function version(parsed: ParsedAnalysis): readonly TextChange[] {
  if (parsed.written().some(({ name }) => name === 'pullscope')) return [];
  const start = { line: 0, character: 0 };
  return [{ range: { start, end: start }, text: `pullscope: 1${newLine(parsed).repeat(2)}` }];
}

/** One change at the end for all sections that are missing: several at one place would have no order. */
function sections(parsed: ParsedAnalysis): readonly TextChange[] {
  const { analysis } = parsed;
  if (analysis === undefined) return [];
  const nl = newLine(parsed);
  const has = (name: string): boolean => parsed.written().some((node) => node.name === name);
  // What asks nothing of events.
  const isAlone = has('pulls') || has('emulator');
  const blocks: string[] = [];
  if (!has('samples')) blocks.push(['samples:', '  sample:', '    file: file.root:tree'].join(nl));
  if (!has('model') && !has('models') && (has('nuisances') || !isAlone)) {
    blocks.push(['model:', '  file: model.onnx', '  features: [feature]'].join(nl));
  }
  const names = childrenOf(parsed, ['samples']).map(({ name }) => String(name));
  if (!has('nominal') && (has('samples') || !isAlone)) {
    const nominal = nominalAmong(parsed, names.length === 0 ? ['sample'] : names);
    blocks.push(`nominal: [${nominal.map((name) => scalarLike({ style: 'plain' }, name)).join(', ')}]`);
  }
  if (blocks.length === 0) return [];
  const lines = parsed.text.split('\n');
  const end = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
  const gap = parsed.text.trim() === '' ? '' : parsed.text.endsWith('\n') ? nl : nl + nl;
  return [{ range: { start: end, end }, text: `${gap}${blocks.join(nl + nl)}${nl}` }];
}

/** Samples with a label, unless something else is made of them; without any label, all others. */
function nominalAmong({ analysis }: ParsedAnalysis, names: readonly string[]): readonly string[] {
  const elsewhere = new Set([
    ...[...(analysis?.application.values() ?? [])].map(({ sample }) => sample),
    ...[...(analysis?.nuisances.values() ?? [])].flatMap(({ up, down, alternative, crossCheck, continuous }) => [
      ...[up, down, alternative, crossCheck].flatMap((one) =>
        [...(one?.samples.values() ?? [])].map(({ sample }) => sample),
      ),
      ...(continuous?.kind === 'column' && continuous.sample !== undefined ? [continuous.sample] : []),
    ]),
  ]);
  const free = names.filter((name) => !elsewhere.has(name));
  const labelled = free.filter((name) => analysis?.samples.get(name)?.label !== undefined);
  return labelled.length > 0 ? labelled : free.length > 0 ? free : names;
}

function inSamples(parsed: ParsedAnalysis): readonly TextChange[] {
  return mapsIn(parsed, ['samples']).flatMap(({ path }) =>
    lacks(parsed, path, 'file') ? fill(parsed, path, 'file', 'file.root:tree') : [],
  );
}

function inModels(parsed: ParsedAnalysis, { facts }: Knowledge): readonly TextChange[] {
  const one = writtenAt(parsed.written(), ['model']);
  const models = [...(one === undefined ? [] : mapsOf([one])), ...mapsIn(parsed, ['models'])];
  return models.flatMap(({ path }) => {
    const model = parsed.analysis?.models.get(path.length === 1 ? 'model' : String(path[1]));
    const [file] = model?.files ?? [];
    const known = file && facts.model(file.text);
    const names = known?.ok === true ? known.featureNames : undefined;
    const features = names?.map((name) => scalarLike({ style: 'plain' }, name)) ?? ['feature'];
    const keys: [string, string][] = [];
    if (lacks(parsed, path, 'file') && lacks(parsed, path, 'files')) keys.push(['file', 'model.onnx']);
    if (lacks(parsed, path, 'features') && lacks(parsed, path, 'inputs'))
      keys.push(['features', `[${features.join(', ')}]`]);
    return fillAll(parsed, path, keys);
  });
}

function inNuisances(parsed: ParsedAnalysis, { facts }: Knowledge): readonly TextChange[] {
  const { analysis } = parsed;
  if (analysis === undefined) return [];
  const names = [...analysis.samples.keys()];
  const nominalNames =
    analysis.nominal.length > 0 ? analysis.nominal.map(({ sample }) => sample) : nominalAmong(parsed, names);
  const plain = (name: string | undefined): string => scalarLike({ style: 'plain' }, name ?? 'sample');
  const nominal = plain(nominalNames[0]);
  const other = plain(names.find((name) => !nominalNames.includes(name)) ?? nominalNames[0]);
  const feature =
    analysis.models
      .values()
      .next()
      .value?.features.find(({ text }) => /^\w+$/.test(text))?.text ?? 'column';
  return mapsIn(parsed, ['nuisances']).flatMap(({ path, name }) => {
    const has = (key: string): boolean => !lacks(parsed, path, key);
    const nuisance = analysis.nuisances.get(String(name));
    const kind = nuisance?.kind ?? 'detector';
    if (has('column')) {
      const absent: [string, string][] = [
        ['sample', other],
        ['prior', "'normal(0, 1)'"],
      ];
      return fillAll(
        parsed,
        path,
        absent.filter(([key]) => !has(key)),
      );
    }
    if (has('parameter')) return has('prior') ? [] : fill(parsed, path, 'prior', "'normal(1, 0.1)'");
    if (has('alternative')) return [];
    if (kind === 'two-point' || has('cross-check'))
      return fill(parsed, path, 'alternative', `{ ${nominal}: ${other} }`);
    if (kind === 'normalisation' || kind === 'theory')
      return has('size') || has('up') || has('down') ? [] : fill(parsed, path, 'size', '2%');
    if (has('up') !== has('down')) {
      const [from, to] = has('up') ? (['up', 'down'] as const) : (['down', 'up'] as const);
      const variation = nuisance?.[from];
      const text = variation && mirrored(variation, from, analysis, facts);
      return text === undefined ? [] : fill(parsed, path, to, text);
    }
    if (has('up')) return [];
    return fillAll(parsed, path, [
      ['up', `{ replace: { ${feature}: ${feature}*1.02 } }`],
      ['down', `{ replace: { ${feature}: ${feature}*0.98 } }`],
    ]);
  });
}

function mapsIn(parsed: ParsedAnalysis, section: ConfigPath): readonly WrittenNode[] {
  return mapsOf(childrenOf(parsed, section));
}

/** Those that are written here, with entries or without; what a merge key brings in is not looked for. */
function mapsOf(nodes: readonly WrittenNode[]): readonly WrittenNode[] {
  return nodes.filter(
    ({ kind, children }) => kind === 'empty' || (kind === 'map' && !children.some(({ name }) => name === '<<')),
  );
}

function lacks(parsed: ParsedAnalysis, path: ConfigPath, key: string): boolean {
  const node = writtenAt(parsed.written(), [...path, key]);
  return node === undefined || node.kind === 'empty';
}

function fill(parsed: ParsedAnalysis, path: ConfigPath, key: string, value: string): readonly TextChange[] {
  return fillAll(parsed, path, [[key, value]]);
}

/** Several entries of one map: those that go to the same place make one change. */
function fillAll(
  parsed: ParsedAnalysis,
  path: ConfigPath,
  keys: readonly (readonly [string, string])[],
): readonly TextChange[] {
  const changes: TextChange[] = [];
  for (const [key, value] of keys) {
    const change = setEntry(parsed, path, key, value);
    if (change === undefined) continue;
    const last = changes.at(-1);
    const { start } = change.range;
    if (last?.range.start.line === start.line && last.range.start.character === start.character) {
      changes[changes.length - 1] = { range: last.range, text: joined(last.text, change.text, key, value) };
    } else changes.push(change);
  }
  return changes;
}

/** `{ a: 1 }` for an empty map in braces takes the second entry into its braces. */
function joined(first: string, second: string, key: string, value: string): string {
  return first.startsWith('{') ? `${first.slice(0, -2)}, ${key}: ${value} }` : first + second;
}
