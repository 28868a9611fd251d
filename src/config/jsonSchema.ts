import * as z from 'zod';
import { analysisSchema } from './grammar';

/** The grammar as JSON Schema (draft 7, which YAML tools read), for completion and hovers without Pullscope. */
export function analysisJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(analysisSchema, {
    target: 'draft-07',
    io: 'input',
    override: ({ jsonSchema }) => {
      // Names in maps are free: the pattern that allows them all says nothing.
      if (jsonSchema.propertyNames !== undefined) delete jsonSchema.propertyNames;
    },
  });
  return { $schema, title: 'Pullscope analysis', ...schema };
}
