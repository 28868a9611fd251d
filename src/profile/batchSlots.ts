import type { ClassWeights } from './classWeights';
import { CountedEvents } from './countedEvents';
import { mostClasses } from './eventClasses';
import type { PlacedValues } from './placedValues';
import { VariationBuffers } from './variationFiller';

/** What is found out of one batch while it is filled, in room that the next batch uses again. */
export class BatchSlots {
  readonly counted: CountedEvents;
  /** Weights of the nominal events, and for each model where their scores lie: by class. */
  readonly chosen: ClassWeights[] = [];
  readonly placedScores: PlacedValues[][] = [];
  /** Of each model, by event. */
  readonly scoreBins: readonly Int32Array[];
  /** By event, in the table of two models' scores. */
  readonly cells: Int32Array;
  readonly variations: VariationBuffers;

  /** @param capacity events of the largest batch */
  constructor(
    readonly capacity: number,
    models: number,
  ) {
    this.counted = new CountedEvents(capacity, mostClasses);
    this.scoreBins = Array.from({ length: models }, () => new Int32Array(capacity));
    this.cells = new Int32Array(capacity);
    this.variations = new VariationBuffers(capacity, models);
  }
}
