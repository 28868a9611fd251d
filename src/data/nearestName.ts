import { distance } from 'fastest-levenshtein';

/**
 * The candidate that was probably meant: few letters away for its length, or the same but for case.
 * Of equally near ones the first in order of the alphabet, so that a message does not depend on the order of a folder.
 */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  const limit = Math.max(1, Math.floor(name.length / 3));
  let nearest: string | undefined;
  let smallest = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    // A distance is never below the difference of the lengths: most candidates are out before it is computed.
    if (candidate === name || Math.abs(candidate.length - name.length) > limit) continue;
    const letters =
      candidate.toLowerCase() === name.toLowerCase() ? 0.5 : distance(name.toLowerCase(), candidate.toLowerCase());
    if (letters > limit) continue;
    if (letters < smallest || (letters === smallest && nearest !== undefined && candidate < nearest)) {
      nearest = candidate;
      smallest = letters;
    }
  }
  return nearest;
}

/** ` Did you mean 'x'?` with its leading space, or nothing. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const nearest = nearestName(name, candidates);
  return nearest === undefined ? '' : ` Did you mean '${nearest}'?`;
}
