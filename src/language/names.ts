/** Every name of an analysis file: where it is defined and where it is used, to the letter. */
import { scoreNames } from '../config/abcdSection';
import type { Analysis, ConfigPath } from '../config/analysis';
import type { Position, TextRange } from '../config/document';
import type { ParsedAnalysis } from '../config/parse';
import { suppressionComments } from '../config/suppressions';
import { eachNode, type WrittenNode, type WrittenScalar } from '../config/writtenNodes';
import { columnText, ExpressionError, parseExpression, type ColumnUse } from '../data/expression/expression';
import { contains, isSameRange } from './ranges';
import { parametersAt } from './parameters';
import { roleOf, type NameKind, type Role } from './roles';

export interface NamedThing {
  readonly kind: NameKind;
  readonly name: string;
  /** Of which model or nuisance; empty for names of the whole file. Of an anchor, the place of its definition. */
  readonly scope: string;
}

export interface Occurrence extends NamedThing {
  readonly defines: boolean;
  readonly range: TextRange;
  /** The node that it stands in. */
  readonly path: ConfigPath;
  /** The text to put at the range to call it otherwise. */
  write(name: string): string;
}

export class NameIndex {
  /** In the order of the text. */
  readonly occurrences: readonly Occurrence[];

  constructor(parsed: ParsedAnalysis) {
    const collector = new Collector(parsed);
    this.occurrences = collector.found.toSorted(
      (a, b) => a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character,
    );
  }

  at(position: Position): Occurrence | undefined {
    return this.occurrences.find(({ range }) => contains(range, position));
  }

  /** All places where the same thing is meant. */
  of({ kind, name, scope }: NamedThing): readonly Occurrence[] {
    return this.occurrences.filter((one) => one.kind === kind && one.name === name && one.scope === scope);
  }

  definitionsOf(thing: NamedThing): readonly Occurrence[] {
    return this.of(thing).filter(({ defines }) => defines);
  }
}

const indices = new WeakMap<ParsedAnalysis, NameIndex>();

/** Made once for each text. */
export function namesOf(parsed: ParsedAnalysis): NameIndex {
  let index = indices.get(parsed);
  if (index === undefined) indices.set(parsed, (index = new NameIndex(parsed)));
  return index;
}

class Collector {
  readonly found: Occurrence[] = [];
  readonly #analysis: Analysis | undefined;

  constructor(parsed: ParsedAnalysis) {
    this.#analysis = parsed.analysis;
    eachNode(parsed.written(), (node) => {
      this.#anchors(node);
      if (node.key !== undefined) this.#scalar(node.key, node.path, roleOf(node.path, true));
      if (node.scalar !== undefined) this.#scalar(node.scalar, node.path, roleOf(node.path, false));
    });
    for (const { code, range } of suppressionComments(parsed.text)) {
      this.#add({ kind: 'check', name: code, scope: '' }, { defines: false, range, path: [] }, (name) => name);
    }
  }

  #anchors({ anchor, alias, path }: WrittenNode): void {
    const write = (name: string): string => name;
    if (anchor !== undefined) {
      const { name, range } = anchor;
      this.#add({ kind: 'anchor', name, scope: JSON.stringify(path) }, { defines: true, range, path }, write);
    }
    if (alias?.target !== undefined) {
      const { name, range, target } = alias;
      this.#add({ kind: 'anchor', name, scope: JSON.stringify(target) }, { defines: false, range, path }, write);
    }
  }

  #scalar(scalar: WrittenScalar, path: ConfigPath, role: Role | undefined): void {
    switch (role?.kind) {
      case undefined:
      case 'path':
        return;
      case 'name':
        this.#add(
          { kind: role.of, name: scalar.text, scope: role.scope },
          { defines: role.defines, range: scalar.range, path },
          (name) => scalarLike(scalar, name),
        );
        return;
      case 'expression':
        for (const use of columnsIn(scalar.text)) {
          if (path[0] === 'abcd' && this.#score(scalar, use, path)) continue;
          const nuisance = parametersAt(this.#analysis, path, role.nuisance).get(use.name);
          const thing: NamedThing =
            nuisance === undefined
              ? { kind: 'column', name: use.name, scope: '' }
              : { kind: 'parameter', name: use.name, scope: nuisance };
          this.#within(thing, scalar, use, path);
        }
        return;
      case 'output': {
        const classes = this.#analysis?.models.get(role.model)?.classes?.names ?? [];
        for (const use of columnsIn(scalar.text)) {
          if (classes.includes(use.name)) {
            this.#within({ kind: 'class', name: use.name, scope: role.model }, scalar, use, path);
          }
        }
      }
    }
  }

  /** In predictions the name of a model stands for its score, and `score` for that of the only one. */
  #score(scalar: WrittenScalar, use: ColumnUse, path: ConfigPath): boolean {
    const models = [...(this.#analysis?.models.keys() ?? [])];
    if (!scoreNames(models).has(use.name)) return false;
    if (models.includes(use.name)) this.#within({ kind: 'model', name: use.name, scope: '' }, scalar, use, path);
    return true;
  }

  #within(thing: NamedThing, scalar: WrittenScalar, { offset, length }: ColumnUse, path: ConfigPath): void {
    this.#add(thing, { defines: false, range: scalar.part(offset, length), path }, columnText);
  }

  #add(
    thing: NamedThing,
    place: Pick<Occurrence, 'defines' | 'range' | 'path'>,
    write: (name: string) => string,
  ): void {
    const last = this.found.at(-1);
    if (last !== undefined && last.kind === thing.kind && isSameRange(last.range, place.range)) return;
    this.found.push({ ...thing, ...place, write });
  }
}

/** Columns of an expression; none where it cannot be understood. */
function columnsIn(text: string): readonly ColumnUse[] {
  try {
    return parseExpression(text).columns;
  } catch (error) {
    if (error instanceof ExpressionError) return [];
    throw error;
  }
}

/** A name written as the scalar is, in quotes where it has them or where it needs them. */
export function scalarLike({ style }: Pick<WrittenScalar, 'style'>, name: string): string {
  if (style === 'double') return JSON.stringify(name);
  return style === 'plain' && isPlainName(name) ? name : `'${name.replaceAll("'", "''")}'`;
}

/** Whether every reader of YAML takes the word for itself, in braces too. */
function isPlainName(name: string): boolean {
  return /^[A-Za-z_](?:[\w.+/@ -]*[\w.+/@-])?$/.test(name) && !/^(?:y|n|yes|no|true|false|on|off|null)$/i.test(name);
}
