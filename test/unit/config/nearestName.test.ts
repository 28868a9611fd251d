import { describe, expect, it } from 'vitest';
import { nearestName } from '../../../src/config/nearestName';

describe('nearestName', () => {
  it.each([
    ['weight_pileupp', ['weight_mc', 'weight_pileup'], 'weight_pileup'],
    ['nominl', ['model', 'nominal', 'nuisances'], 'nominal'],
    ['working_points', ['output', 'working-points'], 'working-points'],
    ['TTH', ['tt', 'ttH'], 'ttH'],
    ['tz', ['tt', 'ttH'], 'tt'],
    ['weight_pileup_U', ['weight_pileup', 'weight_pileup_UP'], 'weight_pileup_UP'],
  ])('of %s is the one with the fewest edits', (word, candidates, nearest) => {
    expect(nearestName(word, candidates)).toBe(nearest);
  });

  it.each([
    ['what resembles nothing', 'mass', ['HT_all', 'nJets']],
    ['a short word that shares no letter', 'x', ['a', 'b']],
    ['the word itself', 'tt', ['tt']],
    ['no candidates', 'tt', []],
  ])('is nothing for %s', (_name, word, candidates) => {
    expect(nearestName(word, candidates)).toBeUndefined();
  });
});
