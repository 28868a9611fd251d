/**
 * The grammar of an analysis file: the one schema behind validation, the JSON Schema for other tools, completion and
 * documentation. The `error` of a schema is what belongs there, in words that follow "must be".
 */
import * as z from 'zod';
import { abcdSchema } from './abcdSection';
import { catalogue } from './catalogue';
import type { CheckInfo } from './checkInfo';
import { emulatorSchema } from './emulatorGrammar';
import { learnedSchema } from './learnedGrammar';
import { inferenceSchema } from './inferenceSection';
import { corruptionsSchema } from './corruptionsGrammar';
import { priorForm, priorPattern } from './priorText';
import { undetectedSchema } from './undetectedGrammar';

const sizePattern = /^\s*\d+(\.\d*)?([eE][-+]?\d+)?\s*%\s*$/;

const text = (what: string) => z.string({ error: what }).min(1, { error: what });
const file = z
  .string({ error: 'a path' })
  .min(1, { error: 'a path' })
  .describe('A path relative to this file, `file:tree` for a tree inside a ROOT file; globs are allowed.');
const files = z
  .union([file, z.array(file, { error: 'a list of paths' }).min(1, { error: 'a list of at least one path' })], {
    error: 'a path or a list of paths',
  })
  .describe(
    'The data: a path relative to this file, `file:tree` for a tree inside a ROOT file; globs and lists allowed.',
  );
const modelFile = text('a path').describe('An ONNX file, relative to this file.');
const expression = z.union([text('an expression of columns'), z.number({ error: 'a number' })], {
  error: 'a number, a column or an expression of columns',
});
const sampleName = text('the name of a sample').describe('The name of a sample.');
const size = z
  .union(
    [
      z.number({ error: 'a fraction' }).min(0, { error: 'a fraction from 0 to 1, or a percentage such as 2%' }).max(1, {
        error: 'a fraction from 0 to 1, or a percentage: a number above 1 is written with its sign, as in 200%',
      }),
      z.string().regex(sizePattern, { error: 'a percentage such as 2%, or a fraction such as 0.02' }),
    ],
    { error: 'a percentage such as 2%, or a fraction such as 0.02' },
  )
  .describe('A relative size: 2% or 0.02.');

const replace = z
  .record(z.string(), expression, { error: 'a map of columns to expressions' })
  .describe(
    'Column → the expression that stands in for it, in weight, features, selection and label: the same events.',
  );
const sampleForSample = z.record(z.string(), sampleName, { error: 'a map of nominal samples to other samples' });

const sample = z
  .strictObject(
    {
      file: files,
      friends: files
        .describe(
          'Files with further columns of the same events, event by event, in the order of `file`. Where two files have a column of the same name, the first one counts.',
        )
        .optional(),
      weight: expression.describe('The weight of an event; 1 when absent.').optional(),
      select: expression.describe('Events for which this is not zero are kept; all when absent.').optional(),
      label: expression.describe('The class of an event: a number, a column or an expression.').optional(),
      missing: z
        .record(z.string(), z.number({ error: 'a number' }), { error: 'a map of columns to numbers' })
        .describe('Column → the value that means "not computed", such as -9.')
        .optional(),
    },
    { error: "a sample: a map with 'file', and where needed 'weight', 'select', 'label', 'missing'" },
  )
  .describe('A sample of events.');

const featureText = text('a column or an expression');
const nuisanceFeature = z.strictObject(
  {
    nuisance: text('the name of a nuisance').describe(
      'A parameter of the model: the value of this nuisance, at which the model is evaluated.',
    ),
    trained: z
      .array(z.number({ error: 'a number' }), { error: 'a list of numbers' })
      .min(1, { error: 'a list of at least one number' })
      .describe('The values of the nuisance that the model was trained with, where they were only some.')
      .optional(),
  },
  { error: "a column, an expression, or a map with 'nuisance'" },
);
const features = z
  .array(z.union([featureText, nuisanceFeature], { error: "a column, an expression, or a map with 'nuisance'" }), {
    error: 'a list of columns or expressions',
  })
  .min(1, { error: 'a list of at least one column or expression' })
  .describe("Columns, expressions, or values of nuisances ({ nuisance: z }), in the model's order.");
