import type { Position, TextRange } from '../config/document';
import type { ParsedAnalysis } from '../config/parse';
import { suppressionComments } from '../config/suppressions';
import { namesOf, type NamedThing, type Occurrence } from './names';
import { contains } from './ranges';

/** The replacement of one range of the text. */
export interface TextChange {
  readonly range: TextRange;
  readonly text: string;
}

/** Why something keeps its name. */
export type RenameRefusal =
  /** There is no name here. */
  | 'nothing'
  /** Columns and inputs have the names that files and models give them. */
  | 'not-ours'
  /** The one model under `model:` has no name of its own. */
  | 'unnamed'
  /** Another thing of the kind has the name already. */
  | 'taken'
  /** It cannot be a name. */
  | 'invalid';

export interface Renamable {
  readonly thing: NamedThing;
  readonly range: TextRange;
}

/** What would be renamed at a position. */
export function renamableAt(parsed: ParsedAnalysis, position: Position): Renamable | RenameRefusal {
  const found = namesOf(parsed).at(position);
  if (found === undefined) return 'nothing';
  if (found.kind === 'column' || found.kind === 'input' || found.kind === 'check') return 'not-ours';
  if (found.kind === 'model' && found.path.length === 1) return 'unnamed';
  return { thing: found, range: found.range };
}

/** Every change that calls a thing otherwise, in comments that silence something too where they name it. */
export function rename(parsed: ParsedAnalysis, thing: NamedThing, name: string): readonly TextChange[] | RenameRefusal {
  const names = namesOf(parsed);
  if (!isPossible(thing, name)) return 'invalid';
  if (name === thing.name) return [];
  if (names.occurrences.some((other) => conflicts(thing, other, name))) return 'taken';
  return [
    ...names.of(thing).map((one) => ({ range: one.range, text: one.write(name) })),
    ...inReasons(parsed, thing).map((range) => ({ range, text: name })),
  ];
}

function isPossible({ kind }: NamedThing, name: string): boolean {
  if (kind === 'anchor') return /^[\w.-]+$/.test(name);
  if (kind === 'parameter') return /^[A-Za-z_]\w*$/.test(name);
  return name.trim() === name && name !== '' && name !== '__proto__' && !/[\p{Cc}`]/u.test(name);
}

function conflicts(thing: NamedThing, other: Occurrence, name: string): boolean {
  if (other.name !== name) return false;
  // An anchor of the same name further down takes the aliases behind it.
  if (thing.kind === 'anchor') return other.kind === 'anchor';
  // Within the expressions of the nuisance, and in weights and selections, a column could not be told from it.
  if (thing.kind === 'parameter' && other.kind === 'column') {
    const [section, name, key] = other.path;
    return section === 'samples' ? key === 'weight' || key === 'select' : name === thing.scope;
  }
  return other.kind === thing.kind && other.scope === thing.scope && other.defines;
}

/**
 * Places in the reasons of suppressions that name the thing: in quotes, or as a word that can be no other (`tt_herwig`,
 * but not `data`).
 */
function inReasons(parsed: ParsedAnalysis, { kind, name }: NamedThing): readonly TextRange[] {
  if (kind === 'anchor' || kind === 'class' || kind === 'parameter') return [];
  const escaped = name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const quoted = `(?<=['"\`])${escaped}(?=['"\`])`;
  const pattern = new RegExp(/[_\d]/.test(name) ? `${quoted}|(?<![\\w./-])${escaped}(?![\\w/-])` : quoted, 'g');
  return suppressionComments(parsed.text).flatMap(({ reason, reasonRange: { start } }) =>
    [...reason.matchAll(pattern)].map(({ index }) => ({
      start: { line: start.line, character: start.character + index },
      end: { line: start.line, character: start.character + index + name.length },
    })),
  );
}

/** The name itself, without its quotes: what the editor puts into its box. */
export function nameRange(parsed: ParsedAnalysis, { thing, range }: Renamable): TextRange {
  const line = parsed.text.split('\n')[range.start.line] ?? '';
  const at = line.indexOf(thing.name, range.start.character);
  if (at < 0) return range;
  const inner = {
    start: { line: range.start.line, character: at },
    end: { line: range.start.line, character: at + thing.name.length },
  };
  return contains(range, inner.end) ? inner : range;
}
