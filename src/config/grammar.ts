/**
 * The grammar of an analysis file: the one schema behind validation, the JSON Schema for other tools, completion and
 * documentation. Each section has a file of its own. The `error` of a schema is what belongs there, in words that follow
 * "must be".
 */
import * as z from 'zod';
import { abcdSchema } from './abcdSection';
import { checksSchema } from './checksSection';
import { corruptionsSchema } from './corruptionsSection';
import { emulatorSchema } from './emulatorSection';
import { sampleName, text } from './grammarValues';
import { inferenceSchema } from './inferenceSection';
import { learnedSchema } from './learnedSection';
import { modelSchema } from './modelSection';
import { nuisanceSchema } from './nuisancesSection';
import { pullsSchema } from './pullsSection';
import { sampleSchema } from './samplesSection';
import { undetectedSchema } from './undetectedSection';

export const analysisSchema = z
  .strictObject(
    {
      pullscope: z.literal(1, { error: 'the version of the grammar, 1' }).describe('The version of this grammar: 1.'),
      samples: z
        .record(z.string(), sampleSchema, { error: 'a map of names to samples' })
        .describe('Name → sample of events.')
        .optional(),
      model: modelSchema.optional(),
      models: z
        .record(z.string(), modelSchema, { error: 'a map of names to models' })
        .describe('Several models, compared.')
        .optional(),
      nominal: z
        .array(sampleName, { error: 'a list of samples' })
        .describe('The samples that the model was trained on, as they are without any nuisance.')
        .optional(),
      application: z
        .record(z.string(), sampleName, { error: 'a map of what is applied to samples' })
        .describe('A sample where the model is applied: looked at for a shift against the nominal samples.')
        .optional(),
      nuisances: z
        .record(z.string(), nuisanceSchema, { error: 'a map of names to nuisances' })
        .describe('Name → nuisance parameter.')
        .optional(),
      protected: z
        .array(text('a column or an expression'), { error: 'a list of columns or expressions' })
        .describe('What the score must not depend on.')
        .optional(),
      pulls: pullsSchema.optional(),
      learned: learnedSchema.optional(),
      inference: inferenceSchema.optional(),
      undetected: undetectedSchema.optional(),
      corruptions: corruptionsSchema.optional(),
      emulator: emulatorSchema.optional(),
      abcd: abcdSchema.optional(),
      checks: checksSchema.describe('Levels and options of checks; every check is on with its defaults.').optional(),
    },
    { error: "a map that begins with 'pullscope: 1'" },
  )
  .describe('An analysis for Pullscope: which samples, which model, which nuisances.');

export type AnalysisText = z.infer<typeof analysisSchema>;
