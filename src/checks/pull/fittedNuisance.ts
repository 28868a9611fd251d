/** Pulls and constraints of the parameters of a fit, by the definition that the analysis chooses. */
import type { FitParameter } from '../../data/fit/fitParameter';
import { fitConstraint, fitPull, pullDefinitions, type PullDefinition } from '../../stats/pulls';
import type { Judged } from '../check';
import { choiceOf } from '../severity';

export const code = 'pull/fit';

/** A constrained parameter with its pull by the chosen definition. */
export interface FittedNuisance {
  readonly parameter: FitParameter;
  readonly pull: number | undefined;
  /** σ/σ₀ */
  readonly constraint: number | undefined;
  /** Kept constant in the fit. */
  readonly fixed: boolean;
}

export const formulas: Readonly<Record<PullDefinition, string>> = {
  'pre-fit': '(θ̂ − θ₀)/σ₀',
  'post-fit': '(θ̂ − θ₀)/σ',
  difference: '(θ̂ − θ₀)/√(σ₀² − σ²)',
};

export function definitionOf({ analysis }: Judged): PullDefinition {
  const chosen = choiceOf(analysis, code, 'definition');
  return pullDefinitions.find((definition) => definition === chosen) ?? 'pre-fit';
}

/** The constrained parameters, in the order of the file. */
export function nuisancesOf(judged: Judged): FittedNuisance[] {
  const definition = definitionOf(judged);
  return (judged.fit?.parameters ?? [])
    .filter(({ kind }) => kind === 'nuisance')
    .map((parameter) => {
      const { error, prior, value, nominal } = parameter;
      const fixed = error !== undefined && error.up === 0 && error.down === 0;
      return {
        parameter,
        fixed,
        pull: fixed ? undefined : fitPull(definition, value - nominal, error, prior),
        constraint: fixed ? undefined : fitConstraint(error, prior),
      };
    });
}

/** From nominal, in post-fit errors. */
export function distance({ value, nominal, error }: FitParameter): number {
  return Math.abs(fitPull('post-fit', value - nominal, error, undefined) ?? 0);
}