const perPosition = z.union(
  [
    featureText,
    z.array(featureText, { error: 'a list of columns' }).min(1, { error: 'a list of at least one column' }),
    nuisanceFeature,
  ],
  { error: "a column of lists, a list with one column for each position, or a map with 'nuisance'" },
);
const sequenceFeatures = z.union(
  [
    z.array(perPosition, { error: 'a list of features' }).min(1, { error: 'a list of at least one feature' }),
    z.record(z.string(), perPosition, { error: 'a map of names to features' }),
  ],
  { error: 'a list of features, or a map of their names' },
);

const sequence = z.strictObject(
  {
    features: sequenceFeatures
      .describe(
        'One entry for each feature: a column of lists, a list with one column for each position, or { nuisance: z }.',
      )
      .optional(),
    length: z
      .int({ error: 'a whole number' })
      .min(1, { error: 'a whole number from 1' })
      .describe('Positions that the model gets; the longest of a batch where neither this nor the model says.')
      .optional(),
    pad: z
      .union([z.number({ error: 'a number' }), z.literal('wrap', { error: 'a number or wrap' })], {
        error: "a number, or 'wrap'",
      })
      .describe('What stands at positions without an object; wrap repeats those that are there. 0 when absent.')
      .optional(),
    missing: z
      .number({ error: 'a number' })
      .describe('The value that means that there is no object at a position, such as -999; NaN always does.')
      .optional(),
    layout: z
      .enum(['positions-first', 'features-first'], { error: 'positions-first or features-first' })
      .describe('[batch, positions, features] or [batch, features, positions], where the model does not tell.')
      .optional(),
    mask: text('the name of an input')
      .describe('This input is a mask: 1 where that input has an object, 0 where it is padded.')
      .optional(),
    padding: text('the name of an input')
      .describe('This input is a mask the other way: 1 where that input is padded.')
      .optional(),
  },
  { error: "a list of features, or a map with 'features', 'mask' or 'padding'" },
);

const inputs = z
  .record(
    z.string(),
    z.union([features, sequence], { error: "a list of features, or a map with 'features', 'mask' or 'padding'" }),
    { error: "a map of the model's inputs" },
  )
  .describe("Instead of features, for a model with several inputs: the input's name → its features.");

const column = z.union(
  [z.int({ error: 'a number or a name' }).min(0, { error: 'a number from 0' }), text('the name of a class')],
  { error: 'the number or the name of a column' },
);
const outputText = text('the name of an output, or an expression of outputs and classes');
const outputTerm = z.union(
  [outputText, z.tuple([text('the name of an output'), column], { error: 'an output and its column' })],
  { error: 'the name of an output, an expression, or an output and its column: [probabilities, 1]' },
);
const output = z
  .union(
    [
      outputText,
      z.tuple([text('the name of an output'), column], { error: 'an output and its column: [probabilities, 1]' }),
      z.strictObject(
        {
          mean: outputTerm.describe('Regression: the predicted value, which is the score.').optional(),
          sigma: outputTerm.describe('Regression: the predicted uncertainty.').optional(),
          weights: outputText.describe('Mixture: the output with the weights of the components.').optional(),
          means: outputText.describe('Mixture: the output with their means; the mean of all is the score.').optional(),
          sigmas: outputText.describe('Mixture: the output with their widths.').optional(),
        },
        { error: "a map with 'mean' and 'sigma', or with 'weights', 'means' and 'sigmas'" },
      ),
    ],
    { error: "an output, an output and its column ([probabilities, 1]), or a map with 'mean'" },
  )
  .describe('What is the score: an output, a column of one, or an expression of outputs and classes: p_b/(p_b + p_c).');

const passesForm = 'a whole number of passes from 2 to 200';
const passes = z
  .int({ error: passesForm })
  .min(2, { error: passesForm })
  .max(200, { error: passesForm })
  .describe(
    'Monte-Carlo dropout: how often the model is asked with its Dropout switched on, where it takes its training mode as an input.',
  );

