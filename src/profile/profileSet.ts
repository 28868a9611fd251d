import type { AbcdProfile } from './abcdProfile';
import type { AnalysisEdges } from './binnings';
import type { CorruptionProfile } from './corruptionProfile';
import type { GridProfile } from './gridProfile';
import type { HypothesisProfile } from './hypothesisProfile';
import type { SampleProfile, VariationProfile } from './profile';
import type { WorstShiftProfile } from './worstShiftProfile';

/** Everything that was measured for one analysis: what checks judge. */
export interface ProfileSet {
  /** The features of all models, each once, as written in the analysis file. */
  readonly features: readonly string[];
  /** In the order of the analysis file; scores of profiles stand in this order. */
  readonly models: readonly { readonly name: string; readonly features: readonly number[] }[];
  readonly edges: AnalysisEdges;
  readonly samples: ReadonlyMap<string, SampleProfile>;
  /** By sample, then by the variation's key. */
  readonly variations: ReadonlyMap<string, ReadonlyMap<string, VariationProfile>>;
  /** By sample, then by the grid's key. */
  readonly grids: ReadonlyMap<string, ReadonlyMap<string, GridProfile>>;
  /** By model; only where the analysis asks for the worst shift that nobody would notice. */
  readonly worstShifts?: ReadonlyMap<string, WorstShiftProfile>;
  /** By model; only where the analysis asks what spoilt features do. */
  readonly corruptions?: ReadonlyMap<string, CorruptionProfile>;
  /** By sample, then by the question's key; of analyses with a model that is told the value of a nuisance. */
  readonly hypotheses?: ReadonlyMap<string, ReadonlyMap<string, HypothesisProfile>>;
  /** By sample, then by name of the prediction; of analyses that predict a region from others. */
  readonly abcd?: ReadonlyMap<string, ReadonlyMap<string, AbcdProfile>>;
}
