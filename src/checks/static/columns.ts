import type { Analysis, ConfigPath, ExpressionText, FileReference, Place, Sample } from '../../config/analysis';
import { abcdSamples, scoreNames } from '../../config/abcdSection';
import type { Column, ColumnKind } from '../../data/eventSource';
import {
  columnText,
  parseExpression,
  ExpressionError,
  type ColumnUse,
  type Expression,
} from '../../data/expression/expression';
import { expressionKind, requireNumber, type KindOfColumn, type ValueKind } from '../../data/expression/expressionKind';
import type { Outcome, Target } from '../../report/report';
import type { Facts } from '../facts';
import { nominalSamples, scoredSamples, variationsOf } from './references';
import { finding, listed, suggestion } from './staticOutcome';

/** Something whose files must have a column: a sample, or a table. */
interface Holder {
  readonly sample?: string;
  readonly files: readonly FileReference[];
  readonly friends?: readonly FileReference[];
}

/** An expression, and whose columns it is made of. */
interface Use {
  readonly expression: ExpressionText;
  readonly holders: readonly Holder[];
  readonly target: Target;
  /** A column of text is as good as one of numbers. */
  readonly textAllowed?: boolean;
  /** What it must be: one number for each event, or anything, or what the column holds that it stands in for. */
  readonly result?: 'any' | { readonly like: string };
  /** Names in it that are no columns: continuous nuisances. */
  readonly parameters?: ReadonlySet<string>;
}

/** `config/expression`, `config/unknown-column`, and replacements that can do nothing (`config/unused`). */
export function checkColumns(analysis: Analysis, facts: Facts): Outcome[] {
  const check = new ColumnCheck(analysis, facts);
  return [
    ...expressionsOf(analysis).flatMap((use) => check.expression(use)),
    ...plainColumns(analysis).flatMap(({ name, at, holder, target, kinds }) =>
      check.column(name, at, [holder], target, String, kinds),
    ),
    ...check.replacements(),
  ];
}

function expressionsOf(analysis: Analysis): readonly Use[] {
  const uses: Use[] = [];
  const parameters = new Set(
    [...analysis.nuisances.values()].flatMap(({ continuous }) =>
      continuous?.kind === 'parameter' ? continuous.parameter : [],
    ),
  );
  for (const sample of analysis.samples.values()) {
    const about = { holders: [holderOf(sample)], target: { sample: sample.name } };
    for (const expression of [sample.weight, sample.select]) {
      if (expression) uses.push({ expression, ...about, parameters });
    }
    if (sample.label) uses.push({ expression: sample.label, ...about });
  }
  const scored = scoredSamples(analysis).map(holderOf);
  for (const model of analysis.models.values()) {
    const sequences = (model.inputs ?? []).flatMap((input) => (input.kind === 'sequence' ? input.features : []));
    const inSequence = new Set(sequences.flatMap(({ positions }) => positions));
    for (const [position, expression] of model.features.entries()) {
      if (expression.nuisance !== undefined) continue;
      const target = { model: model.name, feature: expression.text };
      uses.push({ expression, holders: scored, target, ...(inSequence.has(position) && { result: 'any' }) });
    }
  }
  const nominal = nominalSamples(analysis).map(holderOf);
  for (const { name, truth } of analysis.models.values()) {
    if (truth) uses.push({ expression: truth, holders: nominal, target: { model: name } });
  }
  for (const expression of analysis.protected) uses.push({ expression, holders: nominal, target: {} });
  for (const { expression } of analysis.learned?.observables ?? [])
    uses.push({ expression, holders: nominal, target: {} });
  uses.push(...abcdUses(analysis));
  const { theory } = analysis.pulls;
  if (theory) {
    const holders = [{ files: [theory.file] }];
    uses.push({ expression: theory.process, holders, target: {}, textAllowed: true });
    for (const expression of [theory.lo, theory.loUp, theory.loDown, theory.nlo, theory.particles, theory.references]) {
      if (expression) uses.push({ expression, holders, target: {} });
    }
  }
  const { emulator } = analysis;
  if (emulator) {
    const holders = [{ files: [emulator.data.file] }];
    for (const expression of [emulator.data.value, emulator.data.error, emulator.data.x]) {
      if (expression) uses.push({ expression, holders, target: {} });
    }
  }
  return uses;
}

