import { describe, expect, it } from 'vitest';
import { featureNamesIn, parseFeatureNames } from '../../../src/model/featureNames';

describe('feature names in metadata', () => {
  it.each([
    ['["HT_all", "nJets"]', ['HT_all', 'nJets']],
    ['[{"name": "pt", "offset": 0.1}, {"name": "eta"}]', ['pt', 'eta']],
    ["['HT_all', 'nJets']", ['HT_all', 'nJets']],
    ['(\'HT_all\', "nJets",)', ['HT_all', 'nJets']],
    ["['log(a, b)', 'it\\'s']", ['log(a, b)', "it's"]],
    ["array(['HT_all', 'nJets'], dtype='<U6')", ['HT_all', 'nJets']],
    ["['HT_all' 'nJets'\n 'nBTags']", ['HT_all', 'nJets', 'nBTags']],
    ['[HT_all, nJets]', ['HT_all', 'nJets']],
    ['HT_all,nJets , nBTags_70', ['HT_all', 'nJets', 'nBTags_70']],
    ['HT_all nJets\nnBTags_70', ['HT_all', 'nJets', 'nBTags_70']],
    ['min(pt1, pt2), HT', ['min(pt1, pt2)', 'HT']],
    ['HT_all', ['HT_all']],
  ])('are read from %s', (text, names) => {
    expect(parseFeatureNames(text)).toEqual(names);
  });

  it.each(['', '  ', '3', '[3, 4]', '{"HT": 0}', '[{"id": 1}]', '[]', "['a' + 'b']"])('are not seen in %j', (text) => {
    expect(parseFeatureNames(text)).toBeUndefined();
  });

  it('are taken from the first key that holds some', () => {
    expect(featureNamesIn({ inputs: 'a b', features: '2' })).toEqual(['a', 'b']);
    expect(featureNamesIn({ inputs: 'a b', feature_names: 'c d' })).toEqual(['c', 'd']);
    expect(featureNamesIn({ author: 'a b' })).toBeUndefined();
  });
});
