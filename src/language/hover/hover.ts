/** What is told of the word under the pointer. */
import type { ConfigPath } from '../../config/analysis';
import type { Position, TextRange } from '../../config/document';
import { keysAt, descriptionAt } from '../../config/grammarPlaces';
import type { ParsedAnalysis } from '../../config/parse';
import { writtenAt, type WrittenNode } from '../../config/writtenNodes';
import type { Knowledge } from '../knowledge';
import { namesOf, type Occurrence } from '../names';
import { contains } from '../ranges';
import { roleOf } from '../roles';
import { say, type Words } from '../words';
import { checkBlocks, lastResult } from './checkHover';
import { columnBlocks, featureBlocks } from './featureHover';
import { fileBlocks } from './fileHover';
import type { Block } from './markdown';
import { nuisanceBlocks } from './nuisanceHover';
import { outcomesIn, quantityRows } from './quantities';
import { modelBlocks, sampleBlocks, table, workingPointBlocks } from './sampleHover';

export interface Hover {
  readonly range: TextRange;
  readonly blocks: readonly Block[];
  /** The page of this code has more to tell. */
  readonly page?: string;
  /** It has numbers, or would have after a run. */
  readonly isMeasured: boolean;
}

export function hoverAt(
  parsed: ParsedAnalysis,
  position: Position,
  knowledge: Knowledge,
  words: Words,
): Hover | undefined {
  const node = writtenAt(parsed.written(), parsed.pathAt(position));
  const here = namesOf(parsed).at(position);
  const { analysis } = parsed;
  if (node !== undefined && analysis !== undefined && isIn(node.scalar?.range, position)) {
    const role = roleOf(node.path, false);
    const text = node.scalar?.text ?? '';
    if (role?.kind === 'path') {
      return { range: node.value, blocks: fileBlocks(text, role.of, knowledge, words), isMeasured: false };
    }
    if (role?.kind === 'expression' && node.path.includes('features')) {
      const column = here?.kind === 'column' && here.name !== text.trim() ? here : undefined;
      const blocks = [
        ...featureBlocks(text, knowledge, words),
        ...columnBlocks(column?.name ?? text.trim(), node.path, analysis, knowledge, words, column !== undefined),
      ];
      return measured({ range: node.value, blocks }, knowledge, words);
    }
    if (role?.kind === 'expression' && node.path[0] === 'protected') {
      const blocks: Block[] = [
        { kind: 'title', name: text.trim(), what: words.protectedVariable },
        ...answersIn(node.path, knowledge, words),
        ...columnBlocks(here?.name ?? text.trim(), node.path, analysis, knowledge, words, false),
      ];
      return measured({ range: node.value, blocks }, knowledge, words);
    }
  }
  // A key that is a feature of a model, as it is written there.
  if (node?.key !== undefined && analysis !== undefined && isIn(node.key.range, position)) {
    if (node.path[0] === 'undetected' && roleOf(node.path, true)?.kind === 'expression') {
      const blocks = [
        ...featureBlocks(node.key.text, knowledge, words),
        ...columnBlocks(here?.name ?? node.key.text, node.path, analysis, knowledge, words, false),
      ];
      return measured({ range: node.key.range, blocks }, knowledge, words);
    }
  }
  if (here !== undefined && analysis !== undefined) {
    const found = ofName(here, parsed, knowledge, words);
    if (found !== undefined) return found;
  }
  return node !== undefined && isIn(node.key?.range, position) ? ofKey(node, knowledge, words) : undefined;
}

