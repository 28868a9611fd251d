/** dCor² of two normal variables with correlation ρ: Székely, Rizzo and Bakirov, arXiv:0803.4101, theorem 7. */
export function normalDistanceCorrelation(rho: number): number {
  const above = rho * Math.asin(rho) + Math.sqrt(1 - rho ** 2) - rho * Math.asin(rho / 2) - Math.sqrt(4 - rho ** 2) + 1;
  return above / (1 + Math.PI / 3 - Math.sqrt(3));
}
