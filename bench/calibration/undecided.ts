/** Where an answer is "undecided", it names an effect that would have been found in 90 % of such analyses: is it? */
import type { Asked } from './question';

export interface Honesty {
  readonly name: string;
  readonly n: number;
  /** Analyses without any effect that were undecided. */
  readonly undecided: number;
  readonly analyses: number;
  /** Mean of the effects that they name. */
  readonly named: number;
  /** Of these effects in new events, the fraction found. */
  readonly found: number;
}

/** Each analysis with an effect that is accepted (half the tolerance) and is undecided is followed by one with the effect it names. */
export async function measureHonesty(question: Asked, n: number, analyses: number): Promise<Honesty> {
  let undecided = 0;
  let named = 0;
  let found = 0;
  for (let analysis = 0; analysis < analyses; analysis++) {
    const name = `undecided/${question.name}/${n}`;
    const first = await question.ask(question.harmless, n, name, analysis);
    const effect = first.evidence['minimumDetectable'];
    if (first.status !== 'undecided' || typeof effect !== 'number') continue;
    undecided++;
    named += effect;
    if ((await question.ask(effect, n, `${name}/again`, analysis)).status === question.seen) found++;
  }
  return { name: question.name, n, undecided, analyses, named: named / undecided, found: found / undecided };
}