/** Regions, axes and variables of predictions, in which the scores of models have names. */
function abcdUses({ abcd, models, samples }: Analysis): readonly Use[] {
  const scores = new Set(scoreNames([...models.keys()]).keys());
  return [...(abcd?.values() ?? [])].flatMap((prediction) => {
    const { regions, axes = [], variable } = prediction;
    const holders = abcdSamples(prediction)
      .flatMap(({ sample }) => samples.get(sample) ?? [])
      .map(holderOf);
    const expressions = [...Object.values(regions), ...axes, ...(variable ? [variable] : [])];
    return expressions.map((expression) => ({ expression, holders, target: {}, parameters: scores }));
  });
}

const numbersAndLists: readonly ColumnKind[] = ['number', 'list'];

interface PlainColumn {
  readonly name: string;
  readonly at: Place;
  readonly holder: Holder;
  readonly target: Target;
  readonly kinds: readonly ColumnKind[];
}

/** Columns that are named outside of expressions. */
function plainColumns(analysis: Analysis): readonly PlainColumn[] {
  const missing = [...analysis.samples.values()].flatMap((sample) =>
    [...sample.missing.keys()].map((name) => ({
      name,
      at: { path: [...sample.path, 'missing', name], on: 'key' as const },
      holder: holderOf(sample),
      target: { sample: sample.name },
      kinds: numbersAndLists,
    })),
  );
  const continuous = [...analysis.nuisances.values()].flatMap(({ name: nuisance, path, continuous }) => {
    if (continuous?.kind !== 'column') return [];
    const sample = analysis.samples.get(continuous.sample ?? '');
    if (sample === undefined) return [];
    const at = { path: [...path, 'column'] };
    const target = { nuisance, sample: sample.name };
    return [{ name: continuous.column, at, holder: holderOf(sample), target, kinds: ['number' as const] }];
  });
  return [...missing, ...continuous];
}

class ColumnCheck {
  readonly #parsed = new Map<string, Expression | ExpressionError>();
  readonly #columns = new Map<string, ReadonlyMap<string, Column>>();

  constructor(
    readonly analysis: Analysis,
    readonly facts: Facts,
  ) {}

  expression(use: Use): Outcome[] {
    const { expression, holders, target, textAllowed, parameters } = use;
    const { text, path } = expression;
    const parsed = this.#parse(text);
    if (parsed instanceof ExpressionError) return this.#refused(parsed, use);
    const ambiguous = this.#ambiguous(parsed, use);
    if (ambiguous !== undefined) return ambiguous;
    const kinds: readonly ColumnKind[] =
      textAllowed === true && parsed.node.kind === 'column' ? [...numbersAndLists, 'unreadable'] : numbersAndLists;
    const columns = parsed.columns.filter(({ name }) => parameters?.has(name) !== true);
    const ofColumns = columns.flatMap(({ name, offset, length }: ColumnUse) =>
      this.column(name, { path, within: { offset, length } }, holders, target, columnText, kinds),
    );
    return ofColumns.length > 0 ? ofColumns : this.#resultOf(parsed, use);
  }

  /** In a weight or a selection a name cannot be both a nuisance parameter and a column; in a region, a score and a column. */
  #ambiguous(parsed: Expression, { expression: { path }, holders, target, parameters }: Use): Outcome[] | undefined {
    const [section] = path;
    if (section !== 'samples' && section !== 'abcd') return undefined;
    for (const { name, offset, length } of parsed.columns.filter((use) => parameters?.has(use.name) === true)) {
      for (const holder of holders) {
        const file = holder.files.find(({ text }) => this.#columnsOf(text, holder)?.has(name) === true);
        if (file === undefined) continue;
        const place = placeName(file.text, holder.sample);
        const message =
          section === 'abcd'
            ? `'${name}' is the score of a model and a column of ${place}: call the model otherwise, under 'models'.`
            : `'${name}' is the parameter of a nuisance and a column of ${place}: call the parameter otherwise.`;
        return finding(this.analysis, 'config/expression', {
          at: { path, within: { offset, length } },
          message,
          target,
        });
      }
    }
    return undefined;
  }

