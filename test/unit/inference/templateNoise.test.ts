import { describe, expect, it } from 'vitest';
import { templateNoise } from '../../../src/inference/templateNoise';
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

describe('noise of templates', () => {
  it('is none where they are exact', () => {
    const found = templateNoise(templatesWith(noNoise(bins), 5), options, new Random('exact'), 20)!;
    expect(found.statistical).toEqual({ bias: 0, scatter: 0 });
    expect(found.inflation.bias).toBeCloseTo(0, 12);
    expect(found.nuisances[0]!.impact.scatter).toBeCloseTo(0, 12);
    expect(found.nuisances[0]!.information.trace).toBeCloseTo(0, 12);
  });

  it('adds to the information of a nuisance the sum of its variances over the counts', () => {
    // The bin of the signal tells nothing else: four bins are left, each with 4/100.
    const noise = { ...noNoise(bins), crossing: each(4) };
    const { information } = templateNoise(templatesWith(noise), options, new Random('information'), 2000)!
      .nuisances[0]!;
    expect(information.trace / (4 * 0.04)).toBeCloseTo(1, 1);
    // 2 tr C² of as many directions of equal noise.
    expect(information.square / (4 * 0.04 ** 2)).toBeGreaterThan(0.85);
    expect(information.square / (4 * 0.04 ** 2)).toBeLessThan(1.15);
  });

  it('scatters an impact by what the first bin moves', () => {
    const noise = { ...noNoise(bins), crossing: each(1e-4) };
    const { impact } = templateNoise(templatesWith(noise, 1), options, new Random('impact'), 2000)!.nuisances[0]!;
    expect(impact.scatter / (0.01 / 20)).toBeCloseTo(1, 1);
    expect(Math.abs(impact.bias)).toBeLessThan(1e-4);
  });

  it('is that of both sides together where events get another weight, and of either where they cross', () => {
    const squared = (noise: SideNoise): number => {
      const templates = templatesWith(noise);
      const [nuisance] = templates.nuisances;
      const both = { ...nuisance!, shifts: [undefined, { ...nuisance!.shifts[1]!, downNoise: noise }] };
      const found = templateNoise({ ...templates, nuisances: [both] }, options, new Random('sides'), 2000)!;
      return found.nuisances[0]!.information.trace;
    };
    // Both sides are judged one by one, so that one of them is as noisy as the other.
    const [weighted, crossing] = [
      squared({ ...noNoise(bins), weighted: each(4) }),
      squared({ ...noNoise(bins), crossing: each(4) }),
    ];
    expect(weighted / crossing).toBeCloseTo(1, 1);
  });
});
