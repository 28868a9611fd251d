/** Which numbers of a model's outputs make the score: decided from the header alone. */
import type { ConfigPath, Model, OutputTerm } from '../config/analysis';
import { didYouMean, nearestName } from '../config/nearestName';
import { columnNames, ExpressionError, parseExpression, type Expression } from '../data/expression/expression';
import { isElementType, isFloat } from './elementType';
import type { ClassMap, ModelFacts, Preprocessing, TensorInfo } from './modelFacts';
import { describeShape, describeTensor, describeTensors, refuse, type Refusal } from './refusal';

/** A column of a tensor that the model puts out. */
export interface OutputColumn {
  readonly tensor: string;
  /** Undefined where the tensor is one number for each event. */
  readonly column: number | undefined;
  /** Columns that it must have, where the analysis names them. */
  readonly columns: number | undefined;
}

/** One number for each event. */
export interface BoundTerm {
  /** Of the names in `columns`; without one there is one column, and it is the value. */
  readonly expression: Expression | undefined;
  readonly columns: ReadonlyMap<string, OutputColumn>;
}

export interface BoundOutput {
  readonly ok: true;
  readonly score:
    | { readonly kind: 'term'; readonly term: BoundTerm }
    | {
        readonly kind: 'mixture';
        readonly weights: string;
        readonly means: string;
        readonly sigmas: string | undefined;
      };
  /** The uncertainty that a regression predicts. */
  readonly sigma?: BoundTerm;
  readonly activation: 'sigmoid' | 'softmax' | undefined;
  /** Maps in whose place their tensors are put out. */
  readonly classMaps: readonly ClassMap[];
}

type Outputs = Pick<ModelFacts, 'outputs' | 'classMaps'>;
type Contract = Pick<Model, 'path' | 'output' | 'activation' | 'classes'>;

/** @param preprocessing what the analysis declares, once it is known; weaver's names the classes */
export function bindOutput(facts: Outputs, model: Contract, preprocessing?: Preprocessing): BoundOutput | Refusal {
  return new OutputBinder(facts, model, preprocessing).bind();
}

/** What an output with several columns is answered with, from its header or from what came out of it. */
export function severalColumns(name: string, shape: string, columns: number): string {
  return (
    `The output '${name}' has ${columns} columns (0 to ${columns - 1}, shape ${shape}), where a score is one number ` +
    `for each event: choose one, as in 'output: [${name}, 1]'.`
  );
}

/** A tensor that the model can be asked for: an output, or what a map of classes is made from. */
interface Candidate {
  readonly output: string;
  readonly tensor: string;
  readonly shape: TensorInfo['shape'];
  /** Number of columns, where the header says so. */
  readonly width: number | undefined;
  readonly type: string;
  readonly map: ClassMap | undefined;
}

class OutputBinder {
  readonly #candidates: readonly Candidate[];
  readonly #maps = new Set<ClassMap>();
  /** Names of classes, and whose. */
  readonly #names: readonly string[];

  constructor(
    readonly facts: Outputs,
    readonly model: Contract,
    preprocessing: Preprocessing | undefined,
  ) {
    this.#candidates = facts.outputs.map((output) => candidateOf(output, facts.classMaps));
    const fromTraining = preprocessing?.kind === 'weaver' ? preprocessing.classes : [];
    this.#names = model.classes?.names ?? fromTraining;
  }

