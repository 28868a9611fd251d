import { describe } from 'vitest';
import { findEach, inExample, small } from './oneMistake';

describe('a mistake about names gives one finding at its word:', () => {
  findEach([
    {
      mistake: 'a nominal sample that is not defined',
      text: inExample('nominal: [tt, ttH]', 'nominal: [tt, ttH, «ttHH»]'),
      code: 'config/undefined-name',
      message: "No sample is called 'ttHH'. Did you mean 'ttH'?",
      fix: 'ttH',
    },
    {
      mistake: 'an alternative that is not defined',
      text: small({ rest: 'nuisances: { gen: { kind: two-point, alternative: { tt: «herwig» } } }' }),
      code: 'config/undefined-name',
      message: "No sample is called 'herwig'. There are 'tt' and 'ttH'.",
    },
    {
      mistake: 'a sample replaced that is not nominal',
      text: small({
        samples: 'other: { file: o.csv }',
        rest: 'nuisances: { gen: { kind: two-point, alternative: { «other»: tt } } }',
      }),
      code: 'config/undefined-name',
      message: "'other' is not among the nominal samples, so there is nothing to replace. Nominal: 'tt' and 'ttH'.",
    },
    {
      mistake: 'the sample of a continuous nuisance that is not defined',
      text: small({ rest: "nuisances: { z: { column: z, sample: «tH», prior: 'normal(0, 1)' } }" }),
      code: 'config/undefined-name',
      message: "No sample is called 'tH'. Did you mean 'ttH'?",
      fix: 'ttH',
    },
    {
      mistake: 'a continuous nuisance without a prior',
      text: small({ rest: 'nuisances: { t: { parameter: «t», replace: { a: a*t } } }' }),
      code: 'config/missing-key',
      message: "'t' is continuous: say how it is distributed, with a width, as in `prior: normal(1, 0.01)`.",
    },
    {
      mistake: 'a prior without a width',
      text: small({ rest: "nuisances: { z: { column: «z», sample: tt, prior: 'normal(0, 0)' } }" }),
      code: 'config/missing-key',
      message: "'z' is continuous: say how it is distributed, with a width, as in `prior: normal(0, 1)`.",
    },
    {
      mistake: 'a parameter that nothing names',
      text: small({ rest: "nuisances: { t: { parameter: «t», prior: 'normal(0, 1)' } }" }),
      code: 'config/missing-key',
      message: "'t' varies nothing: name 't' in the weight of a sample, or give it 'replace', with 't' in it.",
    },
    {
      mistake: 'a parameter that no replacement names',
      text: small({ rest: "nuisances: { t: { parameter: «t», prior: 'normal(0, 1)', replace: { a: a*2 } } }" }),
      code: 'config/unused',
      severity: 'warning',
      message: "No replacement of 't' names 't': every value of it gives the same events.",
    },
    {
      mistake: 'a reference model that is not defined',
      text: small({ rest: 'checks: { decorrelation/cost: { reference: «modl» } }' }),
      code: 'config/undefined-name',
      message: "No model is called 'modl'. Did you mean 'model'?",
      fix: 'model',
    },
    {
      mistake: 'a sample that nothing uses',
      text: small({ samples: '«old»: { file: old.csv }' }),
      code: 'config/unused',
      severity: 'warning',
      message: "Nothing uses the sample 'old': list it under 'nominal' or 'application', or take it in a nuisance.",
    },
    {
      mistake: 'samples named without any section of samples',
      text: 'pullscope: 1\nmodel: { file: m.onnx, features: [a] }\nnominal: [«tt», ttH]\n',
      code: 'config/missing-key',
      message: "Samples are named here, but none is defined: there is no 'samples' in the file.",
    },
    {
      mistake: 'nuisances without a nominal sample',
      text: 'pullscope: 1\nsamples: { tt: { file: a.csv } }\nmodel: { file: m.onnx, features: [a] }\n«nuisances»: { lumi: { kind: normalisation, size: 2% } }\n',
      code: 'config/missing-key',
      message: "No sample is nominal: list under 'nominal' those that the model was trained on.",
    },
    {
      mistake: 'nuisances without a model',
      text: 'pullscope: 1\nsamples: { tt: { file: a.csv } }\nnominal: [tt]\n«nuisances»: { lumi: { kind: normalisation, size: 2% } }\n',
      code: 'config/missing-key',
      message: "There are nuisances but no model: add 'model' with its 'file' and 'features'.",
    },
    {
      mistake: 'a nuisance that varies nothing',
      text: small({ rest: 'nuisances:\n  «jes»: { size: 2% }' }),
      code: 'config/missing-key',
      message: "'jes' varies nothing: give it 'up' and 'down', or an 'alternative' sample.",
    },
    {
      mistake: 'a side that varies nothing',
      text: small({ rest: 'nuisances: { jes: { «up»: {}, down: { replace: { w: w_up } } } }' }),
      code: 'config/missing-key',
      message: "'up' of 'jes' varies nothing: give it 'replace' or 'samples'.",
    },
    {
      mistake: 'a cross-check without an alternative',
      text: small({
        samples: 'sherpa: { file: s.csv }',
        rest: 'nuisances: { «gen»: { cross-check: { tt: sherpa } } }',
      }),
      code: 'config/missing-key',
      message: "'gen' has a cross-check but no 'alternative' to compare it with.",
    },
    {
      mistake: 'a column of nuisance values without its sample',
      text: small({ rest: 'nuisances: { z: { column: «z» } }' }),
      code: 'config/missing-key',
      message: "'z' takes its value from a column: say of which 'sample'.",
    },
    {
      mistake: 'a nuisance that a model is told and nothing defines',
      text: small({
        model: 'features: [a, { nuisance: «scal» }]',
        rest: 'nuisances: { scale: { up: { replace: { a: 2*a } }, down: { replace: { a: a/2 } } } }',
      }),
      code: 'config/undefined-name',
      message: "No nuisance is called 'scal'. Did you mean 'scale'?",
      fix: 'scale',
    },
    {
      mistake: 'a nuisance without a value that a model is told',
      text: small({
        samples: 'other: { file: other.csv, weight: w }',
        model: 'features: [a, { nuisance: «gen» }]',
        rest: 'nuisances: { gen: { kind: two-point, alternative: { tt: other } } }',
      }),
      code: 'config/missing-key',
      message: "'gen' has no value that 'model' could be told: give it 'up' and 'down', a 'column' or a 'parameter'.",
    },
  ]);
});
