import { describe, expect, it } from 'vitest';
import { diagonal } from '../../../src/inference/noiseMatrix';
import { templateNoise, type TemplateNoise } from '../../../src/inference/templateNoise';
import { mirrored, noNoise, type SideNoise, type Templates } from '../../../src/inference/templates';
import { Random } from '../../../src/stats/random';

const bins = 5;
const options = { interpolation: 'linear', templateErrors: false } as const;
const each = (value: number): Float64Array => new Float64Array(bins).fill(value);

/** Signal in the first bin alone, and a nuisance of the background whose difference to nominal is `moved` in each bin. */
function templatesWith(noise: SideNoise, moved = 0): Templates {
  const [signal, background] = [each(0), each(100)];
  signal[0] = 20;
  const up = background.map((content) => content + moved);
  return {
    bins,
    processes: [
      { name: 'signal', signal: true, contents: signal, squares: each(0) },
      { name: 'background', signal: false, contents: background, squares: each(0) },
    ],
    nuisances: [
      { name: 'n', shifts: [undefined, { up, down: mirrored(background, up), upNoise: noise, downNoise: undefined }] },
    ],
  };
}

function noiseOf(templates: Templates, seed: string, pairs: number): TemplateNoise {
  const steps = templateNoise(templates, options, new Random(seed), pairs);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value!;
}

describe('noise of templates', () => {
  it('is none where they are exact', () => {
    const found = noiseOf(templatesWith(noNoise(bins), 5), 'exact', 20);
    expect(found.statistical).toEqual({ bias: 0, scatter: 0 });
    expect(found.cost.length.bias).toBeCloseTo(0, 12);
    expect(found.cost.length.trace).toBeCloseTo(0, 12);
    expect(found.nuisances[0]!.slope.scatter).toBeCloseTo(0, 12);
    expect(found.nuisances[0]!.information.trace).toBeCloseTo(0, 12);
  });

  it('adds to the information of a nuisance the sum of its variances over the counts', () => {
    // The bin of the signal tells nothing else: four bins are left, each with 4/100.
    const noise = { ...noNoise(bins), crossing: diagonal(each(2)) };
    const { information } = noiseOf(templatesWith(noise), 'information', 2000).nuisances[0]!;
    expect(information.trace / (4 * 0.04)).toBeCloseTo(1, 1);
    // 2 tr C² of as many directions of equal noise.
    expect(information.square / (4 * 0.04 ** 2)).toBeGreaterThan(0.85);
    expect(information.square / (4 * 0.04 ** 2)).toBeLessThan(1.15);
  });

  it('scatters the change of the strength by what the first bin moves, and adds the square of that to the cost', () => {
    const noise = { ...noNoise(bins), crossing: diagonal(each(0.01)) };
    const { nuisances, cost } = noiseOf(templatesWith(noise, 1), 'impact', 2000);
    // A strength of 1 is 20 events, which one bin counts; the other four tell of the nuisance, 4/100.
    const { value, scatter } = nuisances[0]!.slope;
    expect(value).toBeCloseTo(-1 / 20, 3);
    expect(scatter / (0.01 / 20)).toBeCloseTo(1, 1);
    const unit = 0.01 ** 2 / 120;
    expect(cost.length.trace / (unit / 1.04)).toBeCloseTo(1, 1);
    expect(cost.length.firstOrder / ((4 * unit * (1 / 120)) / 1.04 ** 2)).toBeCloseTo(1, 1);
    expect(cost.prior).toBeCloseTo(1 / 120 / 1.04 ** 2, 4);
    expect(cost.told.value / cost.prior).toBeCloseTo(0.04, 3);
  });

  it('takes off what it adds: what nuisances tell of themselves is not what noise tells', () => {
    const noise = { ...noNoise(bins), crossing: diagonal(each(10)) };
    const templates = templatesWith(noise);
    const costly = templates.nuisances[0]!.shifts[1]!;
    costly.up[0]! += 50;
    costly.down[0]! -= 50;
    const { cost } = noiseOf(templates, 'taken off', 500);
    // Four bins of noise 100/100 seem to constrain, but there is nothing in them: (50/√120)² is left, with its own noise.
    expect(cost.told.value).toBeLessThan(0);
    expect(cost.prior).toBeCloseTo(2500 / 120, 0);
  });

  it('is that of both sides together where events get another weight, and of either where they cross', () => {
    const squared = (noise: SideNoise): number => {
      const templates = templatesWith(noise);
      const [nuisance] = templates.nuisances;
      const both = { ...nuisance!, shifts: [undefined, { ...nuisance!.shifts[1]!, downNoise: noise }] };
      const found = noiseOf({ ...templates, nuisances: [both] }, 'sides', 2000);
      return found.nuisances[0]!.information.trace;
    };
    // Both sides are judged one by one, so that one of them is as noisy as the other.
    const [weighted, crossing] = [
      squared({ ...noNoise(bins), weighted: each(4) }),
      squared({ ...noNoise(bins), crossing: diagonal(each(2)) }),
    ];
    expect(weighted / crossing).toBeCloseTo(1, 1);
  });
});
