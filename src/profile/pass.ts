import type { Expression } from '../data/expression/expression';
import type { AbcdQuestion } from './abcdProfile';
import type { Condition } from './conditionProfile';
import type { HypothesisQuestion } from './hypothesisProfile';
import type { FeatureValues } from '../model/packInputs';
import type { NormalMixtures } from '../stats/normalMixture';

/** The expressions that make an event of a sample, nominal or varied. */
export interface EventExpressions {
  readonly weight: Expression;
  readonly select: Expression;
  /** Undefined for a sample without labels. */
  readonly label: Expression | undefined;
  /** The features of all models together, each once. */
  readonly features: readonly Expression[];
  /** Values of nuisances that models are told, beside the features. */
  readonly hypotheses?: readonly Expression[];
  /** Column → what the analysis says means "not computed"; the model is given it all the same. */
  readonly missing?: ReadonlyMap<string, number>;
  /** Continuous nuisances that are columns, protected variables, and what regressions predict. Not of variations. */
  readonly extra?: readonly Expression[];
}

/** What must be read of one sample: its nominal events, and variations of the same events. */
export interface Pass {
  readonly sample: string;
  readonly nominal: EventExpressions;
  /** One list for each feature: values that mean "missing" because the analysis says so (see `measured.ts`). */
  readonly declaredMissing: readonly (readonly number[])[];
  /** By the variation's key. */
  readonly variations: ReadonlyMap<string, EventExpressions>;
  /** By their key: variations that are the points of one continuous nuisance. */
  readonly grids?: ReadonlyMap<string, readonly string[]>;
  /** What is asked of the first of the extra variables; in their order. */
  readonly conditions?: readonly Condition[];
  /** What models that are told the value of a nuisance are asked, beside being told the right one. */
  readonly hypotheses?: readonly HypothesisQuestion[];
  /** Working points of each model. */
  readonly thresholds?: readonly (readonly number[])[];
  /** Whether the kept rows of variations are kept, too: their scores, and what they weigh. */
  readonly variedRows?: boolean;
  /** Regions that are predicted from others. */
  readonly abcd?: readonly AbcdQuestion[];
}

/** All that a model answers, or its score (and that of trained members) alone. */
export type Answers = 'all' | 'score';

/** A model as a pass needs it. */
export interface ScoringModel {
  readonly name: string;
  /** Positions of its features among the features of a pass, after which come the values that it is told. */
  readonly features: readonly number[];
  /**
   * @param values for each of its features [n], or n lists
   * @param answers 'score' where passes with dropout are not asked for
   * @returns [n]; may be overwritten by the next call
   */
  score(values: readonly FeatureValues[], n: number, answers?: Answers): Promise<Float64Array>;
  /** The score is said to be a probability, and its calibration is measured. */
  readonly calibrated?: boolean;
  /** The uncertainties that the model predicts itself, of the last scores; may be overwritten by the next call. */
  readonly sigmas?: () => Float64Array;
  /** Where it predicts mixtures and their truth is told: the text of the truth, and the mixtures of the last scores. */
  readonly predicted?: { readonly truth: string; readonly mixtures: () => readonly NormalMixtures[] };
  /** Of an ensemble its size, and each member's last scores; they may be overwritten by the next call. */
  readonly ensemble?: {
    readonly members: number;
    readonly scores: () => readonly Float64Array[];
    /** Passes with dropout, which are no members that were trained. */
    readonly drawn?: true;
  };
}

/** Every column that a pass needs from the file. */
export function columnsOf(pass: Pass): string[] {
  const names = new Set<string>();
  for (const expressions of [pass.nominal, ...pass.variations.values()]) {
    const { weight, select, label, features, hypotheses = [], extra = [] } = expressions;
    const all = [weight, select, label, ...features, ...hypotheses, ...extra];
    for (const expression of all) for (const column of expression?.columns ?? []) names.add(column.name);
  }
  for (const { regions, axes, variable, scores } of pass.abcd ?? []) {
    for (const { columns } of [...regions, ...axes, ...(variable ? [variable] : [])]) {
      for (const { name } of columns) if (!scores.has(name)) names.add(name);
    }
  }
  return [...names].sort();
}
