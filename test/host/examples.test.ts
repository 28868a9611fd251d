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
          "'generator': for class 0, the score of 'decorrelated' moves by KS 0.0196 to the alternative and by 0.18 to the cross-check: the uncertainty you would quote is 9.18 times too small. Take the difference to the cross-check as its size, or do not train against this nuisance. The same holds for class 1.",
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
          "A cut on the score of 'plain' that keeps 50.1 % of the signal sculpts 'HT_all' in the background: 1/JSD of what passes and what fails is 3.12 (3.01 to 3.24), below the accepted 100. So do those on 'linear' (7.83).",
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
          "A cut on the score of 'plain' that keeps 50.1 % of the signal sculpts 'HT_all/nJets' in the background: 1/JSD of what passes and what fails is 21.2 (18.7 to 24.4), below the accepted 100. So do those on 'linear' (33.4).",
        severity: 'warning',
        word: 'HT_all/nJets',
      },
    ],
    dropout: [
      {
        at: '12:3',
        code: 'data/low-statistics',
        message:
          "'energetic' is worth 896 events; to see a change of 10 % in every efficiency it takes 1,442. Expect undecided answers, or give it more events.",
        severity: 'warning',
        word: 'energetic',
      },
      {
        at: '21:27',
        code: 'shift/feature',
        message:
          "'HT_all' in 'energetic' differs from the nominal samples by 1.5 σ (Wasserstein), KS 0.831, p < 1e-6, mean +1.49 σ: more than 0.1 σ. The model is applied where it was not trained; see the plot.",
        severity: 'warning',
        word: 'energetic',
      },
      {
        at: '21:27',
        code: 'shift/feature',
        message:
          "'nJets' in 'energetic' differs from the nominal samples by 0.975 σ (Wasserstein), KS 0.325, p < 1e-6, mean +0.975 σ: more than 0.1 σ. The model is applied where it was not trained; see the plot.",
        severity: 'warning',
        word: 'energetic',
      },
      {
        at: '21:27',
        code: 'shift/score',
        message:
          "The score in 'energetic' differs from the nominal samples by 1.04 σ (Wasserstein), KS 0.557, p < 1e-6, mean +1.04 σ: more than 0.1 σ. The model is applied where it was not trained; see the plot.",
        severity: 'warning',
        word: 'energetic',
      },
      {
        at: '21:27',
        code: 'shift/joint',
        message:
          "The correlation of 'nJets' and 'HT_all' is +0.148 in 'energetic' and +0.533 in the nominal samples, a change of −0.385 ± 0.045: more than 0.1. A model that uses both sees other events than it was trained on.",
        severity: 'warning',
        word: 'energetic',
      },
      {
        at: '21:27',
        code: 'shift/pulls',
        message:
          "The residuals of 17 bins of all features in 'energetic' have the mean +0.67 and the width 19.5 (0.257 to 2.08 without a shift), 82.4 % of them beyond ±3: bins differ by 105 % beyond what chance does, more than 10 %.",
        severity: 'information',
        word: 'energetic',
      },
      {
        at: '23:1',
        code: 'epistemic/corruption',
        message:
          'With 80 % of the values dropped (severity 5) the AUC changes by −0.1680 ± 0.0051 to 0.599, and the passes differ by 0.49 times as much as before (0.476 to 0.505), where 1.1 is expected. Their spread does not tell that the model has become worse: do not quote it as the uncertainty of such events.',
        severity: 'warning',
        word: 'corruptions',
      },
    ],
    abcd: [
      {
        at: '19:3',
        code: 'abcd/closure',
        message:
          "'transfer' predicts 31.9 ± 2.7 in D by the transfer factor, where 62.5 ± 4.2 are: −48.9 ± 5.5 %, more than the accepted 10 %. Quote 48.9 % as the uncertainty of the closure, or look for what connects the two cuts.",
        severity: 'warning',
        word: 'transfer',
      },
      {
        at: '26:11',
        code: 'abcd/dependence',
        message:
          "In the regions of 'transfer', 'nBTags_70' and 'HT_all' depend on each other: squared distance correlation 0.00835 (0.00619 to 0.0108), odds ratio of the regions 0.511 ± 0.055; accepted are 0.01 and 1 ± 0.1. One transfer factor needs them independent: choose other axes, or weight the events with a model.",
        severity: 'information',
        word: '[nBTags_70, HT_all]',
      },
      {
        at: '27:15',
        code: 'abcd/closure',
        message:
          "The distribution of 'nJets' that 'transfer' predicts in D by the transfer factor differs from that there by 0.422 σ (Wasserstein), KS 0.203, p < 1e-6: more than 0.1 σ. See the plot, and treat it as a shape uncertainty.",
        severity: 'warning',
        word: 'nJets',
      },
    ],
    coverage: [],
    emulator: [
      {
        at: '9:5',
        code: 'emulator/interval',
        message:
          'mass = 1.33 +0.31 −0.39 with loose nuisances (profile likelihood, 68.3 %); 1.35 +0.29 −0.27 (posterior). Their ends differ by up to 39.9 % of half the interval (accepted 20 %): the likelihood is not normal, and the answer depends on the method and on flat priors. Say which one is quoted.',
        severity: 'information',
        word: 'mass',
      },
      {
        at: '9:5',
        code: 'emulator/prior',
        message:
          "Half the interval of mass with loose nuisances is 0.35; 0.02 is left with all nuisances held, and each alone makes, in quadrature, logTeff 0.32, distance 0.13, nH 0.09: 'logTeff' makes 84.7 % of the squared width (accepted 50 %). What counts most for mass is how well logTeff is known. The same holds with tight nuisances.",
        severity: 'information',
        word: 'mass',
      },
      {
        at: '9:11',
        code: 'emulator/range',
        message:
          '−2 ln L of mass has not risen by 3.84 at 0.9 (1.19) with loose nuisances: the range cuts the interval off, and what is quoted depends on where it ends. Widen the range, where the emulator was trained.',
        severity: 'warning',
        word: '[0.9, 2.3]',
      },
      {
        at: '10:5',
        code: 'emulator/prior',
        message:
          "Half the interval of radius with loose nuisances is 1.5; 0.1 is left with all nuisances held, and each alone makes, in quadrature, distance 1.2, logTeff 1.0, nH 0.1: 'distance' makes 62.7 % of the squared width (accepted 50 %). What counts most for radius is how well distance is known.",
        severity: 'information',
        word: 'radius',
      },
    ],
    'measurement-aware': [
      {
        at: '14:3',
        code: 'inference/model',
        message:
          "'pivot' measures mu to ± 0.234 after systematics (± 0.119 from counts alone), 33.9 % (27.4 % to 41.2 %) more than 'baseline' without the noise of the templates.",
        severity: 'information',
        word: 'pivot',
      },
      {
        at: '20:3',
        code: 'nuisance/slope',
        message:
          "'z': one standard deviation (1) changes the mean score of 'baseline' for 'signal' by +0.5017 ± 0.0028 σ of the nominal score: 5.02 times the accepted 0.1 σ. Also beyond: the mean score of 'aware' for 'background', the mean score of 'aware' for 'signal', the mean score of 'pivot' for 'signal'.",
        severity: 'warning',
        word: 'z',
      },
      {
        at: '20:3',
        code: 'inference/over-constrained',
        message:
          "The fit with 'baseline' would leave 0.211 of the uncertainty of 'z', 0.22 (0.212 to 0.229) without the noise of its templates, less than 0.5: over-constrained. Is one parameter enough for what it stands for? Split it, or check that its template is more than a two-point difference. The same holds with 'aware'.",
        severity: 'warning',
        word: 'z',
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
