import { expect, it } from 'vitest';
import { boundsOf } from '../../../src/inference/information';
import { dot, posterior, product, profiledInformation } from '../../../src/inference/profiledInformation';

const nuisances = [
  { name: 'normal', shifts: [] },
  { name: 'flat', range: { low: -1, high: 2 }, shifts: [] },
];
/** Row by row, lower triangle: strength, nuisances. */
const told = Float64Array.of(20, 0, 0, 12, 40, 0, -5, 7, 30);

it('what nuisances have in common with the strength costs what the inverse of all information says', () => {
  const { strength, common, rest } = profiledInformation(told, nuisances)!;
  const inverse = posterior(rest, 2);
  const cost = dot(common, product(inverse, common));
  const errors = boundsOf(told, nuisances)!;
  expect(Math.sqrt((1 + cost) / strength)).toBeCloseTo(errors[0]!, 12);
});

it('there is none where the data say nothing of the strength', () => {
  expect(profiledInformation(new Float64Array(9), nuisances)).toBeUndefined();
});
