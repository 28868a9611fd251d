import { describe } from 'vitest';
import { dataWith, factsOf, modelWith } from './knownFacts';
import { findEach, example, inExample, small, smallFacts, table } from './oneMistake';

describe('a mistake about columns gives one finding at its word:', () => {
  findEach([
    {
      mistake: 'a misspelt column of a weight that three samples share by an alias',
      text: inExample('weight_normalise*weight_pileup*', 'weight_normalise*«weight_pileupp»*'),
      facts: example,
      code: 'config/unknown-column',
      message:
        "Sample 'tt' ('tt_PP8.root:nominal_Loose') has no column 'weight_pileupp'. Did you mean 'weight_pileup'?" +
        " The same holds for 'ttH' and 'tt_aMCNlo'.",
      fix: 'weight_pileup',
    },
    {
      mistake: 'a name in a weight that is a parameter and a column',
      text: small({ rest: "nuisances: { t: { parameter: b, prior: 'normal(0, 1)' } }" }).replace(
        'tt.csv, weight: w',
        'tt.csv, weight: 1 + «b»*a',
      ),
      facts: smallFacts(),
      code: 'config/expression',
      message:
        "'b' is the parameter of a nuisance and a column of sample 'tt' ('tt.csv'): call the parameter otherwise.",
    },
    {
      mistake: 'one parameter of two nuisances in a weight',
      text: small({
        rest: "nuisances:\n  t: { parameter: t, prior: 'normal(0, 1)' }\n  u: { parameter: «t», prior: 'normal(0, 2)' }",
      }).replace('tt.csv, weight: w', 'tt.csv, weight: 1 + t'),
      code: 'config/expression',
      message:
        "'t' and 'u' both call their parameter 't', which stands in a weight or a selection: one of them needs another name.",
    },
    {
      mistake: 'an expression that cannot be understood',
      text: small({ model: 'features: [a, "b «@» 1"]' }),
      facts: smallFacts(),
      code: 'config/expression',
      message: 'This character cannot stand in a name; write such a column in backticks.',
    },
    {
      mistake: 'a feature that the files do not have',
      text: small({ model: 'features: [a, «bb»]' }),
      facts: smallFacts(),
      code: 'config/unknown-column',
      message: "Sample 'tt' ('tt.csv') has no column 'bb', nor do the files of 'ttH'. Did you mean 'b'?",
      fix: 'b',
    },
    {
      mistake: 'a misspelt feature that the model does not know either',
      text: small({ model: 'features: [a, «bb»]' }),
      facts: smallFacts(modelWith({ features: 2, names: ['a', 'b'] })),
      code: 'config/unknown-column',
      message: "Sample 'tt' ('tt.csv') has no column 'bb', nor do the files of 'ttH'. Did you mean 'b'?",
      fix: 'b',
    },
    {
      mistake: 'a feature that only one of the files has',
      text: small({ model: 'features: [a, «b»]' }),
      facts: factsOf({ 'tt.csv': table, 'ttH.csv': dataWith('w', 'a') }),
      code: 'config/unknown-column',
      message: "Sample 'ttH' ('ttH.csv') has no column 'b'.",
    },
    {
      mistake: 'a column of text where a number is needed',
      text: small({ model: 'features: [a, «note»]' }),
      facts: smallFacts(),
      code: 'config/unknown-column',
      message: "Column 'note' of sample 'tt' ('tt.csv') holds text, where one number for each event is needed.",
    },
    {
      mistake: 'a column of numbers that are written as text',
      text: small({ model: 'features: [a, «b»]' }),
      facts: factsOf({
        'tt.csv': {
          ...table,
          columns: table.columns.map((column) =>
            column.name === 'b'
              ? { ...column, type: 'text', kind: 'unreadable', numberAsText: { text: '1,5', number: '1.5' } }
              : column,
          ),
        },
        'ttH.csv': table,
      }),
      code: 'data/float-as-text',
      message: "Column 'b' of sample 'tt' ('tt.csv') holds numbers written as text: '1,5'. Write 1.5 in the file.",
    },
    {
      mistake: 'a column under missing that is not there',
      text: small({ samples: 'd: { file: tt.csv, missing: { «aa»: -9 } }', rest: 'application: { data: d }' }),
      facts: smallFacts(),
      code: 'config/unknown-column',
      message: "Sample 'd' ('tt.csv') has no column 'aa'. Did you mean 'a'?",
      fix: 'a',
    },
    {
      mistake: 'a protected column that is not there',
      text: small({ rest: 'protected: [«mass»]' }),
      facts: smallFacts(),
      code: 'config/unknown-column',
      message: "Sample 'tt' ('tt.csv') has no column 'mass', nor do the files of 'ttH'.",
    },
    {
      mistake: 'a replacement by a column that is not there',
      text: small({ rest: 'nuisances: { pu: { up: { replace: { w: «w_upp»*2 } } } }' }),
      facts: smallFacts(),
      code: 'config/unknown-column',
      message: "Sample 'tt' ('tt.csv') has no column 'w_upp', nor do the files of 'ttH'. Did you mean 'w_up'?",
      fix: 'w_up',
    },
    {
      mistake: 'a replaced column that no expression names',
      text: small({ rest: 'nuisances: { pu: { up: { replace: { «w_up»: w } } } }' }),
      facts: smallFacts(),
      code: 'config/unused',
      severity: 'warning',
      message: "Replacing 'w_up' does nothing: no weight, selection, label or feature of a nominal sample names it.",
    },
    {
      mistake: 'a replaced column that is nowhere',
      text: small({ rest: 'nuisances: { pu: { up: { replace: { «ww»: w_up } } } }' }),
      facts: smallFacts(),
      code: 'config/unknown-column',
      message:
        "Sample 'tt' ('tt.csv') has no column 'ww', and no weight, selection, label or feature names it. Did you mean 'w'?",
      fix: 'w',
    },
    {
      mistake: 'a column of a table of processes that is not there',
      text: 'pullscope: 1\npulls:\n  theory: { file: x.csv, process: process, lo: «sigma_l», lo-up: up, lo-down: -0.1, nlo: 1 + up }\n',
      facts: factsOf({ 'x.csv': dataWith('process:text', 'sigma_lo', 'up') }),
      code: 'config/unknown-column',
      message: "'x.csv' has no column 'sigma_l'. Did you mean 'sigma_lo'?",
      fix: 'sigma_lo',
    },
  ]);
});
