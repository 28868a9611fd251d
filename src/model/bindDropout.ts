/** Whether a model can be asked with its Dropout switched on: decided from the header alone. */
import type { Model } from '../config/analysis';
import type { DropoutFacts, ModelFacts } from './modelFacts';
import { count, describeTensor, refuse, type Refusal } from './refusal';

export interface BoundDropout {
  readonly ok: true;
  readonly passes: number;
  /** Inputs that are given true. */
  readonly switches: DropoutFacts['switches'];
  readonly seeded: boolean;
}

/** @returns undefined where the analysis asks for no passes */
export function bindDropout(
  { dropout: found, inputs }: Pick<ModelFacts, 'dropout' | 'inputs'>,
  { dropout }: Pick<Model, 'dropout'>,
): BoundDropout | Refusal | undefined {
  if (dropout === undefined) return undefined;
  const at = { path: dropout.path, onKey: true };
  if (found === undefined) {
    return refuse(
      "The model has no Dropout, so all passes would be the same: leave 'dropout' out, or name members of an ensemble under 'files'.",
      at,
    );
  }
  if (found.switches.length === 0) {
    const nodes =
      found.nodes === 1 ? 'The Dropout of the model does' : `The ${count(found.nodes, 'Dropout')} of the model do`;
    return refuse(
      `${nodes} not take the training mode as an input of the model, so nothing can switch it on (the graph is not rewritten): export the model with 'training_mode' as a boolean input without a default, or name members of an ensemble under 'files'.`,
      at,
    );
  }
  const fixed = inputs.find(({ shape }) => typeof shape[0] === 'number');
  if (fixed !== undefined) {
    return refuse(
      `The model's input ${describeTensor(fixed)} takes so many events at once, and passes with dropout take all of an event at once: export it with a free number of events.`,
      at,
    );
  }
  return { ok: true, passes: dropout.passes, switches: found.switches, seeded: found.seeded };
}
