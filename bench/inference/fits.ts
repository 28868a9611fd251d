/** Fits with many nuisances: what one model of `inference:` takes, from templates to impacts. */
import { FitModel, strengthIndex } from '../../src/inference/fitModel';
import { impactsOf } from '../../src/inference/impacts';
import { profileInterval } from '../../src/inference/interval';
import { likelihoodPlane, profileCurve } from '../../src/inference/profileCurve';
import type { Interpolation } from '../../src/inference/interpolation';
import type { Templates } from '../../src/inference/templates';

/** As `peer.py` writes them. */
export interface WrittenTemplates {
  readonly bins: number;
  readonly data: readonly number[];
  readonly processes: readonly {
    readonly name: string;
    readonly signal: boolean;
    readonly contents: readonly number[];
    readonly squares: readonly number[];
  }[];
  readonly nuisances: readonly {
    readonly name: string;
    readonly shifts: readonly { readonly up: readonly number[]; readonly down: readonly number[] }[];
  }[];
}

export interface Timing {
  /** Milliseconds of processor. */
  readonly fit: number;
  /** The interval of the strength and all impacts with the intervals of the nuisances, fits of them. */
  readonly impacts: number;
  /** A curve of 41 strengths and a plane of 25 × 25. */
  readonly scans: number;
  readonly strength: { readonly value: number; readonly low: number; readonly high: number };
  readonly largestImpact: number;
}

export function timeFits(written: WrittenTemplates, interpolation: Interpolation, observed: boolean): Timing {
  const templates = templatesOf(written);
  const model = new FitModel(templates, { interpolation, templateErrors: false });
  const data = observed ? model.data(Float64Array.from(written.data)) : model.asimov(1);
  const started = milliseconds();
  const best = model.fit(data);
  const fitted = milliseconds();
  const strength = profileInterval(model, data, best, strengthIndex, model.standardErrors(data, best)?.[0] ?? 0.3);
  const impacts = impactsOf(model, data, best);
  const ranked = milliseconds();
  const strengths = Array.from({ length: 41 }, (_, index) => strength.value + (index - 20) * 0.02);
  profileCurve(model, data, best, strengthIndex, strengths);
  const grid = Array.from({ length: 25 }, (_, index) => (index - 12) / 6);
  likelihoodPlane(
    model,
    data,
    best,
    1,
    grid.map((x) => strength.value + 0.1 * x),
    grid,
  );
  const scanned = milliseconds();
  return {
    fit: fitted - started,
    impacts: ranked - fitted,
    scans: scanned - ranked,
    strength,
    largestImpact: Math.max(...impacts.map(({ up, down }) => Math.max(Math.abs(up), Math.abs(down)))),
  };
}

function templatesOf({ bins, processes, nuisances }: WrittenTemplates): Templates {
  const none = new Float64Array(bins);
  return {
    bins,
    processes: processes.map(({ name, signal, contents, squares }) => ({
      name,
      signal,
      contents: Float64Array.from(contents),
      squares: Float64Array.from(squares),
    })),
    nuisances: nuisances.map(({ name, shifts }) => ({
      name,
      shifts: shifts.map(({ up, down }) => ({
        up: Float64Array.from(up),
        down: Float64Array.from(down),
        upVariances: none,
        downVariances: none,
      })),
    })),
  };
}

function milliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
