/** The parts of expressions, for their colours: columns, functions, numbers, operators, parameters. */
import type { Analysis, ConfigPath } from '../config/analysis';
import type { TextRange } from '../config/document';
import type { ParsedAnalysis } from '../config/parse';
import { eachNode, type WrittenScalar } from '../config/writtenNodes';
import type { Facts } from '../checks/facts';
import { constants, isFunctionName, isReductionName } from '../data/expression/expressionFunctions';
import { commonColumns } from './completion/columns';
import { samplesFor } from './completion/values';
import { parametersAt } from './parameters';
import { roleOf } from './roles';

export const tokenTypes = ['property', 'function', 'number', 'operator', 'parameter', 'enumMember'] as const;
export type TokenType = (typeof tokenTypes)[number];

export interface Token {
  /** On one line. */
  readonly range: TextRange;
  readonly type: TokenType;
}

/** Longer expressions are generated: colouring them would take longer than anyone looks. */
const longest = 4000;

const lexeme =
  /`[^`\n]*`|(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)|(?<word>[A-Za-z_$\u0080-\uffff][\w$.\u0080-\uffff]*)|(?<operator>\*\*|&&|\|\||[<>=!]=|[-+*/%<>!?:])/g;

/** In the order of the text; a column that no file has gets no colour of its own. */
export function tokensOf(parsed: ParsedAnalysis, facts: Facts): readonly Token[] {
  const { analysis } = parsed;
  if (analysis === undefined) return [];
  const known = new KnownColumns(analysis, facts);
  const tokens: Token[] = [];
  eachNode(parsed.written(), ({ path, scalar }) => {
    if (scalar === undefined || scalar.text.length > longest) return;
    const role = roleOf(path, false);
    if (role?.kind === 'expression') {
      const parameters = parametersAt(analysis, path, role.nuisance);
      tokens.push(
        ...tokensIn(scalar, (name) =>
          parameters.has(name) ? 'parameter' : known.has(name, path) ? 'property' : undefined,
        ),
      );
    } else if (role?.kind === 'output') {
      const classes = analysis.models.get(role.model)?.classes?.names ?? [];
      tokens.push(...tokensIn(scalar, (name) => (classes.includes(name) ? 'enumMember' : 'property')));
    }
  });
  return tokens;
}

function tokensIn(scalar: WrittenScalar, typeOf: (name: string) => TokenType | undefined): readonly Token[] {
  const { text } = scalar;
  const tokens: Token[] = [];
  for (const { 0: found, index, groups } of text.matchAll(lexeme)) {
    const type = typeOfLexeme(found, groups, text.slice(index + found.length), typeOf);
    if (type === undefined) continue;
    const range = scalar.part(index, found.length);
    if (range.start.line === range.end.line) tokens.push({ range, type });
  }
  return tokens;
}

function typeOfLexeme(
  found: string,
  groups: Readonly<Record<string, string | undefined>> | undefined,
  behind: string,
  typeOf: (name: string) => TokenType | undefined,
): TokenType | undefined {
  if (groups?.['number'] !== undefined) return 'number';
  if (groups?.['operator'] !== undefined) return 'operator';
  if (found.startsWith('`')) return typeOf(found.slice(1, -1));
  if (/^\s*\(/.test(behind)) return isFunctionName(found) || isReductionName(found) ? 'function' : undefined;
  return constants.has(found) ? 'number' : typeOf(found);
}

/** Columns behind the places of expressions; where nothing is known of the files, any name may be one. */
class KnownColumns {
  readonly #byPlace = new Map<string, ReadonlySet<string> | undefined>();

  constructor(
    private readonly analysis: Analysis,
    private readonly facts: Facts,
  ) {}

  has(name: string, path: ConfigPath): boolean {
    // Expressions of all nuisances are made of the columns of the nominal samples.
    const place = path[0] === 'samples' ? `samples ${String(path[1])}` : String(path[0]);
    let columns = this.#byPlace.get(place);
    if (!this.#byPlace.has(place)) {
      columns = this.#columnsAt(path);
      this.#byPlace.set(place, columns);
    }
    return columns?.has(name) ?? true;
  }

  #columnsAt(path: ConfigPath): ReadonlySet<string> | undefined {
    if (path[0] === 'pulls' || path[0] === 'emulator') {
      const { pulls, emulator } = this.analysis;
      const file = path[0] === 'pulls' ? pulls.theory?.file : emulator?.data.file;
      const table = file && this.facts.data(file.text);
      return table?.ok === true ? new Set(table.columns.map(({ name }) => name)) : undefined;
    }
    const found = commonColumns(samplesFor(path, this.analysis), this.facts);
    return found.length === 0 ? undefined : new Set(found.map(({ name }) => name));
  }
}
