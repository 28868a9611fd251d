import { scoreNames } from '../../config/abcdSection';
import type { Analysis, ConfigPath, FileReference, Sample } from '../../config/analysis';
import { wordsAt } from '../../config/grammarPlaces';
import type { ParsedAnalysis } from '../../config/parse';
import { writtenAt } from '../../config/writtenNodes';
import { nominalSamples } from '../../checks/static/references';
import { columnText } from '../../data/expression/expression';
import { functionArity, reductionNames } from '../../data/expression/expressionFunctions';
import { samplesBehind } from '../columnSources';
import type { Knowledge } from '../knowledge';
import { scalarLike } from '../names';
import { parametersAt } from '../parameters';
import { roleOf } from '../roles';
import type { Words } from '../words';
import { commonColumns } from './columns';
import { childrenOf, type AtValue } from './cursor';
import { checkValue } from './keys';
import type { Suggestion } from './suggestion';

type Named = Pick<Suggestion, 'label' | 'kind' | 'detail' | 'insert'>;

export function valueSuggestions(
  parsed: ParsedAnalysis,
  cursor: AtValue,
  knowledge: Knowledge,
  words: Words,
): readonly Suggestion[] {
  const { path, whole, word } = cursor;
  const { analysis } = parsed;
  const replacing = (range: Suggestion['range'], named: readonly Named[], rank = 0): readonly Suggestion[] =>
    named.map((one) => ({ ...one, isSnippet: false, range, rank }));
  if (path[0] === 'checks' && path.length === 2) {
    return checkValue(String(path[1]), words).map((one, rank) => ({ ...one, range: whole, rank }));
  }
  const choices = wordsAt(path).map((label): Named => ({ label, kind: 'word', insert: label }));
  if (choices.length > 0) return replacing(whole, choices);
  if (analysis === undefined) return [];
  const role = roleOf(path, false);
  switch (role?.kind) {
    case 'name':
      return replacing(whole, namesFor(role, parsed, analysis, path, knowledge));
    case 'expression':
      return [
        ...replacing(word, columnsFor(path, role.nuisance, parsed, analysis, knowledge)),
        ...replacing(word, functionNames, 1),
      ];
    case 'output':
      return replacing(word, outputsOf(role.model, analysis, knowledge));
    case 'path':
    case undefined:
      if (path[0] === 'emulator' && path[1] === 'output') {
        return replacing(whole, outputsIn(analysis.emulator?.model, knowledge));
      }
      return replacing(whole, wholeLists(cursor, analysis, knowledge));
  }
}

function namesFor(
  { of, scope }: Extract<ReturnType<typeof roleOf>, { kind: 'name' }>,
  parsed: ParsedAnalysis,
  analysis: Analysis,
  path: ConfigPath,
  { facts }: Knowledge,
): readonly Named[] {
  switch (of) {
    case 'sample': {
      const taken = takenIn(parsed, path);
      const isProcess = path[0] === 'inference' && path.length === 3;
      return [...(isProcess ? nominalSamples(analysis) : analysis.samples.values())]
        .filter(({ name }) => !taken.has(name))
        .map(({ name, files }) => ({
          label: name,
          kind: 'sample',
          detail: files.map(({ text }) => text).join(', '),
          insert: scalarLike({ style: 'plain' }, name),
        }));
    }
    case 'column':
      return commonColumns(samplesBehind(path, analysis), facts).map(({ name, type }) => ({
        label: name,
        kind: 'column',
        detail: type,
        insert: scalarLike({ style: 'plain' }, name),
      }));
    case 'class':
      return (analysis.models.get(scope)?.classes?.names ?? []).map((name) => ({
        label: name,
        kind: 'class',
        insert: scalarLike({ style: 'plain' }, name),
      }));
    case 'input':
      return (analysis.models.get(scope)?.inputs ?? [])
        .filter(({ name }) => !path.includes(name))
        .map(({ name }) => ({ label: name, kind: 'name', insert: name }));
    case 'nuisance': {
      const taken = takenIn(parsed, path);
      return [...analysis.nuisances.values()]
        .filter(({ name }) => !taken.has(name))
        .map(({ name, kind }) => ({
          label: name,
          kind: 'name',
          detail: kind,
          insert: scalarLike({ style: 'plain' }, name),
        }));
    }
    case 'model':
      return [...analysis.models.values()].map(({ name, files }) => ({
        label: name,
        kind: 'name',
        detail: files.map(({ text }) => text).join(', '),
        insert: scalarLike({ style: 'plain' }, name),
      }));
    case 'emulated': {
      const taken = takenIn(parsed, path);
      const { parameters = [], nuisances = [] } = analysis.emulator ?? {};
      return [...parameters, ...nuisances]
        .filter(({ name }) => !taken.has(name))
        .map(({ name }) => ({ label: name, kind: 'name', insert: scalarLike({ style: 'plain' }, name) }));
    }
    case 'application':
    case 'workingPoint':
    case 'parameter':
    case 'anchor':
    case 'check':
      return [];
  }
}

