import type { Analysis } from '../config/analysis';
import type { CheckCode } from '../config/catalogue';
import type { FitResult } from '../data/fit/fitParameter';
import type { Figure } from '../report/figure';
import type { Outcome, Severity } from '../report/report';
import type { EmulatorResult } from './emulator/emulatorResult';
import type { Measurements } from './measurements';
import type { ModelCoverage } from './inference/coverage';
import type { TheoryTable } from './pull/theoryTable';
import { severityOf } from './severity';

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

/**
 * A check of one subject: of what was measured, of a fit, of an emulator. Where an analysis has no such subject nothing is
 * said or drawn; where the level of the check is `off` nothing is said, and what is drawn the check itself decides.
 */
export function checkOf<Subject>(
  code: CheckCode,
  subjectOf: (judged: Judged) => Subject | undefined,
  check: {
    readonly judge: (subject: Subject, severity: Severity, judged: Judged) => Outcome[];
    readonly figures?: (subject: Subject, judged: Judged) => Figure[];
  },
): Check {
  const { judge, figures } = check;
  return {
    code,
    judge(judged) {
      const severity = severityOf(judged.analysis, code);
      if (severity === undefined) return [];
      const subject = subjectOf(judged);
      return subject === undefined ? [] : judge(subject, severity, judged);
    },
    ...(figures && {
      figures(judged) {
        const subject = subjectOf(judged);
        return subject === undefined ? [] : figures(subject, judged);
      },
    }),
  };
}

/** The subject of most checks: what was measured of events. */
export function measuredOf({ measured }: Judged): Measurements | undefined {
  return measured;
}
