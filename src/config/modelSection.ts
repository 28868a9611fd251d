/** `model:` and `models:` of an analysis file: what a model is given, and what of its output is the score. */
import * as z from 'zod';
import { expression, text } from './grammarValues';

const modelFile = text('a path').describe('An ONNX file, relative to this file.');

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

export const modelSchema = z
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
