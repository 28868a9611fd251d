import type { Model } from './analysis';

/** Scores that a model gives to each event: of the members of an ensemble, or of passes with dropout; else one. */
export function membersOf({ files, dropout }: Pick<Model, 'files' | 'dropout'>): number {
  return dropout?.passes ?? files.length;
}

export function isEnsemble(model: Pick<Model, 'files' | 'dropout'>): boolean {
  return membersOf(model) > 1;
}
