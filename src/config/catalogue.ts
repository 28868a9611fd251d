/**
 * Every diagnostic code with its title, default level and options: the one source for the grammar of `checks:`, for
 * completion and documentation, and for the checks themselves, which take their defaults from here.
 */
import { alpha, choice, fraction, name, number, ownAlpha, type CheckInfo } from './checkInfo';

export const catalogue = [
  { code: 'config/syntax', title: 'Is the file valid YAML?', level: 'error', options: {} },
  { code: 'config/duplicate-key', title: 'Is a key written twice?', level: 'error', options: {} },
  { code: 'config/unknown-key', title: 'Is every key part of the grammar?', level: 'error', options: {} },
  { code: 'config/missing-key', title: 'Is everything there that is needed?', level: 'error', options: {} },
  { code: 'config/value', title: 'Does every value have the right form?', level: 'error', options: {} },
  { code: 'config/yaml-trap', title: 'Do all YAML readers read this value alike?', level: 'warning', options: {} },
  { code: 'config/undefined-name', title: 'Is every name that is used defined?', level: 'error', options: {} },
  { code: 'config/unused', title: 'Is everything that is defined used?', level: 'warning', options: {} },
  { code: 'config/file-not-found', title: 'Is every file there?', level: 'error', options: {} },
  { code: 'config/file-unreadable', title: 'Can every file be read?', level: 'error', options: {} },
  { code: 'config/outside-workspace', title: 'Does every path stay inside the folder?', level: 'warning', options: {} },
  { code: 'config/expression', title: 'Can every expression be understood?', level: 'error', options: {} },
  { code: 'config/unknown-column', title: 'Is every column there that is named?', level: 'error', options: {} },
  { code: 'config/unknown-check', title: 'Does every code under checks exist?', level: 'error', options: {} },
  {
    code: 'config/suppression',
    title: 'Does every suppression have a reason and an effect?',
    level: 'warning',
    options: {},
  },
  {
    code: 'model/inputs',
    title: 'Do the features match what the model expects, in number, order and name?',
    level: 'error',
    options: {},
  },
  {
    code: 'model/output',
    title: 'Is it clear which output is the score, and is it a probability?',
    level: 'error',
    options: {},
  },
  {
    code: 'model/opset',
    title: 'Does the runtime know the operators that the model is made of?',
    level: 'error',
    options: {},
  },
  {
    code: 'model/missing-weights',
    title: 'Are the weights there that the model keeps in other files?',
    level: 'error',
    options: {},
  },
  {
    code: 'model/comparison',
    title: 'What does a model cost, and what does it gain, against the first one?',
    level: 'information',
    options: { tolerance: number(0.01, 'Loss of AUC that is accepted without a gain.'), alpha },
  },
  {
    code: 'data/missing',
    title: 'How many events have no value in a feature?',
    level: 'warning',
    options: {
      tolerance: fraction(0.001, 'Fraction of events without a value that is accepted.'),
      'sentinel-fraction': fraction(
        0.005,
        'Fraction of events from which one isolated value counts as "not computed".',
      ),
    },
  },
  {
    code: 'data/constant',
    title: 'Has a feature one value in all events of a sample?',
    level: 'warning',
    options: { minimum: number(10, 'Events of a sample below which nothing is said of it.') },
  },
  {
    code: 'data/float-as-text',
    title: 'Are numbers written in a way that makes them text?',
    level: 'error',
    options: {},
  },
  {
    code: 'data/negative-weights',
    title: 'How much statistical power do negative weights cost?',
    level: 'information',
    options: { tolerance: fraction(0.1, 'Fraction of events with a negative weight that is accepted.') },
  },
  {
    code: 'data/low-statistics',
    title: 'Is a sample large enough for the question it is used for?',
    level: 'warning',
    options: {
      tolerance: fraction(0.1, 'Change of an efficiency or a yield that must be resolvable.'),
      minimum: number(100, 'Effective events below which nothing is said of a sample.'),
      alpha: ownAlpha,
    },
  },
  {
    code: 'data/duplicates',
    title: 'Are events there twice, in a sample or in training and test?',
    level: 'warning',
    options: {
      tolerance: fraction(0.005, 'Fraction of repeated events that is accepted.'),
      alpha: ownAlpha,
    },
  },
  {
    code: 'shift/feature',
    title: 'Are the features distributed where the model is applied as where it was trained?',
    level: 'warning',
    options: { tolerance: number(0.1, 'Wasserstein distance that is accepted, in units of the nominal σ.'), alpha },
  },
  {
    code: 'shift/score',
    title: "Is the model's output distributed where it is applied as where it was trained?",
    level: 'warning',
    options: { tolerance: number(0.1, 'Wasserstein distance that is accepted, in units of the nominal σ.'), alpha },
  },
  {
    code: 'shift/joint',
    title: 'Do the features hang together where the model is applied as where it was trained?',
    level: 'warning',
    options: {
      tolerance: number(0.04, 'KS distance along any direction that is accepted: that of a normal shifted by 0.1 σ.'),
      'correlation-tolerance': number(0.1, 'Change of a correlation coefficient that is accepted.'),
      alpha,
    },
  },
  {
    code: 'shift/support',
    title: 'Is the model applied to events such as it has not seen any of?',
    level: 'warning',
    options: {
      tolerance: fraction(0.01, 'Fraction of events outside, beyond that of the nominal ones, that is accepted.'),
      alpha,
    },
  },
  {
    code: 'shift/kind',
    title: 'What kind of shift is it: of the classes, of the features, or of what they mean?',
    level: 'information',
    options: {
      tolerance: number(0.1, 'Wasserstein distance that counts as no shift, in units of the nominal σ.'),
      'probability-tolerance': number(0.05, 'Change of the probability of a class at a given score that is accepted.'),
      condition: number(20, 'Condition number of the confusion matrix above which classes are not told apart.'),
      alpha,
    },
  },
  {
    code: 'shift/pulls',
    title: 'Do the bins of all features together differ by more than chance?',
    level: 'information',
    options: {
      tolerance: fraction(0.1, 'Relative difference of a bin beyond chance, on average, that is accepted.'),
      narrow: number(0.8, 'Width of the residuals below which it is reported, if chance does not make it.'),
      alpha,
    },
  },
  {
    code: 'nuisance/large',
    title: "Does a nuisance move the yield, an efficiency or the score's shape by more than declared?",
    level: 'warning',
    options: {
      tolerance: fraction(0.1, 'Change of yield and efficiency that is accepted where the nuisance declares no size.'),
      'shape-tolerance': number(
        0.1,
        "Wasserstein distance of the score's shape that is accepted, in units of its nominal σ.",
      ),
      alpha,
    },
  },
  {
    code: 'nuisance/no-effect',
    title: 'Does a nuisance do anything at all?',
    level: 'warning',
    options: {
      negligible: fraction(0.005, 'Change of yield, efficiency and shape below which a nuisance could be pruned.'),
      alpha: ownAlpha,
    },
  },
  {
    code: 'nuisance/one-sided',
    title: 'Do up and down move the result the same way?',
    level: 'warning',
    options: { tolerance: fraction(0.005, 'Change that both sides must exceed.'), alpha },
  },
  {
    code: 'nuisance/asymmetric',
    title: 'Are up and down of very different size?',
    level: 'information',
    options: {
      ratio: number(2, 'Ratio of the larger to the smaller change that is accepted.'),
      tolerance: fraction(0.005, 'Change below which both sides are called small, whatever their ratio.'),
      alpha,
    },
  },
  {
    code: 'nuisance/normalisation',
    title: 'Does what is declared a change of shape hide a change of rate?',
    level: 'warning',
    options: { tolerance: fraction(0.02, 'Change of the yield that is accepted where no size is declared.'), alpha },
  },
  {
    code: 'nuisance/noise',
    title: 'Is a variation more than the statistical scatter of its own events?',
    level: 'information',
    options: {
      tolerance: number(0.1, "Wasserstein distance below which noise is harmless, in units of the score's nominal σ."),
      compatible: number(0.1, 'Adjusted p-value from which a change is called compatible with noise.'),
      alpha: ownAlpha,
    },
  },
  {
    code: 'nuisance/slope',
    title: 'How does the result follow a continuous nuisance?',
    level: 'warning',
    options: {
      tolerance: fraction(
        0.1,
        'Change of yield and efficiency for one standard deviation that is accepted where the nuisance declares no size.',
      ),
      'score-tolerance': number(
        0.1,
        'Change of the mean score for one standard deviation that is accepted, in units of its nominal σ.',
      ),
      alpha,
    },
  },
  {
    code: 'aware/gain',
    title: 'How much does a model gain by being told the value of a nuisance?',
    level: 'information',
    options: {
      tolerance: number(0.005, 'Gain in AUC up to which a model need not be told, and loss against another model.'),
      alpha,
    },
  },
  {
    code: 'aware/interpolation',
    title: 'Does a model separate best when it is told the true value of a nuisance?',
    level: 'warning',
    options: {
      tolerance: number(0.005, 'Gain in AUC by being told another value that is accepted.'),
      alpha,
    },
  },
  {
    code: 'decorrelation/apparent',
    title: 'Is the model as insensitive as its two-point uncertainty makes it look?',
    level: 'warning',
    options: { tolerance: number(0.03, 'KS distance by which the actual shift may exceed the apparent one.'), alpha },
  },
  {
    code: 'decorrelation/dependence',
    title: 'Does the score depend on what it must not depend on?',
    level: 'warning',
    options: {
      tolerance: number(0.01, 'Squared distance correlation that is accepted.'),
      alpha,
    },
  },
  {
    code: 'decorrelation/sculpting',
    title: 'Does a cut on the score change the shape of a protected variable in the background?',
    level: 'warning',
    options: {
      minimum: number(100, '1/JSD of what passes and what fails that is accepted.'),
      efficiency: fraction(0.5, 'Signal efficiency at which the cut is made.'),
      alpha,
    },
  },
  {
    code: 'decorrelation/cost',
    title: 'What does a decorrelated model cost, and how much less does it depend?',
    level: 'information',
    options: {
      reference: name('first', 'Name of the model that the others are compared with.'),
      tolerance: number(0.01, 'Loss of AUC that is accepted where a model does not depend less.'),
      alpha,
    },
  },
  {
    code: 'calibration/off',
    title: 'Is the score of a calibrated model the probability to be signal?',
    level: 'warning',
    options: {
      tolerance: fraction(0.02, 'Calibration error (root mean square) that is accepted.'),
      alpha,
    },
  },
  {
    code: 'calibration/drifts',
    title: 'Does a nuisance change what a score means?',
    level: 'warning',
    options: {
      tolerance: fraction(
        0.02,
        'Change of the probability to be signal at a given score (root mean square) that is accepted.',
      ),
      alpha,
    },
  },
  {
    code: 'calibration/coverage',
    title: 'Do the intervals of a calibrated regression hold the truth as often as they say?',
    level: 'warning',
    options: {
      tolerance: fraction(0.02, 'Difference of coverage that is accepted.'),
      conformal: fraction(0.9, 'Coverage of the conformal intervals that are offered beside it.'),
      alpha,
    },
  },
  {
    code: 'epistemic/dominates',
    title: 'Is the largest uncertainty of an efficiency that of the model itself?',
    level: 'warning',
    options: {
      tolerance: fraction(0.01, 'Relative deviation of the members that is accepted whatever else is uncertain.'),
      alpha,
    },
  },
  {
    code: 'epistemic/blind',
    title: 'Do the members of an ensemble differ more where the model extrapolates?',
    level: 'warning',
    options: {
      growth: number(1.2, 'Factor by which their spread has to grow beyond the nominal events.'),
      alpha,
    },
  },
  {
    code: 'epistemic/corruption',
    title: 'Do the members of an ensemble differ more where spoilt features lower the AUC?',
    level: 'warning',
    options: {
      loss: number(0.02, 'Fall of the AUC from which their spread has to grow.'),
      growth: number(1.1, 'Factor by which it has to grow then.'),
      alpha,
    },
  },
  {
    code: 'learned/observables',
    title: 'Which readable observables order events as the model does?',
    level: 'information',
    options: {
      tolerance: fraction(0.05, 'Fraction of pairs that the observables together may order otherwise than the model.'),
      most: number(5, 'Observables in the list.'),
      alpha,
    },
  },
  {
    code: 'learned/flips',
    title: 'Does a nuisance reverse the order in which the model puts events?',
    level: 'information',
    options: {
      tolerance: fraction(0.02, 'Fraction of pairs whose order may be reversed.'),
      alpha,
    },
  },
  {
    code: 'safety/undetected',
    title: 'How far could an efficiency be wrong without anybody noticing?',
    level: 'information',
    options: {
      tolerance: fraction(0.01, 'Change of an efficiency that is accepted where the nuisances together do less.'),
      alpha,
    },
  },
  {
    code: 'abcd/closure',
    title: 'Does a region that is predicted from three others hold what is predicted?',
    level: 'warning',
    options: {
      tolerance: fraction(0.1, 'Relative difference of the predicted and the true yield that is accepted.'),
      'shape-tolerance': number(
        0.1,
        'Wasserstein distance of the predicted from the true distribution that is accepted, in units of its σ.',
      ),
      alpha,
    },
  },
  {
    code: 'abcd/dependence',
    title: 'Are the two axes of an ABCD prediction independent of each other?',
    level: 'information',
    options: {
      tolerance: number(0.01, 'Squared distance correlation of the two axes that is accepted.'),
      'odds-tolerance': fraction(0.1, 'Difference of the odds ratio of the regions from 1 that is accepted.'),
      alpha,
    },
  },
  {
    code: 'pull/theory',
    title: 'Does the scale variation cover the next order?',
    level: 'warning',
    options: {
      reference: number(0.147, 'Relative scale uncertainty for each final-state particle (arXiv:2210.15167).'),
      'meaningless-below': number(0.25, 'Fraction of the reference scale below which a scale variation says nothing.'),
      large: number(3, 'Absolute pull above which it is reported.'),
    },
  },
  {
    code: 'pull/fit',
    title: 'Does a fit pull a nuisance parameter, or know more of it than went in?',
    level: 'warning',
    options: {
      definition: choice(
        'pre-fit',
        ['pre-fit', 'post-fit', 'difference'],
        'What a shift is divided by: σ₀ (pre-fit), σ (post-fit), or √(σ₀² − σ²) (difference).',
      ),
      constraint: number(0.5, 'Ratio σ/σ₀ of post-fit to prior uncertainty below which it is reported.'),
      large: number(1, 'Absolute pull above which it is reported.'),
      error: number(2, 'Absolute pull above which the finding is an error.'),
    },
  },
  {
    code: 'pull/regression',
    title: 'Does a model know the uncertainty that it predicts?',
    level: 'warning',
    options: {
      mean: number(0.1, 'Mean of (prediction − truth)/σ that is accepted.'),
      width: number(0.1, 'Deviation of its width from 1 that is accepted.'),
      alpha,
    },
  },
  {
    code: 'inference/templates',
    title: 'Can a fit rely on the templates of the score?',
    level: 'warning',
    options: {
      tolerance: fraction(0.1, 'Growth of the uncertainty by the finite number of simulated events that is accepted.'),
      minimum: number(10, 'Effective simulated events of a bin below which its error is not to be trusted.'),
    },
  },
  {
    code: 'inference/precision',
    title: 'How well does the fit measure its parameter, and what do nuisances cost?',
    level: 'information',
    options: {
      inflation: number(2, 'Uncertainty with nuisances over that of the counts alone that is accepted.'),
      alpha,
    },
  },
  {
    code: 'inference/over-constrained',
    title: 'Does the fit claim to know more of a nuisance than went in?',
    level: 'warning',
    options: {
      constraint: number(0.5, 'Ratio σ/σ₀ of post-fit to prior uncertainty below which it is reported.'),
      alpha,
    },
  },
  {
    code: 'inference/model',
    title: 'Which model measures best after systematics?',
    level: 'information',
    options: {
      tolerance: fraction(0.05, 'Relative growth of the uncertainty against the best model that is accepted.'),
      alpha,
    },
  },
  {
    code: 'inference/undercovers',
    title: 'Do intervals hold the truth as often as they promise?',
    level: 'warning',
    options: {
      tolerance: fraction(0.05, 'Coverage below 68.27 % that is accepted.'),
      alpha,
    },
  },
  {
    code: 'emulator/interval',
    title: 'What do data say of the parameters of an emulator, and does that depend on the method?',
    level: 'information',
    options: {
      tolerance: fraction(
        0.2,
        'Difference of the ends of profile and marginal interval that is accepted, relative to half the interval.',
      ),
    },
  },
  {
    code: 'emulator/misfit',
    title: 'Does the best prediction of an emulator agree with the data?',
    level: 'warning',
    options: {
      tolerance: number(1.1, 'Factor by which all errors may be too small.'),
      detectable: number(2, 'Factor that would have to be noticed for a pass.'),
      alpha,
    },
  },
  {
    code: 'emulator/prior',
    title: 'Is an interval as wide as it is because of the prior of a nuisance?',
    level: 'information',
    options: {
      tolerance: fraction(0.5, 'Part of the squared width that one nuisance may make.'),
      pull: number(2, 'Distance of a nuisance from its prior that is accepted, in standard deviations of the prior.'),
    },
  },
  {
    code: 'emulator/range',
    title: 'Does an interval end where the emulator was scanned or trained?',
    level: 'warning',
    options: {
      rise: number(3.84, 'Rise of −2 ln L that must fit into the range of a parameter: 3.84 is an interval of 95 %.'),
    },
  },
] as const satisfies readonly CheckInfo[];

export type CheckCode = (typeof catalogue)[number]['code'];

const byCode = new Map<string, CheckInfo>(catalogue.map((info) => [info.code, info]));

export function checkInfo(code: string): CheckInfo | undefined {
  return byCode.get(code);
}
