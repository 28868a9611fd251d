import { distance } from 'fastest-levenshtein';

/**
 * The candidate that a misspelt word most likely means: the one with the fewest edits (capitals, `-` and `_` count
 * for nothing), as long as they are few for the word's length; the first of equals.
 */
export function nearestName(word: string, candidates: Iterable<string>): string | undefined {
  const plain = plainForm(word);
  const limit = plain.length <= 2 ? 1 : Math.min(4, Math.max(1, Math.floor((plain.length + 1) / 3)));
  let nearest: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    if (candidate === word || Math.abs(candidate.length - word.length) > limit + 2) continue;
    const other = plainForm(candidate);
    // A word that shares not one letter in its place is no misspelling, however short.
    const edits = distance(plain, other);
    if (edits > limit || edits >= Math.max(plain.length, other.length)) continue;
    // Of equals, the one that is nearest in capitals and dashes too, then the one with the same beginning and end.
    const exactly = edits + distance(word, candidate) / 1e3 - sharedEnds(plain, other) / 1e6;
    if (exactly < least) {
      least = exactly;
      nearest = candidate;
    }
  }
  return nearest;
}

/** ` Did you mean 'x'?`, or nothing: the end of a message about an unknown word. */
export function didYouMean(nearest: string | undefined): string {
  return nearest === undefined ? '' : ` Did you mean '${nearest}'?`;
}

function sharedEnds(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let begin = 0;
  while (begin < length && a[begin] === b[begin]) begin++;
  let end = 0;
  while (end < length && a.at(-1 - end) === b.at(-1 - end)) end++;
  return begin + end;
}

function plainForm(word: string): string {
  return word.toLowerCase().replace(/[-_ ]/g, '');
}