function ofName(here: Occurrence, parsed: ParsedAnalysis, knowledge: Knowledge, words: Words): Hover | undefined {
  const { kind, name, scope, range, path } = here;
  const { analysis } = parsed;
  if (analysis === undefined) return undefined;
  const tell = (blocks: readonly Block[]): Hover => measured({ range, blocks }, knowledge, words);
  switch (kind) {
    case 'sample': {
      const sample = analysis.samples.get(name);
      return sample && tell(sampleBlocks(sample, knowledge, words));
    }
    case 'application': {
      const sample = analysis.samples.get(analysis.application.get(name)?.sample ?? '');
      const title: Block = { kind: 'title', name, what: words.application };
      return sample && tell([title, ...sampleBlocks(sample, knowledge, words)]);
    }
    case 'nuisance': {
      const nuisance = analysis.nuisances.get(name);
      return nuisance && tell(nuisanceBlocks(nuisance, knowledge, words));
    }
    case 'model': {
      const model = analysis.models.get(name);
      return model && tell(modelBlocks(model, knowledge, words));
    }
    case 'workingPoint': {
      const point = analysis.models.get(scope)?.workingPoints.find((one) => one.name === name);
      return point && tell(workingPointBlocks(point, scope, knowledge, words));
    }
    case 'column':
      return { range, blocks: columnBlocks(name, path, analysis, knowledge, words, true), isMeasured: false };
    case 'check':
      return { range, blocks: checkBlocks(name, knowledge, words), page: name, isMeasured: false };
    case 'anchor': {
      const target = namesOf(parsed).definitionsOf(here)[0];
      const node = target && writtenAt(parsed.written(), target.path);
      const text = node?.scalar?.text;
      const blocks: Block[] = [{ kind: 'title', name, what: words.anchor }];
      if (text !== undefined) blocks.push({ kind: 'text', text });
      return { range, blocks, isMeasured: false };
    }
    // Said by the grammar at their keys.
    case 'emulated':
      return undefined;
    case 'class':
    case 'input':
    case 'parameter':
      return { range, blocks: [{ kind: 'title', name, what: words[kind] }], isMeasured: false };
  }
}

/** Sections that ask a question each, whose answers are told at their keys. */
const questions: ReadonlySet<unknown> = new Set([
  'protected',
  'pulls',
  'learned',
  'undetected',
  'inference',
  'corruptions',
  'emulator',
  'abcd',
]);

/** What the grammar says of a key, and what was answered where it asks something. */
function ofKey({ path, key }: WrittenNode, knowledge: Knowledge, words: Words): Hover | undefined {
  const description = descriptionAt(path);
  if (key === undefined || description === '') return undefined;
  const required = keysAt(path.slice(0, -1)).find(({ name }) => name === key.text)?.required === true;
  const blocks: Block[] = [
    { kind: 'title', name: key.text, what: required ? words.required : words.key },
    { kind: 'text', text: description },
  ];
  if (!questions.has(path[0])) return { range: key.range, blocks, isMeasured: false };
  const answers = answersIn(path, knowledge, words);
  // A key that asks nothing itself, such as the name of a column.
  if (answers.length === 0 && knowledge.report !== undefined) return { range: key.range, blocks, isMeasured: false };
  return measured({ range: key.range, blocks: [...blocks, ...answers] }, knowledge, words);
}

/** Numbers that a hover has room for. */
const mostNumbers = 12;

function answersIn(path: ConfigPath, { report }: Knowledge, words: Words): readonly Block[] {
  const outcomes = outcomesIn(report?.outcomes ?? [], path);
  const severalModels = new Set(outcomes.flatMap(({ target }) => target.model ?? [])).size > 1;
  return [...table(quantityRows(outcomes, severalModels, words).slice(0, mostNumbers)), ...lastResult(outcomes, words)];
}

/** With a word on how old the numbers are, or why there are none. */
function measured(hover: Pick<Hover, 'range' | 'blocks'>, { age }: Knowledge, words: Words): Hover {
  const notes = {
    current: undefined,
    stale: 'stale',
    measuring: 'measuring',
    held: 'held',
    untrusted: 'untrusted',
    none: 'notMeasured',
  } as const;
  const note = notes[age];
  const blocks =
    note === undefined ? hover.blocks : [...hover.blocks, { kind: 'note' as const, text: say(words, note) }];
  return { ...hover, blocks, isMeasured: true };
}

function isIn(range: TextRange | undefined, position: Position): boolean {
  return range !== undefined && contains(range, position);
}