  bind(): BoundOutput | Refusal {
    const { output, activation, classes } = this.model;
    if (classes) {
      const named = this.#classes();
      if ('ok' in named) return named;
    }
    const score = this.#score();
    if ('ok' in score) return score;
    if (activation?.kind === 'softmax' && score.kind === 'term') {
      const one = [...score.term.columns.values()].find(({ column }) => column === undefined);
      if (one !== undefined) {
        const message = `Over the one column of '${one.tensor}' a softmax is always 1: write 'activation: sigmoid', or name an output with a column for each class.`;
        return refuse(message, { path: activation.path });
      }
    }
    const applied = output?.kind === 'regression' ? undefined : activation?.kind;
    const sigma = output?.kind === 'regression' && output.sigma ? this.#term(output.sigma) : undefined;
    if (sigma !== undefined && 'ok' in sigma) return sigma;
    return { ok: true, score, ...(sigma && { sigma }), activation: applied, classMaps: [...this.#maps] };
  }

  #score(): BoundOutput['score'] | Refusal {
    const { output } = this.model;
    if (output === undefined) {
      const only = this.#only();
      return 'ok' in only ? only : { kind: 'term', term: only };
    }
    if (output.kind === 'mixture') {
      const found = [output.weights, output.means, ...(output.sigmas ? [output.sigmas] : [])].map(({ text, path }) =>
        this.#output(text, path),
      );
      const wrong = found.find((one) => 'ok' in one);
      if (wrong && 'ok' in wrong) return wrong;
      return {
        kind: 'mixture',
        weights: output.weights.text,
        means: output.means.text,
        sigmas: output.sigmas?.text,
      };
    }
    const term = this.#term(output.kind === 'regression' ? output.mean : output.score);
    return 'ok' in term ? term : { kind: 'term', term };
  }

  /** The only output that it could be. */
  #only(): BoundTerm | Refusal {
    const [output, another] = this.#candidates.filter(({ type }) => isFloat(type));
    if (output && !another) return this.#single(output, undefined);
    const all = describeTensors(this.facts.outputs);
    const sequence = this.#candidates.find(({ type }) => type === 'sequence' || type === 'map');
    if (!output && sequence) return refuse(unreadable(sequence));
    if (!output) return refuse(`The model has no floating-point output that could be a score, only ${all}.`);
    const single = this.#candidates.find((candidate) => isFloat(candidate.type) && (candidate.width ?? 1) === 1);
    return refuse(
      `The model has several outputs (${all}): say under 'output' which is the score.`,
      single ? { suggestion: single.output } : {},
    );
  }

