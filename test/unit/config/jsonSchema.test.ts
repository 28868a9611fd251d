import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../src/config/catalogue';
import { analysisJsonSchema } from '../../../src/config/jsonSchema';

interface Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
}

const schema = analysisJsonSchema() as Schema;

describe('the JSON Schema', () => {
  it('is the one that is committed: npm run schema', () => {
    const committed: unknown = JSON.parse(readFileSync('media/pullscope.schema.json', 'utf8'));
    expect(committed).toEqual(schema);
  });

  it('describes every key', () => {
    const without: string[] = [];
    const look = (node: Schema, path: string): void => {
      for (const [name, inner] of Object.entries(node.properties ?? {})) {
        if ((inner.description ?? '') === '') without.push(`${path}/${name}`);
        look(inner, `${path}/${name}`);
      }
      for (const inner of node.anyOf ?? []) look(inner, path);
      if (typeof node.additionalProperties === 'object') look(node.additionalProperties, `${path}/*`);
    };
    look(schema, '');
    expect(without).toEqual([]);
  });

  it('knows every check', () => {
    expect(Object.keys(schema.properties?.['checks']?.properties ?? {})).toEqual(catalogue.map(({ code }) => code));
  });
});
