/**
 * What an analysis file says, after parsing: names resolved to structure, sizes to numbers, and every part with the
 * place it came from. Plain data; nothing here reads a file.
 */

import type { Corruption } from './corruptionsSection';
import type { Emulator } from './emulatorSection';
import type { Abcd } from './abcdSection';
import type { Inference } from './inferenceSection';

/** A path of keys and indices into the YAML document: `['samples', 'tt', 'weight']`. */
export type ConfigPath = readonly (string | number)[];

/** A word of the analysis file: a node, its key, or a part of its text. */
export interface Place {
  readonly path: ConfigPath;
  /** `key` marks the key of the pair, `value` (default) its value. */
  readonly on?: 'key' | 'value';
  /** A part of a scalar's value, in UTF-16 units of that value: a column's name inside an expression. */
  readonly within?: { readonly offset: number; readonly length: number };
}

/** Text of an expression (a number in YAML becomes its text), and where it stands. */
export interface ExpressionText {
  readonly text: string;
  readonly path: ConfigPath;
}

/** `tt.root:nominal`, relative to the analysis file: a file name or glob, and the tree inside a ROOT file. */
export interface FileReference {
  readonly text: string;
  readonly path: ConfigPath;
}

export interface Sample {
  readonly name: string;
  readonly path: ConfigPath;
  readonly files: readonly FileReference[];
  /** Files with further columns of the same events: for each friend as many as `files`, in their order. */
  readonly friends?: readonly FileReference[];
  /** Event weight; 1 when absent. */
  readonly weight?: ExpressionText;
  /** Events with a non-zero value are kept; all when absent. */
  readonly select?: ExpressionText;
  /** Class of an event (0 background, 1 signal, …); unlabelled when absent. */
  readonly label?: ExpressionText;
  /** Column → value that means "not computed". */
  readonly missing: ReadonlyMap<string, number>;
}

export interface WorkingPoint {
  readonly name: string;
  readonly threshold: number;
  readonly path: ConfigPath;
}

/** A feature of a sequence: a column of lists, one column for each position, or the value of a nuisance at all of them. */
export interface SequenceFeature {
  /** As training called it, where the analysis says so. */
  readonly name?: string;
  readonly path: ConfigPath;
  /** Positions among the features of the model; a single one may be a column of lists, or the value of a nuisance. */
  readonly positions: readonly number[];
}

/** An input of a model with several. */
export type ModelInput = { readonly name: string; readonly path: ConfigPath } & (
  | { readonly kind: 'matrix'; readonly features: readonly number[] }
  | {
      readonly kind: 'sequence';
      readonly features: readonly SequenceFeature[];
      readonly length?: number;
      readonly pad: number | 'wrap';
      /** What means that there is nothing at a position, besides NaN. */
      readonly missing?: number;
      readonly layout?: 'positions-first' | 'features-first';
    }
  /** 1 where the input `of` has an object, 0 where it is padded; the other way round when inverted. */
  | { readonly kind: 'mask'; readonly of: string; readonly inverted: boolean }
);

/** One number for each event out of what a model puts out: an output, a column of one, or an expression of them. */
export interface OutputTerm {
  readonly text: string;
  /** Number, or name of a class. */
  readonly column?: number | string;
  readonly path: ConfigPath;
}

/** What is the score. `text` says it in a few words. */
export type ModelOutput = { readonly text: string; readonly path: ConfigPath } & (
  | { readonly kind: 'score'; readonly score: OutputTerm }
  | { readonly kind: 'regression'; readonly mean: OutputTerm; readonly sigma?: OutputTerm }
  | { readonly kind: 'mixture'; readonly weights: OutputTerm; readonly means: OutputTerm; readonly sigmas?: OutputTerm }
);

/** What a model is given: of an event, or the value of a nuisance at which it is evaluated. */
export interface Feature extends ExpressionText {
  readonly nuisance?: {
    readonly name: string;
    /** Ascending; empty where training had every value. */
    readonly trained: readonly number[];
  };
}

export interface Model {
  readonly name: string;
  readonly path: ConfigPath;
  /** One file, or the members of an ensemble. */
  readonly files: readonly FileReference[];
  /** Every feature that is read: those under `features`, or those of all inputs, in the file's order. */
  readonly features: readonly Feature[];
  /** Undefined where `features` is all that is said. */
  readonly inputs?: readonly ModelInput[];
  /** What the features went through in training, and must go through again. */
  readonly preprocessing?: FileReference;
  readonly output?: ModelOutput;
  /** What a regression predicts, as it is in truth. */
  readonly truth?: ExpressionText;
  /**
   * The score is said to be the probability to be signal: with the weights as they are, or with classes of equal total
   * weight. Of a regression: its σ is said to be its error.
   */
  readonly calibrated?: { readonly mixture: 'weights' | 'balanced'; readonly path: ConfigPath };
  /** How often it is asked with its Dropout switched on, to see how much the answers differ. */
  readonly dropout?: { readonly passes: number; readonly path: ConfigPath };
  readonly activation?: { readonly kind: 'sigmoid' | 'softmax'; readonly path: ConfigPath };
  /** Names of the columns of an output with one for each class. */
  readonly classes?: { readonly names: readonly string[]; readonly path: ConfigPath };
  readonly workingPoints: readonly WorkingPoint[];
}

export type Side = 'up' | 'down';
export type NuisanceKind = 'detector' | 'two-point' | 'scale' | 'normalisation' | 'theory';