  #term({ text, column, path }: OutputTerm): BoundTerm | Refusal {
    if (column !== undefined) {
      const output = this.#output(text, path);
      return 'ok' in output ? output : this.#column(output, column, path);
    }
    const output = this.#candidates.find((candidate) => candidate.output === text);
    if (output) return this.#single(output, path);
    let expression: Expression;
    try {
      expression = parseExpression(text);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      const found = this.#output(text, path);
      return 'ok' in found && found.suggestion !== undefined
        ? found
        : refuse(`${notAnOutput(text)} ${error.message}`, { path });
    }
    const names = columnNames(expression);
    if (names.length === 0) return refuse(`'${text}' names no output of the model.`, { path });
    const columns = new Map<string, OutputColumn>();
    for (const name of names) {
      const found = this.#named(name, path);
      if ('ok' in found) return found;
      columns.set(name, found);
    }
    return { expression, columns };
  }

  /** An output or a class by its name in an expression. */
  #named(name: string, path: ConfigPath): OutputColumn | Refusal {
    const output = this.#candidates.find((candidate) => candidate.output === name);
    if (output) {
      if (output.width !== undefined && output.width > 1) return this.#wide(output, path);
      if (!isElementType(output.type)) return refuse(notANumber(output), { path });
      return { tensor: output.tensor, column: undefined, columns: undefined };
    }
    const ofMap = this.#candidates.flatMap(({ map, tensor }) => {
      const column = map?.classes.indexOf(name) ?? -1;
      return map && column >= 0 ? [{ map, found: { tensor, column, columns: map.classes.length } }] : [];
    });
    const column = this.#names.indexOf(name);
    if (column < 0) {
      const [only] = ofMap;
      if (only === undefined) return this.#unknown(name, path);
      this.#maps.add(only.map);
      return only.found;
    }
    const holder = this.#classes();
    if ('ok' in holder) return holder;
    if (holder.map) this.#maps.add(holder.map);
    return { tensor: holder.tensor, column, columns: this.#names.length };
  }

  /** The output whose columns are the classes. */
  #classes(): Candidate | Refusal {
    const path = this.model.classes?.path ?? this.model.path;
    const wide = this.#candidates.filter(({ type, map, width }) => (isFloat(type) || map) && width !== 1);
    const fitting = wide.filter(({ width }) => width === this.#names.length);
    const possible = fitting.length > 0 ? fitting : wide.filter(({ width }) => width === undefined);
    const [holder, another] = possible;
    const number = this.#names.length;
    if (holder === undefined) {
      const message = `No output of the model has ${number} columns, one for each class; it has ${describeTensors(this.facts.outputs)}.`;
      return refuse(message, { path });
    }
    if (another !== undefined) {
      const names = possible.map(({ output }) => `'${output}'`).join(', ');
      return refuse(
        `Several outputs could have a column for each class (${names}): choose by 'output: [name, column]'.`,
        {
          path,
        },
      );
    }
    return holder;
  }

  #column(output: Candidate, column: number | string, path: ConfigPath): BoundTerm | Refusal {
    const { tensor, width, map } = output;
    if (!isFloat(output.type) && !map) return refuse(notANumber(output), { path });
    const names = map && !this.model.classes ? map.classes : this.#names;
    const at = [...path, 1];
    let index = names.indexOf(column);
    if (index < 0 && typeof column === 'number' && !(map && map.classes.every((one) => typeof one === 'number'))) {
      index = column;
    }
    if (index < 0 || (width !== undefined && index >= width)) {
      const known = names.length > 0 ? names.join(', ') : width === undefined ? '' : `0 to ${width - 1}`;
      const suggestion = nearestName(String(column), names.map(String));
      const message = `The output '${output.output}' has no column '${column}'${known ? `; it has ${known}` : ": name them under 'classes'"}.`;
      return refuse(message + didYouMean(suggestion), { path: at, ...(suggestion !== undefined && { suggestion }) });
    }
    if (map) this.#maps.add(map);
    return { expression: undefined, columns: new Map([['', { tensor, column: index, columns: width }]]) };
  }

  #single(output: Candidate, path: ConfigPath | undefined): BoundTerm | Refusal {
    const at = path === undefined ? {} : { path };
    if (!isFloat(output.type) && !output.map) return refuse(notANumber(output), at);
    if (output.width !== undefined && output.width > 1) return this.#wide(output, path);
    const sizes = output.shape.slice(1).filter((size) => size !== 1);
    if (sizes.length > 1) {
      const message = `The output '${output.output}' ${output.type} ${describeShape(output.shape)} has ${output.shape.length} dimensions, where a score is [batch] or [batch, 1].`;
      return refuse(message, at);
    }
    return {
      expression: undefined,
      columns: new Map([['', { tensor: output.tensor, column: undefined, columns: undefined }]]),
    };
  }

  #wide(output: Candidate, path: ConfigPath | undefined): Refusal {
    const columns = output.width ?? 2;
    const message = severalColumns(output.output, describeShape(output.shape), columns);
    const suggestion = `[${output.output}, ${output.map?.classes[1] ?? 1}]`;
    return refuse(message, path === undefined ? {} : { path, suggestion });
  }

  #output(name: string, path: ConfigPath): Candidate | Refusal {
    const output = this.#candidates.find((candidate) => candidate.output === name);
    if (output === undefined) return this.#unknown(name, path);
    if (output.type === 'sequence' && !output.map) return refuse(unreadable(output), { path });
    return output;
  }

  #unknown(name: string, path: ConfigPath): Refusal {
    const outputs = this.#candidates.map(({ output }) => output);
    const classes = [...this.#names, ...this.#candidates.flatMap(({ map }) => map?.classes.map(String) ?? [])];
    const suggestion = nearestName(name, [...outputs, ...classes]);
    const also = classes.length > 0 ? `, with classes ${classes.join(', ')}` : '';
    return refuse(`The model has no output '${name}'; it has ${describeTensors(this.facts.outputs)}${also}.`, {
      path,
      ...(suggestion !== undefined && { suggestion }),
    });
  }
}

function notAnOutput(text: string): string {
  return `The model has no output '${text}', and as an expression of outputs it cannot be understood:`;
}

function candidateOf(output: TensorInfo, maps: readonly ClassMap[]): Candidate {
  const map = maps.find((one) => one.output === output.name);
  const { name, type, shape } = output;
  if (map) {
    const { tensor, classes } = map;
    return { output: name, tensor, shape: [null, classes.length], width: classes.length, type: 'float32', map };
  }
  const wide = shape.slice(1).filter((size) => size !== 1);
  const [size] = wide;
  const width = wide.length === 0 ? 1 : wide.length === 1 && typeof size === 'number' ? size : undefined;
  return {
    output: name,
    tensor: name,
    shape,
    type,
    map,
    width: shape.length === 0 && !isFloat(type) ? undefined : width,
  };
}

function notANumber({ output, type, shape }: Candidate): string {
  const shown = describeTensor({ name: output, type, shape });
  return type === 'sequence' || type === 'map'
    ? unreadable({ output })
    : `The output ${shown} is not a floating-point tensor, so it cannot be a score.`;
}

function unreadable({ output }: Pick<Candidate, 'output'>): string {
  return `The output '${output}' is no tensor but a sequence or a map, which is not read: export the model with tensors as outputs (scikit-learn: options={'zipmap': False}).`;
}