const model = z
  .strictObject(
    {
      file: modelFile.optional(),
      files: z
        .array(modelFile, { error: 'a list of ONNX files' })
        .min(1, { error: 'a list of at least one ONNX file' })
        .describe('The members of an ensemble.')
        .optional(),
      features: features.optional(),
      inputs: inputs.optional(),
      preprocessing: text('a path')
        .describe("What features went through in training: a scaler (JSON with mean and scale), or weaver's file.")
        .optional(),
      output: output.optional(),
      truth: expression
        .describe('Of a regression: the true value of what it predicts, a column or an expression.')
        .optional(),
      calibrated: z
        .union([z.boolean({ error: 'true or false' }), z.literal('balanced', { error: 'balanced' })], {
          error: 'true, false or balanced',
        })
        .describe(
          'The score is used as the probability to be signal: with the weights as they are (true), or with both classes of equal total weight (balanced). Of a regression: its sigma is used as its error. Checked then.',
        )
        .optional(),
      dropout: passes.optional(),
      activation: z
        .enum(['sigmoid', 'softmax'], { error: 'sigmoid or softmax' })
        .describe('What turns the logits that the model puts out into probabilities.')
        .optional(),
      classes: z
        .array(text('the name of a class'), { error: 'a list of names' })
        .min(2, { error: 'a list of at least two names' })
        .describe('Names for the columns of an output with one for each class, in its order.')
        .optional(),
      'working-points': z
        .record(z.string(), z.number({ error: 'a number' }), { error: 'a map of names to thresholds' })
        .describe('Name → threshold: an event passes when its score is at least that.')
        .optional(),
    },
    { error: "a model: a map with 'file' and 'features'" },
  )
  .describe('A trained model.');

const side = z.strictObject(
  {
    replace: replace.optional(),
    samples: sampleForSample
      .describe('Nominal sample → the sample that is read in its place: other events.')
      .optional(),
  },
  { error: "a map with 'replace' or 'samples'" },
);

const nuisance = z
  .strictObject(
    {
      kind: z
        .enum(['detector', 'two-point', 'scale', 'normalisation', 'theory'], {
          error: 'one of detector, two-point, scale, normalisation, theory',
        })
        .describe('What kind of uncertainty this is; detector when absent.')
        .optional(),
      up: side.describe('The variation upwards.').optional(),
      down: side.describe('The variation downwards.').optional(),
      alternative: sampleForSample
        .describe('Two-point: nominal sample → the sample of the alternative generator.')
        .optional(),
      'cross-check': sampleForSample
        .describe('Nominal sample → a third sample, never shown to the training: what the true size is measured on.')
        .optional(),
      size: size.describe('The size that the analysis claims; a larger effect is a finding.').optional(),
      column: text('a column').describe('Continuous: the column that holds the value of the nuisance.').optional(),
      sample: sampleName.describe('Continuous: the sample whose column it is.').optional(),
      parameter: text('a name')
        .describe(
          'Continuous: the name of the nuisance in weights and selections of samples, and in the expressions of `replace`.',
        )
        .optional(),
      prior: z
        .string({ error: priorForm })
        .regex(priorPattern, { error: priorForm })
        .describe('Continuous: how the nuisance is distributed: normal(mean, sigma) or uniform(from, to).')
        .optional(),
      grid: z
        .tuple(
          [
            z.number({ error: 'a number' }),
            z.number({ error: 'a number' }),
            z
              .int({ error: 'a whole number' })
              .min(2, { error: 'a whole number from 2 to 51' })
              .max(51, { error: 'a whole number from 2 to 51' }),
          ],
          {
            error: 'three numbers: from, to, how many',
          },
        )
        .describe(
          'Continuous: where it is evaluated: from, to, how many. Five points to ±2 standard deviations when absent.',
        )
        .optional(),
      replace: replace.describe('Continuous: column → expression with the parameter in it.').optional(),
    },
    { error: "a nuisance: a map with 'up' and 'down', or 'alternative'" },
  )
  .describe('A nuisance parameter: something uncertain that moves the events.');

