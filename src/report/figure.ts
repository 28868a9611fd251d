/**
 * A plot as plain, binned data: the same for the panel, the HTML report and the JSON.
 * Values are heights of bins or positions of points; raw events never appear here.
 */
import type { ConfigPath } from '../config/analysis';
import type { Target } from './report';

export interface Axis {
  readonly label: string;
  /** Left out for pure numbers. */
  readonly unit?: string;
}

/** What a series stands for; the page chooses colour and dash from it. */
export type SeriesRole = 'nominal' | 'up' | 'down' | 'alternative' | 'cross-check' | 'application' | 'reference';

/** One histogram: values[b] in bin b, with symmetric errors (√Σw²) where they are meaningful. */
export interface Series {
  readonly label: string;
  readonly role: SeriesRole;
  readonly values: readonly number[];
  readonly errors?: readonly number[];
}

interface FigureBase {
  /** Unique in a report, stable between runs: `score/model/pileup/1`. */
  readonly id: string;
  readonly title: string;
  /** What to see in it, in a sentence. */
  readonly caption: string;
  readonly target: Target;
  /** Nodes of the analysis file that this figure is about: it is shown when the cursor stands in one of them. */
  readonly about: readonly ConfigPath[];
}

/** Step histograms over shared edges (ascending, length = bins + 1), with a ratio pane below where `ratio` is there. */
export interface HistogramFigure extends FigureBase {
  readonly kind: 'histogram';
  readonly x: Axis;
  readonly y: Axis;
  readonly edges: readonly number[];
  readonly series: readonly Series[];
  /** A number in each bin (an efficiency, a mean) rather than contents: nothing lies outside, and no sum means anything. */
  readonly profile?: true;
  /** Content below the first and above the last edge, one entry a series; shown beside the plot, never dropped. */
  readonly underflow: readonly number[];
  readonly overflow: readonly number[];
  /** Varied over nominal with paired or independent errors; `null` where the nominal bin is not positive. */
  readonly ratio?: {
    readonly label: string;
    readonly series: readonly {
      readonly label: string;
      readonly role: SeriesRole;
      readonly values: readonly (number | null)[];
      readonly errors: readonly (number | null)[];
    }[];
  };
  /** Vertical lines, such as working points. */
  readonly lines: readonly { readonly x: number; readonly label: string }[];
}

/** Apparent against actual size: one pair of bars with errors for each row. */
export interface ComparisonFigure extends FigureBase {
  readonly kind: 'comparison';
  readonly y: Axis;
  readonly rows: readonly {
    readonly label: string;
    readonly apparent: { readonly value: number; readonly low: number; readonly high: number };
    /** Absent without a cross-check sample. */
    readonly actual?: { readonly value: number; readonly low: number; readonly high: number };
  }[];
}

/** Pulls as a histogram with N(0,1) over it, and the list behind it. */
export interface PullFigure extends FigureBase {
  readonly kind: 'pulls';
  readonly x: Axis;
  /** Name of the pull's definition. */
  readonly definition: string;
  readonly edges: readonly number[];
  /** Two definitions side by side, each with its list position in `rows[].pulls`. */
  readonly series: readonly {
    readonly label: string;
    readonly counts: readonly number[];
    readonly underflow: number;
    readonly overflow: number;
    readonly mean: { readonly value: number; readonly error: number };
    readonly width: { readonly value: number; readonly error: number };
  }[];
  /** What a row is; a process where it is left out. */
  readonly row?: string;
  readonly rows: readonly {
    readonly label: string;
    /** One pull for each series; `null` where it is undefined. */
    readonly pulls: readonly (number | null)[];
    /** Said of this row, e.g. "scale variation says nothing". */
    readonly note?: string;
  }[];
}

/** Points with error bars, one to a row, before bands: pulls of a fit with what is left of the uncertainties. */
export interface IntervalFigure extends FigureBase {
  readonly kind: 'intervals';
  readonly x: Axis;
  /** Where a row that says nothing new would stand: 0 for pulls, 1 for factors. */
  readonly reference: number;
  /** Symmetric about the reference, the narrowest first: ±1σ and ±2σ. */
  readonly bands: readonly number[];
  readonly rows: readonly {
    readonly label: string;
    /** `null` where it is undefined; without `low` and `high` where no error belongs to it. */
    readonly point: { readonly value: number; readonly low?: number; readonly high?: number } | null;
    readonly note?: string;
  }[];
}

/** Impacts of the nuisances on one number, largest first: a bar for each side, from zero. */
export interface RankingFigure extends FigureBase {
  readonly kind: 'ranking';
  readonly x: Axis;
  readonly series: readonly { readonly label: string; readonly role: SeriesRole }[];
  readonly rows: readonly {
    readonly label: string;
    /** One for each series; `null` for a side that the nuisance does not have. */
    readonly bars: readonly ({ readonly value: number; readonly low: number; readonly high: number } | null)[];
    /** In the unit of `pulls`: the pull of this nuisance in a fit, with what is left of its uncertainty as the error. */
    readonly pull?: { readonly value: number; readonly low?: number; readonly high?: number };
  }[];
  /** The axis of the pulls, drawn over the impacts; left out where no row has one. */
  readonly pulls?: Axis;
}

export interface CurveSeries {
  readonly label: string;
  readonly role: SeriesRole;
  /** In the order in which they are joined; `low` and `high` are of y. */
  readonly points: readonly {
    readonly x: number;
    readonly y: number;
    readonly low?: number;
    readonly high?: number;
  }[];
}

/** Lines through points with bands or bars of one standard error: ROC curves, an efficiency against a nuisance. */
export interface CurveFigure extends FigureBase {
  readonly kind: 'curves';
  readonly x: Axis;
  readonly y: Axis;
  /** `points` have bars of error, `lines` bands. */
  readonly style: 'lines' | 'points';
  readonly series: readonly CurveSeries[];
  /** Varied over nominal at the same x, in a pane below; points only where it is measured. */
  readonly ratio?: { readonly label: string; readonly series: readonly CurveSeries[] };
  /** Vertical lines, such as the nominal value of a nuisance. */
  readonly lines: readonly { readonly x: number; readonly label: string }[];
  /** A line y = x to compare with: chance in a ROC curve, perfection in a reliability diagram. */
  readonly diagonal?: string;
}

/** A table of numbers as colours: shifts of features by sample, changes of correlation by pair. */
export interface MatrixFigure extends FigureBase {
  readonly kind: 'matrix';
  /** What each number is. */
  readonly value: Axis;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** `cells[row][column]`; `null` where there is no number, or none worth a look: half of a symmetric matrix. */
  readonly cells: readonly (readonly ({
    readonly value: number;
    /** One standard error. */
    readonly error?: number;
    /** Marked: beyond its tolerance. */
    readonly marked?: boolean;
  } | null)[])[];
  /** `signed` numbers have a colour for each sign, `sizes` one. */
  readonly colours: 'signed' | 'sizes';
  /** What has the full colour; the largest number if left out. */
  readonly limit?: number;
}

export type Figure =
  HistogramFigure | ComparisonFigure | PullFigure | IntervalFigure | RankingFigure | CurveFigure | MatrixFigure;
