import { describe, it } from 'mocha';
import assert from 'node:assert/strict';
import { AnalysisCopy, type ReadDiagnostic } from './analysisCopy';

type Expected = Omit<ReadDiagnostic, 'line' | 'character'> & { readonly at: string };

describe('the Problems view of an example', () => {
  for (const [example, expected] of Object.entries(findings())) {
    it(`lists what is to be found in ${example}`, async () => {
      const [folder = '', file] = example.split('/');
      const analysis = await AnalysisCopy.open(folder, file === undefined ? {} : { file });
      try {
        await analysis.session.whenIdle();
        assert.equal(analysis.session.state.run.kind, 'done');
        const seen = analysis.diagnostics().map(({ line, character, ...rest }) => ({
          ...rest,
          at: `${(line + 1).toString()}:${(character + 1).toString()}`,
        }));
        assert.deepEqual(seen, expected);
      } finally {
        await analysis.close();
      }
    });
  }
});

/** By example: places are lines and columns from 1, as the editor shows them. */
function findings(): Readonly<Record<string, readonly Expected[]>> {
  return {
    'atlas-tth': [
      {
        at: '11:3',
        code: 'data/negative-weights',
        message:
          "26.6 % of the events of 'tt_aMCNlo' have a negative weight: its 6,632 events are worth 1,347. Every error of it is that of so few events.",
        severity: 'information',
        word: 'tt_aMCNlo',
      },
      {
        at: '11:3',
        code: 'data/low-statistics',
        message:
          "'tt_aMCNlo' is worth 1,347 events; to see a change of 10 % in every efficiency it takes 6,953. Expect undecided answers, or give it more events.",
        severity: 'warning',
        word: 'tt_aMCNlo',
      },
      {
        at: '13:3',
        code: 'data/low-statistics',
        message:
          "'pseudo_data' is worth 2,005 events; to see a change of 10 % in every efficiency it takes 5,186. Expect undecided answers, or give it more events.",
        severity: 'warning',
        word: 'pseudo_data',
      },
      {
        at: '13:3',
        code: 'data/duplicates',
        message:
          "5.04 % of the events of 'pseudo_data' are events of 'ttH' themselves, from the same places in the same files. The model may have been trained on them, and a shift of the others looks smaller than it is.",
        severity: 'warning',
        word: 'pseudo_data',
      },
      {
        at: '39:3',
        code: 'nuisance/large',
        message:
          "'tt_generator' alternative changes the yield of 'tt' by +119.7 ± 6.6 %, 12 times the accepted 10 %. Is a normalisation missing in the weight of 'tt_aMCNlo'? Shapes are compared after normalising.",
        severity: 'warning',
        word: 'tt_generator',
      },
      {
        at: '39:3',
        code: 'decorrelation/apparent',
        message:
          "'tt_generator' compares two choices only: whether the model is really insensitive to it cannot be tested. Give a third one, not used in training, as `cross-check:`.",
        severity: 'information',
        word: 'tt_generator',
      },
    ],
    generators: [
      {
        at: '6:3',
        code: 'data/negative-weights',
        message:
          "15.1 % of the events of 'pythia' have a negative weight: its 20,000 events are worth 9,367. Every error of it is that of so few events.",
        severity: 'information',
        word: 'pythia',
      },
      {
        at: '7:3',
        code: 'data/negative-weights',
        message:
          "15.3 % of the events of 'herwig' have a negative weight: its 20,000 events are worth 9,303. Every error of it is that of so few events.",
        severity: 'information',
        word: 'herwig',
      },
      {
        at: '8:3',
        code: 'data/negative-weights',
        message:
          "14.7 % of the events of 'sherpa' have a negative weight: its 20,000 events are worth 9,592. Every error of it is that of so few events.",
        severity: 'information',
        word: 'sherpa',
      },
      {
        at: '23:3',
        code: 'nuisance/large',
        message:
          "'generator' alternative changes the shape of the score of 'plain' for class 1 by 0.383 σ (Wasserstein), KS 0.159, p < 1e-6: more than 0.1 σ. See the plot, and treat it as a shape uncertainty. Also too large: alternative efficiency at 'half' of class 0 (plain), alternative shape of class 0 (plain), alternative efficiency at 'half' of class 1 (plain).",
        severity: 'warning',
        word: 'generator',
      },
      {
        at: '23:3',
        code: 'decorrelation/apparent',
        message:
          "'generator': for class 0, the score of 'decorrelated' moves by KS 0.0196 to the alternative and by 0.18 to the cross-check: the uncertainty you would quote is 9.18 times too small. Take the difference to the cross-check as its size, or do not train against this nuisance. So it is for 1 more.",
        severity: 'warning',
        word: 'generator',
      },
    ],
    pivot: [
      {
        at: '19:3',
        code: 'nuisance/large',
        message:
          "'z' up changes the shape of the score of 'aware' for class 0 by 0.63 σ (Wasserstein), KS 0.525, p < 1e-6: more than 0.1 σ. See the plot, and treat it as a shape uncertainty. Also too large: down shape of class 1 (baseline), down efficiency at 'half' of class 0 (aware), down shape of class 0 (aware) and 11 more.",
        severity: 'warning',
        word: 'z',
      },
      {
        at: '19:3',
        code: 'nuisance/slope',
        message:
          "'z': one standard deviation (1) changes the mean score of 'baseline' for class 1 by +0.5070 ± 0.0080 σ of the nominal score: 5.07 times the accepted 0.1 σ. Also beyond: the efficiency of 'aware' at 'half' for class 0, the mean score of 'aware' for class 0, the mean score of 'aware' for class 1 and 3 more.",
        severity: 'warning',
        word: 'z',
      },
      {
        at: '19:3',
        code: 'decorrelation/dependence',
        message:
          "For class 1, the score of 'baseline' depends on 'z': squared distance correlation 0.231 (0.221 to 0.242), more than the accepted 0.01. Also for class 0 of 'aware' (0.204), for class 1 of 'aware' (0.147), for class 1 of 'pivot' (0.06).",
        severity: 'warning',
        word: 'z',
      },
    ],
    protected: [
      {
        at: '21:13',
        code: 'decorrelation/dependence',
        message:
          "For 'tt', the score of 'plain' depends on 'HT_all': squared distance correlation 0.439 (0.431 to 0.447), more than the accepted 0.01. Also for 'ttH' of 'plain' (0.26), for 'tt' of 'linear' (0.0586), for 'ttH' of 'linear' (0.0367).",
        severity: 'warning',
        word: 'HT_all',
      },
      {
        at: '21:13',
        code: 'decorrelation/sculpting',
        message:
          "A cut on the score of 'plain' that keeps 50.1 % of the signal sculpts 'HT_all' in the background: 1/JSD of what passes and what fails is 3.1 (2.99 to 3.22), below the accepted 100. So do those on 'linear' (7.78).",
        severity: 'warning',
        word: 'HT_all',
      },
      {
        at: '21:21',
        code: 'decorrelation/dependence',
        message:
          "For 'ttH', the score of 'linear' depends on 'HT_all/nJets': squared distance correlation 0.146 (0.137 to 0.156), more than the accepted 0.01. Also for 'tt' of 'plain' (0.139), for 'tt' of 'linear' (0.104), for 'ttH' of 'plain' (0.016).",
        severity: 'warning',
        word: 'HT_all/nJets',
      },
      {
        at: '21:21',
        code: 'decorrelation/sculpting',
        message:
          "A cut on the score of 'plain' that keeps 50.1 % of the signal sculpts 'HT_all/nJets' in the background: 1/JSD of what passes and what fails is 21.2 (18.6 to 24.4), below the accepted 100. So do those on 'linear' (37.9).",
        severity: 'warning',
        word: 'HT_all/nJets',
      },
    ],
    'theory-weights': [
      {
        at: '26:3',
        code: 'nuisance/slope',
        message:
          "'ht_slope': one standard deviation (1) changes the yield of 'ttH' by +14.82 ± 0.10 %: 1.48 times the accepted 10 %.",
        severity: 'warning',
        word: 'ht_slope',
      },
    ],
    'fit-pulls': [
      {
        at: '5:3',
        code: 'pull/fit',
        message:
          "The fit leaves less than 0.5 of the uncertainty that went in for 'JES' (0.329): over-constrained. Is one parameter enough for what it stands for, and are its templates more than statistical noise?",
        severity: 'warning',
        word: 'fit',
      },
    ],
    'theory-pulls': [],
    'theory-pulls/processes.pullscope.yaml': [
      {
        at: '5:3',
        code: 'pull/theory',
        message:
          "The scale variation of 'p p > w + w - wpm', 'p p > z w + w -', 'p p > z z wpm', 'p p > z z z', 'p p > a w + w -', 'p p > a a wpm', 'p p > a z wpm', 'p p > a z z' is below 25 % of the reference scale (0.147 for each final-state particle) and says nothing of missing orders, as in electroweak processes at leading order: use the reference scale there.",
        severity: 'warning',
        word: 'theory',
      },
      {
        at: '5:3',
        code: 'pull/theory',
        message:
          "The next order lies more than 3 scale variations away for 'p p > a j', 'p p > h': the uncertainty is too small there.",
        severity: 'warning',
        word: 'theory',
      },
    ],
  };
}
