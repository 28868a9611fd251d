import { Parts } from '../stats/exactParts';
import type { SquareParts } from '../stats/exactMigration';

/** Weights of some events of a batch, gathered and cut for all sums that they enter. */
export class ClassWeights {
  /** Positions in the batch. */
  events: Int32Array = new Int32Array(0);
  /** In the order of `events`. */
  readonly values: Float64Array;
  readonly parts = new Parts();
  readonly squares = new Parts();
  private readonly products: Float64Array;

  /** @param capacity events of the largest batch */
  constructor(capacity: number) {
    this.values = new Float64Array(capacity);
    this.products = new Float64Array(capacity);
  }

  /** @param events not copied */
  gather(weight: Float64Array, events: Int32Array): this {
    const { values, products } = this;
    const n = events.length;
    this.events = events;
    for (let index = 0; index < n; index++) {
      const w = weight[events[index]!]!;
      values[index] = w;
      products[index] = w * w;
    }
    this.parts.cut(values, n);
    this.squares.cut(products, n);
    return this;
  }
}

/** Weights of the same events before and after a variation. */
export class PairedWeights implements SquareParts {
  readonly cross = new Parts();
  private readonly products: Float64Array;
  private sides: { readonly before: ClassWeights; readonly after: ClassWeights } | undefined;

  /** @param capacity events of the largest batch */
  constructor(capacity: number) {
    this.products = new Float64Array(capacity);
  }

  /** Sides that were gathered from the same events; not copied. */
  multiply(before: ClassWeights, after: ClassWeights): this {
    this.sides = { before, after };
    const { products } = this;
    const n = after.events.length;
    for (let index = 0; index < n; index++) products[index] = before.values[index]! * after.values[index]!;
    this.cross.cut(products, n);
    return this;
  }

  get after(): ClassWeights {
    return this.multiplied.after;
  }

  get nominal(): Parts {
    return this.multiplied.before.squares;
  }

  get varied(): Parts {
    return this.multiplied.after.squares;
  }

  private get multiplied(): { readonly before: ClassWeights; readonly after: ClassWeights } {
    if (this.sides === undefined) throw new Error('weights are paired before they are used');
    return this.sides;
  }
}
