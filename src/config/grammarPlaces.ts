/** What the grammar allows at a path: for suggestions, completion and hovers. */
import * as z from 'zod';
import type { ConfigPath } from './analysis';
import { analysisSchema } from './grammar';

export interface KeyInfo {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
}

/** The keys of the map at a path; none where names are free, as under `samples`, or where no map may stand. */
export function keysAt(path: ConfigPath): readonly KeyInfo[] {
  return schemasAt(path).flatMap((schema) => {
    if (!(schema instanceof z.ZodObject)) return [];
    return Object.entries<unknown>(schema.shape).flatMap(([name, inner]) => {
      if (!(inner instanceof z.ZodType)) return [];
      return [{ name, description: describe(inner), required: !(inner instanceof z.ZodOptional) }];
    });
  });
}

/** The words that may stand at a path, such as the kinds of a nuisance. */
export function wordsAt(path: ConfigPath): readonly string[] {
  return schemasAt(path).flatMap((schema) => {
    if (schema instanceof z.ZodBoolean) return ['true', 'false'];
    if (schema instanceof z.ZodEnum) return schema.options.filter((option) => typeof option === 'string');
    // YAML reads `off` as false where it stands for a level, so the grammar takes both; people write the word.
    if (schema instanceof z.ZodLiteral) return [...schema.values].filter((one) => one !== false).map(String);
    return [];
  });
}

/** What the grammar says of the value at a path; empty where it knows no such place. */
export function descriptionAt(path: ConfigPath): string {
  return describe(declaredAt(path));
}

/** What a value is written as, where the grammar leaves a choice the simplest. */
export function formAt(path: ConfigPath): 'value' | 'list' | 'map' {
  const schemas = schemasAt(path);
  const isMap = (schema: z.core.$ZodType): boolean => schema instanceof z.ZodObject || schema instanceof z.ZodRecord;
  const isList = (schema: z.core.$ZodType): boolean => schema instanceof z.ZodArray || schema instanceof z.ZodTuple;
  if (schemas.some((schema) => !isMap(schema) && !isList(schema))) return 'value';
  if (schemas.some(isList)) return 'list';
  return schemas.some(isMap) ? 'map' : 'value';
}

function describe(schema: z.core.$ZodType | undefined): string {
  if (!(schema instanceof z.ZodType)) return '';
  if (schema.description !== undefined) return schema.description;
  return schema instanceof z.ZodOptional ? describe(schema.unwrap()) : '';
}

function schemasAt(path: ConfigPath): readonly z.core.$ZodType[] {
  const declared = declaredAt(path);
  return declared === undefined ? [] : alternatives(declared);
}

function declaredAt(path: ConfigPath): z.core.$ZodType | undefined {
  let schema: z.core.$ZodType | undefined = analysisSchema;
  for (const name of path) {
    schema = alternatives(schema)
      .map((one) => child(one, name))
      .find((one) => one !== undefined);
    if (schema === undefined) return undefined;
  }
  return schema;
}

function alternatives(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  if (schema instanceof z.ZodOptional) return alternatives(schema.unwrap());
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(alternatives);
  return [schema];
}

function child(schema: z.core.$ZodType, name: string | number): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject) {
    const shape: Readonly<Record<string, z.core.$ZodType>> = schema.shape;
    return Object.hasOwn(shape, name) ? shape[String(name)] : undefined;
  }
  if (schema instanceof z.ZodRecord) return schema.valueType;
  if (schema instanceof z.ZodArray && typeof name === 'number') return schema.element;
  return undefined;
}
