import type { Scenario } from '../../config/emulatorSection';
import type { EmulatorFit } from '../../inference/emulator/emulatorFit';

/** What was fitted with an emulator, for each scenario of what is known of its nuisances. */
export interface EmulatorResult {
  readonly observed: {
    /** What the observables are ordered by; their numbers from 1 where nothing is declared. */
    readonly xs: readonly number[];
    readonly values: readonly number[];
    /** Standard deviations that the fit went by, that of the emulator included; of counts, of the best prediction. */
    readonly errors: readonly number[];
  };
  /** In the order of the scenarios. */
  readonly fits: readonly { readonly scenario: Scenario; readonly fit: EmulatorFit }[];
  /** How often the emulator was asked. */
  readonly predictions: number;
}
