/**
 * What a weighted mean or fraction would be without one event: how far that is from what it is with all of them is what the
 * event adds (jackknife; R. G. Miller, Biometrika 61 (1974) 1). To first order an event of weight w with the value x adds
 * w(x − mean)/W, but the mean has followed it by w/W of the way: left out, it is w(x − mean)/(W − w).
 */

/**
 * W/(W − w): by how much further an event is from the mean of the others than from that of all. An event that has more than
 * half of the sum counts twice: leaving it out would say nothing of the others.
 */
export function leftOut(weight: number, total: number): number {
  return 1 / (1 - Math.min(weight / total, 0.5));
}