  /** Whether the expression is one number for each event, or what else it must be, in all files that are known. */
  #resultOf(parsed: Expression, use: Use): Outcome[] {
    for (const holder of use.holders) {
      for (const { text: file } of holder.files) {
        const columns = this.#columnsOf(file, holder);
        const kindOf: KindOfColumn = (name) =>
          use.parameters?.has(name) === true ? 'number' : valueKind(columns?.get(name));
        try {
          requireResult(parsed, kindOf, use.result);
        } catch (error) {
          if (error instanceof ExpressionError) return this.#refused(error, use);
          throw error;
        }
      }
    }
    return [];
  }

  #refused({ message, offset, length }: ExpressionError, { expression: { path }, target }: Use): Outcome[] {
    return finding(this.analysis, 'config/expression', { at: { path, within: { offset, length } }, message, target });
  }

  /** Whether the files have a column of numbers of that name; silent of files of which nothing is known. */
  column(
    name: string,
    at: Place,
    holders: readonly Holder[],
    target: Target,
    write: (name: string) => string,
    kinds: readonly ColumnKind[],
  ): Outcome[] {
    const lacking: { holder: Holder; file: string; columns: ReadonlyMap<string, Column> }[] = [];
    for (const holder of holders) {
      for (const { text: file } of holder.files) {
        const columns = this.#columnsOf(file, holder);
        const column = columns?.get(name);
        if (columns !== undefined && column === undefined) lacking.push({ holder, file, columns });
        else if (column !== undefined && !kinds.includes(column.kind)) {
          const where = placeName(file, holder.sample);
          const { numberAsText: dressed } = column;
          if (dressed !== undefined) {
            const message = `Column '${name}' of ${where} holds numbers written as text: '${dressed.text}'. Write ${dressed.number} in the file.`;
            const named = holder.sample === undefined ? target : { ...target, sample: holder.sample };
            return finding(this.analysis, 'data/float-as-text', { at, message, target: named });
          }
          const message = `Column '${name}' of ${where} holds ${column.type}, where one number for each event is needed.`;
          const named = holder.sample === undefined ? target : { ...target, sample: holder.sample };
          return finding(this.analysis, 'config/unknown-column', { at, message, target: named });
        }
      }
    }
    const [first] = lacking;
    if (first === undefined) return [];
    const { hint, fix } = suggestion(at, name, first.columns.keys(), write);
    const samples = [...new Set(lacking.flatMap(({ holder }) => holder.sample ?? []))];
    const more = samples.length > 1 ? `, nor do the files of ${listed(samples.slice(1))}` : '';
    const message = `${capital(placeName(first.file, first.holder.sample))} has no column '${name}'${more}.${hint}`;
    const named = samples[0] === undefined ? target : { ...target, sample: samples[0] };
    return finding(this.analysis, 'config/unknown-column', { at, message, target: named, ...(fix && { fix }) });
  }

  /** Replacements, and the columns that they replace. */
  replacements(): Outcome[] {
    const nominal = nominalSamples(this.analysis);
    const used = new Map(nominal.map((sample) => [sample, this.#columnsUsed(sample)] as const));
    const anything = new Set([...used.values()].flatMap((columns) => [...(columns ?? [])]));
    const understood = [...used.values()].every((columns) => columns !== undefined);
    return variationsOf(this.analysis).flatMap(({ nuisance, variation }) =>
      [...variation.replace].flatMap(([column, expression]) => {
        // Only samples in whose expressions the column stands are changed by it.
        const touched = nominal.filter((sample) => used.get(sample)?.has(column) === true);
        const target = { nuisance };
        const result = { like: column };
        const ofExpression = this.expression({
          expression,
          holders: touched.map(holderOf),
          target,
          result,
          ...(variation.parameter && { parameters: new Set([variation.parameter.name]) }),
        });
        if (touched.length > 0 || !understood || nominal.length === 0) return ofExpression;
        return [...this.#replacesNothing(column, expression.path, nominal, anything, target), ...ofExpression];
      }),
    );
  }

  #replacesNothing(
    column: string,
    path: ConfigPath,
    nominal: readonly Sample[],
    used: ReadonlySet<string>,
    target: Target,
  ): Outcome[] {
    const at: Place = { path, on: 'key' };
    const files = nominal.flatMap((sample) => sample.files.map(({ text }) => this.#columnsOf(text, holderOf(sample))));
    const known = files.filter((columns) => columns !== undefined);
    const { hint, fix } = suggestion(at, column, used);
    // Where the name that is used is the misspelt one, or nobody knows yet which of the two is, it is said there.
    if (fix !== undefined && (known.length < files.length || !known.some((columns) => columns.has(fix.text))))
      return [];
    if (known.length === files.length && !known.some((columns) => columns.has(column))) {
      const [first] = nominal;
      const file = first?.files[0];
      const where = first && file ? capital(placeName(file.text, first.name)) : 'No file';
      const message = `${where} has no column '${column}', and no weight, selection, label or feature names it.${hint}`;
      return finding(this.analysis, 'config/unknown-column', { at, message, target, ...(fix && { fix }) });
    }
    const message = `Replacing '${column}' does nothing: no weight, selection, label or feature of a nominal sample names it.${hint}`;
    return finding(this.analysis, 'config/unused', { at, message, target, ...(fix && { fix }) });
  }

  /** The columns that stand in the expressions of a sample and in the features; undefined where one is not understood. */
  #columnsUsed({ weight, select, label }: Sample): ReadonlySet<string> | undefined {
    const names = new Set<string>();
    const features = [...this.analysis.models.values()].flatMap((model) =>
      model.features.filter(({ nuisance }) => nuisance === undefined),
    );
    for (const expression of [weight, select, label, ...features]) {
      if (expression === undefined) continue;
      const parsed = this.#parse(expression.text);
      if (parsed instanceof ExpressionError) return undefined;
      for (const { name } of parsed.columns) names.add(name);
    }
    return names;
  }

  /** The columns of a file and its friends; undefined where not all of them are known. */
  #columnsOf(file: string, { friends = [] }: Holder): ReadonlyMap<string, Column> | undefined {
    const references = [file, ...friends.map(({ text }) => text)];
    const key = JSON.stringify(references);
    const known = this.#columns.get(key);
    if (known !== undefined) return known;
    const columns = new Map<string, Column>();
    for (const reference of references) {
      const facts = this.facts.data(reference);
      if (facts?.ok !== true) return undefined;
      for (const column of facts.columns) if (!columns.has(column.name)) columns.set(column.name, column);
    }
    this.#columns.set(key, columns);
    return columns;
  }

  #parse(text: string): Expression | ExpressionError {
    const known = this.#parsed.get(text);
    if (known !== undefined) return known;
    const parsed = parse(text);
    this.#parsed.set(text, parsed);
    return parsed;
  }
}

function parse(text: string): Expression | ExpressionError {
  try {
    return parseExpression(text);
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
}

function holderOf({ name, files, friends }: Sample): Holder {
  return { sample: name, files, ...(friends && { friends }) };
}

/** Undefined of a column of which nothing is known, or that is complained of already. */
function valueKind(column: Column | undefined): ValueKind | undefined {
  return column === undefined || column.kind === 'unreadable' ? undefined : column.kind;
}

/** @throws ExpressionError where the expression is not what it must be */
function requireResult(parsed: Expression, kindOf: KindOfColumn, result: Use['result']): void {
  const wanted = result === 'any' ? undefined : result === undefined ? 'number' : kindOf(result.like);
  if (wanted === 'number') {
    requireNumber(parsed, kindOf);
    return;
  }
  const kind = expressionKind(parsed, kindOf);
  if (wanted !== 'list' || kind !== 'number' || typeof result !== 'object') return;
  const message = `'${result.like}' has several values for each event, and '${parsed.text}', which shall stand in for it, one: name a column with several values in it, as in '${result.like} * 1.02'.`;
  throw new ExpressionError(message, 0, parsed.text.length);
}

function placeName(file: string, sample: string | undefined): string {
  return sample === undefined ? `'${file}'` : `sample '${sample}' ('${file}')`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
