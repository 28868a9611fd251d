/** One section of docs/calibration.md. */
import type { Steps } from './steps.mts';

type Calibration = typeof import('./calibration.ts');
/** Repetitions that are run where the page has so many. */
type Repetitions = (whole: number) => number;
/** Measures a row, unless that was done before. */
type Step = Steps['step'];

export interface Section {
  readonly title: string;
  /** What `--only` needs to run it alone. */
  readonly command: string;
  readonly measure: (calibration: Calibration, repetitions: Repetitions, step: Step) => Promise<string>;
}

export function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(1)} %`;
}
