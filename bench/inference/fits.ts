/** Fits with many nuisances: what one model of `inference:` takes, from templates to impacts. */
import { FitModel, strengthIndex } from '../../src/inference/fitModel';
import { impactsOf } from '../../src/inference/impacts';
import { profileInterval } from '../../src/inference/interval';
import { likelihoodPlane, profileCurve } from '../../src/inference/profileCurve';
import type { Interpolation } from '../../src/inference/interpolation';
import { templatesOf, type WrittenTemplates } from '../../test/unit/inference/writtenTemplates';

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

function milliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