const level = z
  .union(
    [z.enum(['error', 'warning', 'information', 'off'], { error: 'a level' }), z.literal(false, { error: 'a level' })],
    {
      error: 'a level: error, warning, information or off',
    },
  )
  .describe('How grave a finding is; off: it is not looked for.');

/** `checks:` for one code: its level, or a map of level and options. */
function settings(info: CheckInfo) {
  const options = Object.entries(info.options).map(([name, option]) => {
    const number = z.number({ error: 'a number' }).min(0, { error: 'a number that is not negative' });
    const schema =
      option.kind === 'choice'
        ? z.enum(option.choices, { error: `one of ${option.choices.join(', ')}` })
        : option.kind === 'name'
          ? text('a name')
          : option.kind === 'fraction'
            ? size
            : number;
    return [name, schema.describe(`${option.description} Default: ${String(option.default)}.`).optional()] as const;
  });
  const full = z.strictObject(
    { level: level.optional(), ...Object.fromEntries(options) },
    { error: "a map of 'level' and options" },
  );
  return z
    .union([level, full], { error: "a level (error, warning, information or off), or a map of 'level' and options" })
    .describe(`${info.title} Default: ${info.level}.`)
    .optional();
}

const checks = z.strictObject(Object.fromEntries(catalogue.map((info) => [info.code, settings(info)])), {
  error: 'a map of check codes to levels',
});

const theory = z
  .strictObject(
    {
      file: text('a path').describe('A table of processes, one row each.'),
      process: expression.describe('The name of the process.'),
      lo: expression.describe('The cross section at leading order.'),
      'lo-up': expression.describe('Its relative change by the scale variation upwards, as a fraction.'),
      'lo-down': expression.describe('Its relative change downwards, as a fraction; the sign is ignored.'),
      nlo: expression.describe('The cross section at next-to-leading order.'),
      particles: expression.describe('The number of final-state particles.').optional(),
      references: expression
        .describe('Not 0 for the processes whose scale variation gives the reference scale.')
        .optional(),
    },
    { error: "a map with 'file', 'process', 'lo', 'lo-up', 'lo-down' and 'nlo'" },
  )
  .describe('Pulls of theory predictions: does the scale variation cover the next order?');

const fit = z
  .strictObject(
    {
      file: text('a path').describe(
        'The result of a fit: *.fit.txt of TRExFitter, or JSON of cabinetry, pyhf or the impacts of Combine.',
      ),
      normalisation: z
        .array(text('the name of a parameter'), { error: 'a list of names' })
        .describe('The free parameters, which have no prior; told by their names when absent.')
        .optional(),
    },
    { error: "a map with 'file'" },
  )
  .describe('Pulls and constraints of a fit.');

export const analysisSchema = z
  .strictObject(
    {
      pullscope: z.literal(1, { error: 'the version of the grammar, 1' }).describe('The version of this grammar: 1.'),
      samples: z
        .record(z.string(), sample, { error: 'a map of names to samples' })
        .describe('Name → sample of events.')
        .optional(),
      model: model.optional(),
      models: z
        .record(z.string(), model, { error: 'a map of names to models' })
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
        .record(z.string(), nuisance, { error: 'a map of names to nuisances' })
        .describe('Name → nuisance parameter.')
        .optional(),
      protected: z
        .array(text('a column or an expression'), { error: 'a list of columns or expressions' })
        .describe('What the score must not depend on.')
        .optional(),
      pulls: z
        .strictObject({ theory: theory.optional(), fit: fit.optional() }, { error: "a map with 'theory' or 'fit'" })
        .describe('Pulls of theory predictions or of a fit.')
        .optional(),
      learned: learnedSchema.optional(),
      inference: inferenceSchema.optional(),
      undetected: undetectedSchema.optional(),
      corruptions: corruptionsSchema.optional(),
      emulator: emulatorSchema.optional(),
      abcd: abcdSchema.optional(),
      checks: checks.describe('Levels and options of checks; every check is on with its defaults.').optional(),
    },
    { error: "a map that begins with 'pullscope: 1'" },
  )
  .describe('An analysis for Pullscope: which samples, which model, which nuisances.');

export type AnalysisText = z.infer<typeof analysisSchema>;
