import { expect, it } from 'vitest';
import { drawnInformations } from '../../../src/inference/informationNoise';
import { diagonal } from '../../../src/inference/noiseMatrix';
import { mirrored, noNoise, type Templates } from '../../../src/inference/templates';
import { Random } from '../../../src/stats/random';

const bins = 5;
const options = { interpolation: 'linear', templateErrors: false } as const;
const each = (value: number): Float64Array => new Float64Array(bins).fill(value);

it('noise adds Σ variance/content to the information of a nuisance, and as much to what two have in common that share it', () => {
  const [signal, background] = [each(4), each(96)];
  // Both are differences to the nominal background, which alone is noisy.
  const noise = { ...noNoise(bins), along: diagonal(each(-1)) };
  const shared = (name: string) => ({
    name,
    shifts: [
      undefined,
      { up: background, down: mirrored(background, background), upNoise: noise, downNoise: undefined },
    ],
  });
  const templates: Templates = {
    bins,
    processes: [
      { name: 'signal', signal: true, contents: signal, squares: each(0) },
      { name: 'background', signal: false, contents: background, squares: each(2) },
    ],
    nuisances: [shared('one'), shared('two')],
  };
  const random = new Random('shared');
  const pairs = Array.from({ length: 2000 }, () => drawnInformations(templates, options, random));
  // There is nothing without noise.
  const added = (at: number): number =>
    pairs.reduce((sum, [one, other]) => sum + (one.up[at]! + other.up[at]!) / 2, 0) / pairs.length;
  const expected = (bins * 2) / 100;
  for (const at of [4, 7, 8]) expect(added(at) / expected).toBeCloseTo(1, 1);
  expect(Math.abs(added(3))).toBeLessThan(0.02);
});
