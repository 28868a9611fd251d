/** Whether what was measured of an accepted finding has become worse. */
import type { Interval, Measured } from './report';

/**
 * Standard errors by which an effect must have grown. By chance a number does so in 3 of 100,000 comparisons: in less
 * than 1 % of runs that compare 300.
 */
const sigmas = 4;

/** Growth of a number that has no error, beyond which it counts as worse. */
const margin = 0.1;

type Evidence = Readonly<Record<string, Measured>>;

/** Numbers with an error that describe the circumstances, and not the size of what is found. */
const circumstances =
  /^(efficiency|auc|apparent|floor|inverseJsd|largestEffectReference|meanScore|minimumScore|maximumScore|minimumDetectable|observed|predicted|sumWeights|transferNonClosure)(@|$)/;

/** Numbers without an error that say how bad a finding is. */
const sizes = /^(missingFraction|negativeFraction|invalidWeights|pull|pullScale|pullReference|processes|parameters)$/;

/** Numbers of which less is worse. */
const reserves = /^effectiveEvents$/;

export function isWorse(accepted: Evidence, now: Evidence): boolean {
  return Object.entries(now).some(([name, measured]) => {
    const before = accepted[name];
    return before !== undefined && hasGrown(name, before, measured);
  });
}

function hasGrown(name: string, before: Measured, now: Measured): boolean {
  if (typeof before !== 'number' && typeof now !== 'number') {
    return !circumstances.test(name) && hasLeft(before, now, referenceOf(name));
  }
  const [was, is] = [valueOf(before), valueOf(now)];
  if (reserves.test(name)) return is * (1 + margin) < was;
  if (name === 'constraint') return 1 - is > (1 - was) * (1 + margin);
  return sizes.test(name) && Math.abs(is) > Math.abs(was) * (1 + margin);
}

/** Further from the reference by more than the two errors allow, or clearly on its other side. */
function hasLeft(before: Interval, now: Interval, reference: number): boolean {
  const side = Math.sign(before.value - reference) || 1;
  const [was, is] = [(before.value - reference) * side, (now.value - reference) * side];
  // The half of each interval that faces the other value.
  const [outer, inner] =
    side >= 0 ? [before.high - before.value, now.value - now.low] : [before.value - before.low, now.high - now.value];
  if (is >= 0) return is - was > sigmas * Math.hypot(outer, inner);
  const across = side >= 0 ? now.high - now.value : now.value - now.low;
  return -is > sigmas * across;
}

/** What a quantity is where nothing has happened: 1 of ratios, 0 of differences and distances. */
function referenceOf(name: string): number {
  return /ratio|constraint|width/i.test(name) ? 1 : 0;
}

function valueOf(measured: Measured): number {
  return typeof measured === 'number' ? measured : measured.value;
}
