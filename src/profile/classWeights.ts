import { Parts } from '../stats/exactParts';
import type { SquareParts } from '../stats/exactMigration';

/** Weights of some events of a batch, gathered, and cut for all sums that they enter when these ask first. */
export class ClassWeights {
  /** Positions in the batch. */
  events: Int32Array = new Int32Array(0);
  /** In the order of `events`. */
  values: Float64Array = new Float64Array(0);
  private readonly gathered: Float64Array;
  private readonly cutWeights = new Parts();
  private readonly cutSquares: CutProducts;
  private cutFourths: CutProducts | undefined;
  private cut = true;

  /** @param capacity events of the largest batch */
  constructor(capacity: number) {
    this.gathered = new Float64Array(capacity);
    this.cutSquares = new CutProducts(capacity);
  }

  /** @param weight,events not copied */
  gather(weight: Float64Array, events: Int32Array): this {
    const n = events.length;
    const whole = n > 0 && events[n - 1] === n - 1;
    if (!whole) for (let index = 0; index < n; index++) this.gathered[index] = weight[events[index]!]!;
    this.events = events;
    this.values = whole ? weight : this.gathered;
    this.cut = false;
    this.cutSquares.forget();
    this.cutFourths?.forget();
    return this;
  }

  get parts(): Parts {
    if (!this.cut) this.cutWeights.cut(this.values, this.events.length);
    this.cut = true;
    return this.cutWeights;
  }

  get squares(): Parts {
    return this.cutSquares.of(this.values, this.values, this.events.length);
  }

  /** w⁴. */
  get fourths(): Parts {
    const { n } = this.squares;
    const { products } = this.cutSquares;
    return (this.cutFourths ??= new CutProducts(this.gathered.length)).of(products, products, n);
  }
}

/** Weights of the same events before and after a variation. */
export class PairedWeights implements SquareParts {
  private readonly products: CutProducts;
  private cutFourths: CutProducts | undefined;
  private sides: { readonly before: ClassWeights; readonly after: ClassWeights } | undefined;

  /** @param capacity events of the largest batch */
  constructor(private readonly capacity: number) {
    this.products = new CutProducts(capacity);
  }

  /** Sides that were gathered from the same events, or one for both; not copied. */
  pair(before: ClassWeights, after: ClassWeights): this {
    this.sides = { before, after };
    this.products.forget();
    this.cutFourths?.forget();
    return this;
  }

  get after(): ClassWeights {
    return this.both.after;
  }

  get nominal(): Parts {
    return this.both.before.squares;
  }

  get cross(): Parts {
    const { before, after } = this.both;
    if (before === after) return before.squares;
    return this.products.of(before.values, after.values, after.events.length);
  }

  get varied(): Parts {
    return this.both.after.squares;
  }

  get fourths(): Parts {
    const { before, after } = this.both;
    if (before === after) return before.fourths;
    this.cutFourths ??= new CutProducts(this.capacity);
    return this.cutFourths.squaresOf(before.values, after.values, after.events.length);
  }

  private get both(): { readonly before: ClassWeights; readonly after: ClassWeights } {
    if (this.sides === undefined) throw new Error('weights are paired before they are used');
    return this.sides;
  }
}

/** Products of two numbers of each event, cut when they are asked for first. */
class CutProducts {
  /** As they were when their parts were asked for. */
  readonly products: Float64Array;
  private readonly parts = new Parts();
  private known = false;

  constructor(capacity: number) {
    this.products = new Float64Array(capacity);
  }

  forget(): void {
    this.known = false;
  }

  of(a: Float64Array, b: Float64Array, n: number): Parts {
    if (this.known) return this.parts;
    this.known = true;
    const { products } = this;
    for (let index = 0; index < n; index++) products[index] = a[index]! * b[index]!;
    return this.parts.cut(products, n);
  }

  /** (ab)², with the other for one that is 0. */
  squaresOf(a: Float64Array, b: Float64Array, n: number): Parts {
    if (this.known) return this.parts;
    this.known = true;
    const { products } = this;
    for (let index = 0; index < n; index++) {
      const [first, second] = [a[index]!, b[index]!];
      const product = (first === 0 ? second : first) * (second === 0 ? first : second);
      products[index] = product * product;
    }
    return this.parts.cut(products, n);
  }
}
