/** The fields of an RNTuple as columns: which are numbers or lists of them, and which of its columns they need. */
import type { Column } from '../eventSource';
import { plainTypes } from './rootBranchType';
import type { Schema } from './rntupleEnvelope';
import { isIndexColumn, isNumberColumn, type Representations } from './rntuplePages';

/** How the values of a column lie in the pages. */
export type FieldLayout =
  | { readonly kind: 'number'; readonly values: Representations }
  /** As many values for each entry. */
  | { readonly kind: 'array'; readonly values: Representations; readonly size: number }
  /** Where the values of each entry end, and the values. */
  | { readonly kind: 'list'; readonly ends: Representations; readonly values: Representations }
  /** At most one value for each entry. */
  | { readonly kind: 'optional'; readonly ends: Representations; readonly values: Representations }
  /** How many values another field has. */
  | { readonly kind: 'size'; readonly ends: Representations };

export interface FieldColumns {
  readonly columns: readonly Column[];
  /** Those that can be read, by the column's name. */
  readonly layouts: ReadonlyMap<string, FieldLayout>;
}

export function fieldColumns(schema: Schema): FieldColumns {
  const { fields } = schema;
  const physical = physicalColumns(schema);
  const children = fields.map((): number[] => []);
  fields.forEach(({ parent }, index) => {
    if (parent !== index) children[parent]?.push(index);
  });
  const columns = new Map<string, Column>();
  const layouts = new Map<string, FieldLayout>();

  const add = (name: string, layout: FieldLayout | undefined, type: string): void => {
    if (columns.has(name)) return;
    const number = layout?.kind === 'number' || layout?.kind === 'size' || layout?.kind === 'optional';
    columns.set(name, { name, type, kind: layout === undefined ? 'unreadable' : number ? 'number' : 'list' });
    if (layout !== undefined) layouts.set(name, layout);
  };

  /** The numbers of a field with one for each of what it belongs to, through wrappers as atomic and enum. */
  const numbersOf = (index: number, depth = 0): { values: Representations; type: string } | undefined => {
    const field = fields[index];
    if (field?.role !== 'plain' || field.arraySize !== undefined || depth > deepest) return undefined;
    const own = physical[index] ?? [];
    const [child, ...others] = children[index] ?? [];
    if (own.length === 0 && child !== undefined && others.length === 0) return numbersOf(child, depth + 1);
    // Text has a column of ends and one of letters.
    if (own.length === 0 || own.some(({ column }) => !isNumberColumn(column))) return undefined;
    return { values: own, type: typeName(field.type) };
  };

  const visit = (name: string, index: number, depth: number): void => {
    const field = fields[index];
    if (field === undefined || depth > deepest) return;
    const own = children[index] ?? [];
    const ends = (physical[index] ?? []).filter(({ column }) => isIndexColumn(column.type));
    const [child] = own;
    if (field.role === 'record') {
      for (const part of own) {
        const member = fields[part]?.name ?? '';
        // Members of a base class (`:_0`) are members.
        visit(member.startsWith(':') ? name : `${name}.${member}`, part, depth + 1);
      }
      if (own.length === 0) add(name, undefined, field.type || 'struct');
      return;
    }
    if (field.role === 'collection' && ends.length > 0 && child !== undefined) {
      const optional = /^std::(optional|unique_ptr)</.test(field.type);
      const addList = (listName: string, part: number): void => {
        const numbers = numbersOf(part);
        const type = fields[part]?.type ?? 'object';
        const kind = optional ? 'optional' : 'list';
        const shown = optional ? (numbers?.type ?? field.type) : `${numbers?.type ?? typeName(type)}[]`;
        add(listName, numbers && { kind, ends, values: numbers.values }, shown);
      };
      if (fields[child]?.role !== 'record') addList(name, child);
      else for (const part of children[child] ?? []) addList(`${name}.${fields[part]?.name ?? ''}`, part);
      return;
    }
    if (field.role === 'plain' && field.type.startsWith('ROOT::RNTupleCardinality<') && ends.length > 0) {
      add(name, { kind: 'size', ends }, typeName(field.type.slice('ROOT::RNTupleCardinality<'.length, -1)));
      return;
    }
    if (field.role === 'plain' && field.arraySize !== undefined && child !== undefined) {
      const numbers = numbersOf(child);
      const size = field.arraySize;
      const layout = numbers && ({ kind: 'array', values: numbers.values, size } as const);
      add(name, layout, numbers === undefined ? field.type : `${numbers.type}[${size}]`);
      return;
    }
    const numbers = numbersOf(index);
    const type = field.type === 'std::string' ? 'text' : field.type || 'object';
    add(name, numbers && { kind: 'number', values: numbers.values }, numbers?.type ?? type);
  };

  fields.forEach((field, index) => {
    if (field.parent === index) visit(field.name, index, 0);
  });
  return { columns: [...columns.values()], layouts };
}

/** Fields in fields; in a damaged file they may lead in circles. */
const deepest = 16;

/** By field, its own columns or those of the field that it stands for. */
function physicalColumns({ fields, columns, aliases }: Schema): Representations[] {
  const byField = fields.map((): { number: number; column: Schema['columns'][number] }[] => []);
  columns.forEach((column, number) => byField[column.field]?.push({ number, column }));
  for (const { column: number, field } of aliases) {
    const column = columns[number];
    if (column !== undefined) byField[field]?.push({ number, column });
  }
  return byField;
}

function typeName(type: string): string {
  return plainTypes.get(type.replace(/^std::/, '')) ?? (type || 'struct');
}
