import { Random } from './random';

/** Rows of standard normal numbers, one for each draw. */
export interface NormalRows {
  readonly values: Float64Array;
  /** Numbers in a row; the last one is for what is drawn beside the bins. */
  readonly stride: number;
}

/** What noise is drawn from. */
export interface Normals {
  readonly draws: number;
  /** Rows with a number for each bin, and one more. */
  readonly rows: (bins: number) => NormalRows;
}

/** Histograms of about equally many bins share their rows. */
const step = 64;
/** Tables that stay in memory, of some megabytes each. */
const most = 4;
const recent = new Map<string, NormalRows>();

/**
 * Normal numbers from which noise is drawn, made once for a seed: all histograms that are compared under it are tested with
 * the same luck. Each test is as good alone as with numbers of its own, and tests of one question are combined by Bonferroni's
 * inequality, which asks for no independence.
 */
export class NormalTable implements Normals {
  constructor(
    private readonly seed: number | string,
    /** Rows. */
    readonly draws = 999,
  ) {}

  /** Numbers that have nothing to do with these. */
  independent(name: string): NormalTable {
    return new NormalTable(`${this.seed}/${name}`, this.draws);
  }

  /** Rows with a number for each bin, and one more. Not to be changed. */
  rows(bins: number): NormalRows {
    const stride = step * Math.ceil((bins + 1) / step);
    const key = `${this.seed}/${this.draws}/${stride}`;
    const known = recent.get(key);
    const rows = known ?? { values: new Float64Array(this.draws * stride), stride };
    if (known === undefined) new Random(key).fillNormal(rows.values);
    // Taken out and put in again: a map's order is then the order of use.
    recent.delete(key);
    recent.set(key, rows);
    const [oldest] = recent.keys();
    if (recent.size > most && oldest !== undefined) recent.delete(oldest);
    return rows;
  }
}
