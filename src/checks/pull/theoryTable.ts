/** A table of processes with cross sections at two orders, as plain numbers. */
export interface TheoryRow {
  readonly process: string;
  /** Cross sections in any one unit. */
  readonly lo: number;
  readonly nlo: number;
  /** Relative scale variation of the LO cross section, up and down, as fractions; signs do not matter. */
  readonly loUp: number;
  readonly loDown: number;
  /** Final-state particles, where the table says. */
  readonly particles: number | undefined;
  /** Whether the reference scale is estimated from this process. */
  readonly isReference?: boolean;
}

export interface TheoryTable {
  readonly file: string;
  readonly rows: readonly TheoryRow[];
}
