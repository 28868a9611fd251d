/** What the catalogue tells of a check, and how its options are written there. */
import type { Level } from './analysis';

export type CheckOption =
  | {
      readonly default: number;
      /** `fraction` may be written `20%`; `number` is dimensionless or in the unit the description names. */
      readonly kind: 'fraction' | 'number';
      readonly description: string;
      /** Where it is not set, all checks of an analysis that ask a question share the default (`checks/familyWise.ts`). */
      readonly shared?: true;
    }
  | {
      /** One of `choices`. */
      readonly default: string;
      readonly kind: 'choice';
      readonly choices: readonly string[];
      readonly description: string;
    }
  | {
      /** A name of the analysis file, or the default, which is none. */
      readonly default: string;
      readonly kind: 'name';
      readonly description: string;
    };

export interface CheckInfo {
  readonly code: string;
  /** The question in plain words. */
  readonly title: string;
  readonly level: Exclude<Level, 'off'>;
  readonly options: Readonly<Record<string, CheckOption>>;
}

/** Of a check that says that something differs: what an analysis may be wrong about. */
export const alpha: CheckOption = {
  default: 0.01,
  kind: 'number',
  description: 'Probability of a false finding; where it is not set, the checks of an analysis share 0.01.',
  shared: true,
};

/** Of a check that cannot raise a false alarm: it says that nothing is there, or that more events are needed. */
export const ownAlpha: CheckOption = {
  default: 0.01,
  kind: 'number',
  description: 'Significance from which an effect counts as seen.',
};

export function fraction(value: number, description: string): CheckOption {
  return { default: value, kind: 'fraction', description };
}

export function number(value: number, description: string): CheckOption {
  return { default: value, kind: 'number', description };
}

export function choice(value: string, choices: readonly string[], description: string): CheckOption {
  return { default: value, kind: 'choice', choices, description };
}

export function name(value: string, description: string): CheckOption {
  return { default: value, kind: 'name', description };
}
