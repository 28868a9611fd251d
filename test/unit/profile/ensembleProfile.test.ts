import { describe, expect, it } from 'vitest';
import type { PassSums } from '../../../src/stats/memberEfficiencies';
import { FakeModel, fillProfile } from './filling';

/** Three members with x, x + 0.2 and x − 0.2. */
function members(drawn?: true): FakeModel {
  const model = new FakeModel([0], ([x]) => x!);
  const scores = (): Float64Array[] => [0, 0.2, -0.2].map((by) => model.last.map((x) => x + by));
  return Object.assign(model, { ensemble: { members: 3, scores, ...(drawn && { drawn }) } });
}

async function passesOf(model: FakeModel): Promise<readonly PassSums[]> {
  const recipe = { weight: 'w', features: ['x'], models: [model], thresholds: [[0.5]] };
  const events = { x: [0.1, 0.4, 0.4, 0.6, 0.6, 0.9], w: [7, 2, -1, 3, 0.5, 5] };
  const { nominal } = await fillProfile(recipe, events, [4, 2]);
  return nominal.ensembles![0]!.classes[0]!.passes;
}

describe('what passes with members', () => {
  it('is added up by member and by pair, and apart where it passes with all', async () => {
    // 0.4 passes with the second alone, 0.6 with the first and the second, 0.9 with all.
    const [sums, ...others] = await passesOf(members());
    expect(others).toEqual([]);
    expect([...sums!.passing]).toEqual([3.5, 4.5, 0, 5]);
    // Pairs 0-0, 1-0, 1-1, 2-0, 2-1, 2-2.
    expect([...sums!.together]).toEqual([9.25, 9.25, 14.25, 0, 0, 0, 25]);
  });

  it('is not asked of passes with dropout', async () => {
    expect(await passesOf(members(true))).toEqual([]);
  });
});
