import { describe, expect, it } from 'vitest';
import { descriptionAt, keysAt, wordsAt } from '../../../src/config/grammarPlaces';

describe('the grammar at a place', () => {
  it('knows the keys of a map in a union, with what is needed', () => {
    expect(keysAt(['samples', 'anything']).map(({ name, required }) => [name, required])).toEqual([
      ['file', true],
      ['friends', false],
      ['weight', false],
      ['select', false],
      ['label', false],
      ['missing', false],
    ]);
    expect(keysAt(['checks', 'pull/theory']).map(({ name }) => name)).toEqual([
      'level',
      'reference',
      'meaningless-below',
      'large',
    ]);
  });

  it('has no keys where names are free or no map may stand', () => {
    expect(keysAt(['samples'])).toEqual([]);
    expect(keysAt(['samples', 'tt', 'weight', 'x'])).toEqual([]);
    expect(keysAt(['constructor'])).toEqual([]);
  });

  it('knows the words of a choice', () => {
    expect(wordsAt(['nuisances', 'n', 'kind'])).toContain('two-point');
    expect(wordsAt(['checks', 'nuisance/large'])).toContain('off');
  });

  it('describes a place', () => {
    expect(descriptionAt(['samples', 'tt', 'weight'])).toBe('The weight of an event; 1 when absent.');
    expect(descriptionAt(['nowhere'])).toBe('');
  });
});
