import type { Analysis } from '../config/analysis';
import type { CheckCode } from '../config/catalogue';
import type { FitResult } from '../data/fit/fitParameter';
import type { Figure } from '../report/figure';
import type { Outcome } from '../report/report';
import type { EmulatorResult } from './emulator/emulatorResult';
import type { Measurements } from './measurements';
import type { ModelCoverage } from './inference/coverage';
import type { TheoryTable } from './pull/theoryTable';

/** What a check may look at: the analysis, and what was measured of it; of events never more than the kept rows. */
export interface Judged {
  readonly analysis: Analysis;
  /** Undefined for an analysis without nominal samples. */
  readonly measured: Measurements | undefined;
  readonly theory: TheoryTable | undefined;
  readonly fit: FitResult | undefined;
  /** What was fitted with an emulator, where one is declared. */
  readonly emulated?: EmulatorResult | undefined;
  /** What pseudo-experiments told, where they are asked for: they are drawn before anything is judged. */
  readonly coverage?: readonly ModelCoverage[];
}

/** A pure function from measurements to outcomes: one for each target, passes included. */
export interface Check {
  readonly code: CheckCode;
  judge(judged: Judged): Outcome[];
  figures?(judged: Judged): Figure[];
}
