/** A value with its standard error. */
export interface Estimate {
  readonly value: number;
  readonly error: number;
  /** Where few events may have made both: intervals are those of `limitsOf` (`studentisedLimits.ts`). */
  readonly studentised?: Studentised;
}

/** What is known of an error that few events made. */
export interface Studentised {
  /** Effective degrees of freedom of its square. */
  readonly freedom: number;
  /** Skewness of the estimate, Σu³/(Σu²)^1.5 of what the events add to it: positive where they pull upwards. */
  readonly skewness: number;
}
