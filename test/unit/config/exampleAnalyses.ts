/** The analysis file that the documentation begins with. */
export const tthExample = `pullscope: 1

samples:
  tt:
    file: tt_PP8.root:nominal_Loose        # file:tree; globs and lists allowed; relative to this file
    weight: &weight weight_normalise*weight_pileup*weight_mc*weight_leptonSF*weight_jvt*11000
    select: &region nJets >= 5
    label: 0                               # a number, a column or an expression
  ttH:       { file: ttH_PP8.root:nominal_Loose, weight: *weight, select: *region, label: 1 }
  tt_aMCNlo: { file: tt_aMCNloP8.root:nominal_Loose, weight: *weight, select: *region, label: 0 }

model:
  file: tth.onnx
  features: [HT_all, nJets, nBTags_70]     # columns or expressions, in the model's order
  output: score
  working-points: { loose: 0.3, tight: 0.6 }

nominal: [tt, ttH]                         # what the model was trained on

nuisances:
  pileup:
    up:   { replace: { weight_pileup: weight_pileup_UP } }      # the same events, another weight factor
    down: { replace: { weight_pileup: weight_pileup_DOWN } }
  ht_scale:
    up:   { replace: { HT_all: HT_all*1.02 } }                  # the same events, a shifted feature
    down: { replace: { HT_all: HT_all*0.98 } }
    size: 2%                                                     # what the analysis claims: beyond it, a finding
  tt_generator:
    kind: two-point                        # detector (default) | two-point | scale | normalisation | theory
    alternative: { tt: tt_aMCNlo }         # other events

checks:                                    # every check is on with its defaults
  nuisance/no-effect: off
  nuisance/large: { level: error, tolerance: 20% }
`;

/** Everything else that the grammar allows. */
export const fullExample = `pullscope: 1
samples:
  tt:
    file:
      - tt_1.root:nominal
      - run*/tt_2.root:nominal
    weight: 0.5
    missing: { HT_all: -9 }
  tt_herwig: { file: tt_herwig.root:nominal }
  tt_sherpa: { file: tt_sherpa.root:nominal }
  tt_jes_up: { file: tt_jes_up.root:nominal }
  tt_jes_down: { file: tt_jes_down.root:nominal }
  data_cr: { file: data.root:nominal }
  prior: { file: prior.csv }
models:
  baseline: { files: [m0.onnx, m1.onnx, m2.onnx], features: [HT_all, min(pt1/1000, 500)] }
  pivot: { file: pivot.onnx, features: [HT_all, nJets], output: score, dropout: 30 }
nominal: [tt]
application: { data: data_cr }
undetected: { within: { HT_all: 2% }, ks: 0.01 }
corruptions: { noise: [0.5, 1], scale: true, dropped: false }
learned: { observables: { HT per jet: HT_all/nJets } }
nuisances:
  tt_generator: { kind: two-point, alternative: { tt: tt_herwig }, cross-check: { tt: tt_sherpa } }
  jes: { up: { samples: { tt: tt_jes_up } }, down: { samples: { tt: tt_jes_down } } }
  z: { column: z, sample: prior, prior: normal(0, 1) }
  tes: { parameter: tes, prior: 'normal(1, 0.01)', grid: [0.97, 1.03, 7], replace: { tau_pt: tau_pt*tes } }
  lumi: { kind: normalisation, size: 0.02 }
protected: [mass]
pulls:
  theory: { file: cross_sections.csv, process: process, lo: 1, lo-up: lo_up, lo-down: -0.1, nlo: 1 + k*scale, particles: n_part }
  fit: { file: FitExample.fit.txt }
checks:
  nuisance/one-sided: false
  data/missing: information
  nuisance/large: { level: off, tolerance: 20 % }
  pull/theory: { large: 2.5 }
`;