/** In a list, names that are there already are of no use; a process of a fit is signal or background. */
function takenIn(parsed: ParsedAnalysis, path: ConfigPath): ReadonlySet<string> {
  const list = path.slice(0, -1);
  if (typeof path.at(-1) !== 'number') return new Set();
  const lists =
    path[0] === 'inference' && path[1] !== 'nuisances'
      ? [
          ['inference', 'signal'],
          ['inference', 'background'],
        ]
      : [list];
  const written = lists.flatMap((one) => childrenOf(parsed, one).filter((node) => !isSamePath(node.path, path)));
  return new Set(written.flatMap(({ scalar }) => scalar?.text ?? []));
}

function isSamePath(a: ConfigPath, b: ConfigPath): boolean {
  return a.length === b.length && a.every((part, depth) => part === b[depth]);
}

function columnsFor(
  path: ConfigPath,
  nuisance: string | undefined,
  parsed: ParsedAnalysis,
  analysis: Analysis,
  { facts }: Knowledge,
): readonly Named[] {
  // A table that is not complete yet is no part of the analysis, but its file is known.
  const file = path[0] === 'pulls' ? ['pulls', 'theory', 'file'] : ['emulator', 'data', 'file'];
  const isTable = path[0] === 'pulls' || path[0] === 'emulator';
  const table = isTable ? writtenAt(parsed.written(), file)?.scalar?.text : undefined;
  const columns = table === undefined ? commonColumns(samplesFor(path, analysis), facts) : tableColumns(table, facts);
  return [
    ...[...parametersAt(analysis, path, nuisance).keys()].map((parameter) => ({
      label: parameter,
      kind: 'parameter' as const,
      insert: parameter,
    })),
    ...(path[0] === 'abcd' ? [...scoreNames([...analysis.models.keys()]).keys()] : []).map((score) => ({
      label: score,
      kind: 'output' as const,
      insert: columnText(score),
    })),
    ...columns.map(({ name, type }) => ({
      label: name,
      kind: 'column' as const,
      detail: type,
      insert: columnText(name),
    })),
  ];
}

/** Before any sample is nominal, all of them. */
export function samplesFor(path: ConfigPath, analysis: Analysis): readonly Sample[] {
  const behind = samplesBehind(path, analysis);
  return behind.length === 0 && analysis.nominal.length === 0 ? [...analysis.samples.values()] : behind;
}

function tableColumns(reference: string, facts: Knowledge['facts']) {
  const known = facts.data(reference);
  return known?.ok === true ? known.columns : [];
}

const functionNames: readonly Named[] = [...new Set([...Object.keys(functionArity), ...reductionNames])].map(
  (name) => ({
    label: name,
    kind: 'function',
    insert: name,
  }),
);

/** Outputs of the model's file, and the classes that the analysis gives names to. */
function outputsOf(name: string, analysis: Analysis, knowledge: Knowledge): readonly Named[] {
  const model = analysis.models.get(name);
  return [
    ...outputsIn(model?.files[0], knowledge).map((output) => ({ ...output, insert: columnText(output.label) })),
    ...(model?.classes?.names ?? []).map((label) => ({ label, kind: 'class' as const, insert: columnText(label) })),
  ];
}

function outputsIn(file: FileReference | undefined, { facts }: Knowledge): readonly Named[] {
  const known = file && facts.model(file.text);
  return (known?.ok === true ? known.outputs : []).map(({ name, type, shape }) => ({
    label: name,
    kind: 'output',
    detail: `${type} [${shape.map((size) => size ?? '?').join(', ')}]`,
    insert: scalarLike({ style: 'plain' }, name),
  }));
}

/** Behind `features:`, the features that the model was trained on, in its order. */
function wholeLists({ path, isEmpty }: AtValue, analysis: Analysis, { facts }: Knowledge): readonly Named[] {
  const isFeatures = path.at(-1) === 'features' && (path.length === 2 || path[0] === 'models');
  if (!isFeatures || !isEmpty) return [];
  const [file] = analysis.models.get(path[0] === 'model' ? 'model' : String(path[1]))?.files ?? [];
  const known = file && facts.model(file.text);
  if (known?.ok !== true || known.featureNames === undefined) return [];
  const list = `[${known.featureNames.map((name) => scalarLike({ style: 'plain' }, columnText(name))).join(', ')}]`;
  return [{ label: list, kind: 'name', insert: list }];
}
