/**
 * A region predicted from three others: N_D = N_A·N_C/N_B, of sums of weights of any sign, or of events that carry a second
 * weight w(x). The four regions have no event in common.
 */
import type { Estimate } from './estimate';

/** Σw of a region, and its variance Σw². */
export interface RegionSum {
  readonly sum: number;
  readonly variance: number;
}

/** Sums of the four regions; of B and C with the second weight, where there is one. D is what is predicted. */
export interface RegionSums {
  readonly A: RegionSum;
  readonly B: RegionSum;
  readonly C: RegionSum;
  readonly D: RegionSum;
}

/**
 * N_A·N_C/N_B with its error to first order: regions are independent, so their relative variances add up.
 * @returns undefined unless N_B is positive
 */
export function transferPrediction({ A, B, C }: Pick<RegionSums, 'A' | 'B' | 'C'>): Estimate | undefined {
  if (!(B.sum > 0)) return undefined;
  const variance =
    (C.sum ** 2 * A.variance + A.sum ** 2 * C.variance + ((A.sum * C.sum) / B.sum) ** 2 * B.variance) / B.sum ** 2;
  return { value: (A.sum * C.sum) / B.sum, error: Math.sqrt(variance) };
}

/** How far a prediction is from what there is. */
export interface NonClosure {
  /** Prediction over truth − 1, with its error to first order. */
  readonly change: Estimate;
  /** Part of its variance that is that of the second weight: the larger of what it is as found, and as it is at ratio 1. */
  readonly spreadShare: number;
  /** The interval of `sigmas` standard errors (Fieller); undefined where it has no bound. */
  readonly limits: (sigmas: number) => { readonly low: number; readonly high: number } | undefined;
}

/**
 * ρ = N_A·N_C/(N_B·N_D), the odds ratio of the table of the regions, less 1. Its interval holds the ratios for which
 * X − ρY, X = N_A·N_C, Y = N_B·N_D, lies within k standard errors of 0: (X − ρY)² ≤ k²(V_X + ρ²V_Y). That needs no
 * quotient of scattering numbers, and is right also where D has few events.
 *
 * E. C. Fieller, J. R. Stat. Soc. B 16 (1954) 175.
 *
 * @param spread relative standard error of the prediction beside that of its events: of the second weight itself
 * @returns undefined unless N_B and N_D are positive
 */
export function nonClosureOf({ A, B, C, D }: RegionSums, spread = 0): NonClosure | undefined {
  if (!(B.sum > 0) || !(D.sum > 0)) return undefined;
  const predicted = A.sum * C.sum;
  const observed = B.sum * D.sum;
  const predictedVariance = C.sum ** 2 * A.variance + A.sum ** 2 * C.variance + (predicted * spread) ** 2;
  const observedVariance = D.sum ** 2 * B.variance + B.sum ** 2 * D.variance;
  const ratio = predicted / observed;
  const variances = [ratio, 1].map((of) => predictedVariance + of ** 2 * observedVariance);
  return {
    change: { value: ratio - 1, error: Math.sqrt(predictedVariance + ratio ** 2 * observedVariance) / observed },
    spreadShare: spread === 0 ? 0 : (predicted * spread) ** 2 / Math.min(...variances),
    limits: (sigmas) => {
      const squared = sigmas ** 2;
      const leading = observed ** 2 - squared * observedVariance;
      if (!(leading > 0)) return undefined;
      const root = Math.sqrt(
        Math.max(
          observed ** 2 * predictedVariance +
            predicted ** 2 * observedVariance -
            squared * predictedVariance * observedVariance,
          0,
        ),
      );
      return {
        low: (predicted * observed - sigmas * root) / leading - 1,
        high: (predicted * observed + sigmas * root) / leading - 1,
      };
    },
  };
}

/**
 * How far events that are not to be predicted shift a prediction, to first order and relative to it, S of them being in
 * each region: S_A/N_A + S_C/N_C − S_B/N_B. Beside what they are of D, S_D/N_D, that is what counts (G. Kasieczka et al.,
 * arXiv:2007.14400).
 * @returns undefined unless every N is positive
 */
export function contamination(
  of: RegionSums,
  signal: RegionSums,
): { readonly shift: number; readonly fraction: number } | undefined {
  const [A, B, C, D] = (['A', 'B', 'C', 'D'] as const).map((region) =>
    of[region].sum > 0 ? signal[region].sum / of[region].sum : Number.NaN,
  );
  const [shift, fraction] = [A! + C! - B!, D!];
  return Number.isNaN(shift) || Number.isNaN(fraction) ? undefined : { shift, fraction };
}

/**
 * What a classifier that tells A from B says of the density ratio p_A(x)/p_B(x): p/(1 − p), up to a factor.
 * @param p probability to be in A
 * @returns NaN outside [0, 1), where there is no such weight
 */
export function densityRatio(p: number): number {
  return p >= 0 && p < 1 ? p / (1 - p) : Number.NaN;
}
