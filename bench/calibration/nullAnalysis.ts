/** A sort of analysis in which nothing is wrong. */
import type { Outcome } from '../../src/report/report';
import type { Random } from '../../src/stats/random';
import type { Events, Stub } from './laboratory';

/** Events of which class a sample has. */
export type Classes = 'background' | 'signal' | 'both';

export interface Kind {
  readonly name: string;
  /** How many of them the page has. */
  readonly analyses: number;
  readonly text: string;
  readonly samples: Readonly<Record<string, Classes>>;
  readonly stubs: Readonly<Record<string, Stub>>;
  /** Events of a sample. */
  readonly draw: (n: number, classes: Classes, random: Random, sample: string) => Events;
  /** A finding that says what is so: no false alarm. */
  readonly isTrue?: (outcome: Outcome) => boolean;
}
