/** The coverage that one standard error promises. */
export const oneSigma = 0.6827;

/**
 * Figure of merit of intervals in the Fair-Universe challenge (arXiv:2410.02867): narrow ones are good, wrong ones are
 * not. −ln[(w + 10⁻³)·f(c)], with f = 1 where the coverage is within two standard errors of 68.27 %, and more beyond:
 * fourth power below, third above.
 *
 * @param width mean width of the intervals
 * @param coverage fraction of them that hold the true value
 * @param experiments how many there are
 */
export function coverageScore(width: number, coverage: number, experiments: number): number {
  const error = Math.sqrt((oneSigma * (1 - oneSigma)) / experiments);
  const below = (oneSigma - 2 * error - coverage) / error;
  const above = (coverage - oneSigma - 2 * error) / error;
  const penalty = below > 0 ? 1 + below ** 4 : above > 0 ? 1 + above ** 3 : 1;
  return -Math.log((width + 1e-3) * penalty);
}