/** One variation of the nominal samples. */
export interface Variation {
  readonly path: ConfigPath;
  /** Column → expression that stands in for it wherever the sample's expressions name it. The same events. */
  readonly replace: ReadonlyMap<string, ExpressionText>;
  /** Nominal sample → the sample that is read in its place. Other events. */
  readonly samples: ReadonlyMap<string, { readonly sample: string; readonly path: ConfigPath }>;
  /** What a name inside of the replacements stands for: the value of a continuous nuisance. */
  readonly parameter?: ParameterValue;
  /** The value of a nuisance that models are told, by its name; elsewhere they are told the nominal one. */
  readonly hypothesis?: ParameterValue;
}

export interface ParameterValue {
  readonly name: string;
  readonly value: number;
}

/** How a continuous nuisance is distributed; of a uniform one, mean and standard deviation likewise. */
export interface Prior {
  readonly mean: number;
  readonly sigma: number;
  readonly text: string;
  readonly path: ConfigPath;
}

/** A nuisance that is a column of a sample: its events were made with many values of it. */
export interface ColumnNuisance {
  readonly kind: 'column';
  readonly column: string;
  readonly sample?: string;
  readonly prior?: Prior;
}

/** A nuisance that is a name in replacements: the same events for each of its values. */
export interface ParameterNuisance {
  readonly kind: 'parameter';
  readonly parameter: string;
  readonly replace: Variation['replace'];
  readonly prior?: Prior;
  /** Where it is evaluated, ascending; empty without a grid and a prior. */
  readonly grid: readonly number[];
}

export interface Nuisance {
  readonly name: string;
  readonly path: ConfigPath;
  readonly kind: NuisanceKind;
  readonly up?: Variation;
  readonly down?: Variation;
  /** Two-point: the alternative generator; compared as one variation. */
  readonly alternative?: Variation;
  /** A third choice, never shown to the training. */
  readonly crossCheck?: Variation;
  /** The size the analysis claims, as a fraction; beyond it, a finding. */
  readonly size?: { readonly value: number; readonly path: ConfigPath };
  /** With a value for every event, or for every point of a grid, rather than with sides. */
  readonly continuous?: ColumnNuisance | ParameterNuisance;
  /** Whether a model is given its value. */
  readonly hypothesised?: true;
}

/** Columns of a table of processes; each may be a column, a number or an expression of columns. */
export interface TheoryPulls {
  readonly path: ConfigPath;
  readonly file: FileReference;
  readonly process: ExpressionText;
  readonly lo: ExpressionText;
  /** Relative scale variation of the LO cross section upwards, as a fraction of it. */
  readonly loUp: ExpressionText;
  /** Relative scale variation downwards (its sign is ignored). */
  readonly loDown: ExpressionText;
  readonly nlo: ExpressionText;
  /** Number of final-state particles. */
  readonly particles?: ExpressionText;
  /** Not 0 for the processes whose scale variation gives the reference scale. */
  readonly references?: ExpressionText;
}

/** What a fit made of its parameters. */
export interface FitPulls {
  readonly path: ConfigPath;
  readonly file: FileReference;
  /** Parameters without a prior; told by their names when absent. */
  readonly normalisation?: readonly { readonly text: string; readonly path: ConfigPath }[];
}

/** The worst shift of the signal that nobody would notice: within what. */
export interface Undetected {
  readonly path: ConfigPath;
  /** Feature → largest change relative to its value. */
  readonly within: ReadonlyMap<string, { readonly value: number; readonly path: ConfigPath }>;
  /** That of every other feature. */
  readonly usual: number;
  /** Largest KS distance of a feature of the signal. */
  readonly ks: number;
  /** Largest change of a correlation coefficient. */
  readonly correlation: number;
}

/** What is asked of what the models have learned. */
export interface Learned {
  readonly path: ConfigPath;
  /** Readable numbers beside the features. */
  readonly observables: readonly { readonly name: string; readonly expression: ExpressionText }[];
}

export type Level = 'error' | 'warning' | 'information' | 'off';

/** What `checks:` says of one code. */
export interface CheckSettings {
  readonly path: ConfigPath;
  readonly level?: Level;
  /** Option → value; sizes (`20%`) are fractions already. */
  readonly options: ReadonlyMap<string, number | string>;
}

/** `# pullscope: ignore CODE -- reason` */
export interface Suppression {
  readonly code: string;
  readonly reason: string;
  /** Zero-based line of the comment. */
  readonly line: number;
}

export interface Analysis {
  readonly samples: ReadonlyMap<string, Sample>;
  /** `model:` is the one entry named `model`. */
  readonly models: ReadonlyMap<string, Model>;
  readonly nominal: readonly { readonly sample: string; readonly path: ConfigPath }[];
  /** What is applied → the sample that stands for it. */
  readonly application: ReadonlyMap<string, { readonly sample: string; readonly path: ConfigPath }>;
  readonly nuisances: ReadonlyMap<string, Nuisance>;
  readonly protected: readonly ExpressionText[];
  readonly pulls: { readonly theory?: TheoryPulls; readonly fit?: FitPulls };
  readonly learned?: Learned;
  /** The fit that the templates are made for; nothing is inferred where it is left out. */
  readonly inference?: Inference;
  readonly undetected?: Undetected;
  /** In what ways features are spoilt, each in steps; left out where they are not. */
  readonly corruptions?: readonly Corruption[];
  readonly emulator?: Emulator;
  /** Regions that are predicted from others, by name. */
  readonly abcd?: ReadonlyMap<string, Abcd>;
  readonly checks: ReadonlyMap<string, CheckSettings>;
  readonly suppressions: readonly Suppression[];
}
