import type { Analysis, ConfigPath } from '../../config/analysis';
import { checkInfo } from '../../config/catalogue';
import type { CheckOption } from '../../config/checkInfo';
import { formAt, keysAt, wordsAt } from '../../config/grammarPlaces';
import type { ParsedAnalysis } from '../../config/parse';
import { columnText } from '../../data/expression/expression';
import { samplesBehind } from '../columnSources';
import { defaultText } from '../hover/checkHover';
import type { Knowledge } from '../knowledge';
import { scalarLike } from '../names';
import { roleOf } from '../roles';
import type { Words } from '../words';
import { commonColumns } from './columns';
import type { AtKey } from './cursor';
import { snippetsFor } from './snippets';
import { literal, type Suggestion } from './suggestion';

/** Keys of the grammar, names that stand as keys, and snippets for whole entries. */
export function keySuggestions(
  parsed: ParsedAnalysis,
  cursor: AtKey,
  knowledge: Knowledge,
  words: Words,
): readonly Suggestion[] {
  const { map, present, isFlow, hasValue, range } = cursor;
  const { analysis } = parsed;
  const known = keysAt(map)
    .filter(({ name }) => !present.includes(name))
    .map(({ name, description, required }): Suggestion => {
      const path = [...map, name];
      const isCode = map.length === 1 && map[0] === 'checks';
      return {
        label: name,
        kind: isCode ? 'code' : 'key',
        ...(required && { detail: words.required }),
        documentation: isCode ? (checkInfo(name)?.title ?? description) : description,
        insert: hasValue ? literal(name) : isCode ? `${name}: ` : keyText(path, isFlow),
        isSnippet: !hasValue,
        range,
        rank: required ? 0 : 1,
        goesOn: !hasValue && (isCode || wordsAt(path).length > 0),
      };
    });
  if (analysis === undefined) return known;
  const names = namesAsKeys(map, analysis, knowledge)
    .filter(({ label }) => !present.includes(label))
    .map((one): Suggestion => ({
      ...one,
      insert: hasValue ? literal(one.insert) : `${literal(one.insert)}: $0`,
      isSnippet: !hasValue,
      range,
      rank: 0,
      goesOn: !hasValue,
    }));
  const snippets = isFlow || hasValue ? [] : snippetsFor(map, analysis, knowledge, range, words);
  return [...names, ...known, ...snippets];
}

/** A key with what its value begins with. */
function keyText(path: ConfigPath, isFlow: boolean): string {
  const name = literal(String(path.at(-1)));
  switch (formAt(path)) {
    case 'map':
      return isFlow ? `${name}: { $0 }` : `${name}:\n  $0`;
    case 'list':
      return `${name}: [$0]`;
    case 'value':
      return `${name}: $0`;
  }
}

type Named = Pick<Suggestion, 'label' | 'kind' | 'detail' | 'insert'>;

/** Where the keys of a map are names of something. */
function namesAsKeys(map: ConfigPath, analysis: Analysis, { facts }: Knowledge): readonly Named[] {
  if (map[0] === 'undetected') return map.length === 2 && map[1] === 'within' ? featuresOf(analysis) : [];
  const entry = [...map, ''];
  const role = roleOf(entry, true);
  if (role?.kind !== 'name' || role.defines) {
    return map.at(-1) === 'inputs' ? inputsOf(map, analysis, { facts }) : [];
  }
  if (role.of === 'sample') {
    return analysis.nominal.map(({ sample }) => ({ label: sample, kind: 'sample', insert: sample }));
  }
  if (role.of !== 'column') return [];
  return commonColumns(samplesBehind(entry, analysis), facts).map(({ name, type }) => ({
    label: name,
    kind: 'column',
    detail: type,
    // A key is the name itself; quotes where YAML would read it otherwise.
    insert: columnText(name) === name ? name : `'${name.replaceAll("'", "''")}'`,
  }));
}

/** As models have them, expressions too: a key names a feature as it is written there. */
function featuresOf({ models }: Analysis): readonly Named[] {
  const features = [...models.values()].flatMap(({ features }) => features.filter(({ nuisance }) => !nuisance));
  return [...new Set(features.map(({ text }) => text))].map((text) => ({
    label: text,
    kind: 'name',
    insert: scalarLike({ style: 'plain' }, text),
  }));
}

function inputsOf(map: ConfigPath, analysis: Analysis, { facts }: Pick<Knowledge, 'facts'>): readonly Named[] {
  const model = analysis.models.get(map[0] === 'model' ? 'model' : String(map[1]));
  const [file] = model?.files ?? [];
  const known = file && facts.model(file.text);
  return known?.ok === true
    ? known.inputs.map(({ name, type }) => ({ label: name, kind: 'output', detail: type, insert: name }))
    : [];
}

/** Levels of a check, and its options with their defaults. */
export function checkValue(
  code: string,
  words: Words,
): readonly Pick<Suggestion, 'label' | 'kind' | 'insert' | 'isSnippet' | 'documentation'>[] {
  const info = checkInfo(code);
  if (info === undefined) return [];
  const levels = ['error', 'warning', 'information', 'off'].map((level) => ({
    label: level,
    kind: 'word' as const,
    insert: level,
    isSnippet: false,
    ...(level === info.level && { documentation: words.default }),
  }));
  const [first] = Object.entries<CheckOption>(info.options);
  if (first === undefined) return levels;
  const [name, option] = first;
  return [
    ...levels,
    {
      label: `{ level: …, ${name}: … }`,
      kind: 'snippet',
      insert: `{ level: \${1|${[info.level, ...levels.map(({ label }) => label).filter((label) => label !== info.level)].join(',')}|}, ${name}: \${2:${literal(defaultText(option))}} }`,
      isSnippet: true,
      documentation: option.description,
    },
  ];
}
