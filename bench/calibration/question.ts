/**
 * One question to a check, with an effect of any size: events are drawn, the analysis is judged whole, and the row
 * that the question is about is picked out. Effects are in the unit of the check's tolerance.
 */
import type { CheckCode } from '../../src/config/catalogue';
import type { Outcome } from '../../src/report/report';
import { normalQuantile } from '../../src/stats/normal';
import { Random } from '../../src/stats/random';
import { checksOnly, Laboratory, luckOf, type Events, type Stub } from './laboratory';

/** What an effect of any size is asked of. */
export interface Asked {
  readonly name: string;
  /** Outcome of an analysis of n events a sample, one of the repetitions of what has a name. */
  readonly ask: (effect: number, n: number, name: string, repetition: number) => Promise<Outcome>;
  readonly tolerance: number;
  /** Status that says that the effect was seen. */
  readonly seen: Outcome['status'];
  /** An effect that is no more than accepted, where answers are to be undecided. */
  readonly harmless: number;
}

export interface Question extends Asked {
  /**
   * Smallest effect that a test finds beyond the tolerance in 95 % of analyses, with α = 0.01, if it knows both
   * distributions but for the size of the effect and looks at nothing else: the likelihood ratio.
   */
  readonly best: (n: number) => number;
  /** Numbers of events for which the power is measured. */
  readonly sizes: readonly number[];
}

/** Significance of α = 0.01 and of a power of 95 %. */
export const needed = normalQuantile(0.995) + normalQuantile(0.95);
/** Factors of the same events scatter so. */
export const scatter = 0.2;

/** What a question is about; its name begins with the code of its check. */
export type AboutAsked = Pick<Asked, 'name' | 'tolerance'> &
  Partial<Pick<Asked, 'harmless' | 'seen'>> & {
    /** An analysis file without `checks:`, which may depend on the effect. */
    readonly text: string | ((effect: number) => string);
    /** Options of the check, as YAML: `most: 1`. */
    readonly options?: string;
    readonly stubs?: Readonly<Record<string, Stub>>;
    /** Whether what regressions predict is known where they are applied. */
    readonly told?: boolean;
    /** Whether a row of the check is the one that is asked for. */
    readonly row: (outcome: Outcome) => boolean;
    readonly draw: (effect: number, n: number, random: Random) => Readonly<Record<string, Events>>;
  };

export type About = AboutAsked & Pick<Question, 'best'> & Partial<Pick<Question, 'sizes'>>;

export function asked({ name, text, options, stubs, told, row, draw, tolerance, harmless, seen }: AboutAsked): Asked {
  const code = name.split(':')[0] as CheckCode;
  const checks = checksOnly(options === undefined ? code : [code, options]);
  const laboratoryOf = (whole: string): Laboratory => new Laboratory(whole + checks, stubs, told);
  const always = typeof text === 'string' ? laboratoryOf(text) : text;
  return {
    name,
    tolerance,
    harmless: harmless ?? tolerance / 2,
    seen: seen ?? 'finding',
    ask: async (effect, n, what, repetition) => {
      const events = draw(effect, n, new Random(`${what}/${repetition}`));
      const laboratory = always instanceof Laboratory ? always : laboratoryOf(always(effect));
      const measured = await laboratory.measure(events, luckOf(what, repetition));
      const outcome = laboratory.outcomes(measured, code).find(row);
      if (outcome === undefined) throw new Error(`${name} has no answer`);
      return outcome;
    },
  };
}

export function question({ best, sizes = [500, 2000, 10_000], ...about }: About): Question {
  return { ...asked(about), best, sizes };
}

/** Normal x with unit weights. */
export function normal(n: number, random: Random, mean = 0): Events & Readonly<Record<'x' | 'w', Float64Array>> {
  const x = new Float64Array(n);
  random.fillNormal(x);
  return { x: x.map((value) => value + mean), w: new Float64Array(n).fill(1) };
}
