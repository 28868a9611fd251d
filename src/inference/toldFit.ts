/**
 * The fit of a model that is told the value z of a nuisance (A. Ghosh, B. Nachman and D. Whiteson, arXiv:2105.08742): at
 * each hypothesised z its score is another observable, and all templates and the data are made of the score told z.
 *
 *     −ln L(μ, z) = Σ_b [λ_b(μ, z | z) − n_b(z) ln(λ_b(μ, z | z)/ν_b(z))] + z²/2
 *
 * where the last argument is what the model is told, and ν_b(z) counts the nominal events (μ = 1, z = 0) told z. An event
 * has the density λ_b/ν_b relative to one that is the same at every z, so that likelihoods of different observables can be
 * compared; the Poisson probability of n(z) alone is that of other bins at each z. On Asimov data both are the same. Where
 * the score told z is a poor observable of nominal events, −ln L rises less than it could: intervals are wider, not
 * narrower.
 *
 * z is held at each value of a grid; between them −ln L lies on the cubic through the four nearest.
 */
import type { Fit, FitModel } from './fitModel';
import { segmentOf, type Interpolation } from './interpolation';
import type { Observation } from './likelihood';
import type { Minimum } from './minimise';
import { totalAt, type Process, type Templates } from './templates';

/** A value that the model is told, with the templates of the score told so. */
export interface ToldPoint {
  /** Of the nuisance, in standard deviations. */
  readonly value: number;
  /** Where the nuisance has this value. */
  readonly fit: FitModel;
  /** Templates of the nominal events. */
  readonly nominal: Templates;
}

/**
 * Templates about events that have another value of one nuisance, as if they were nominal: what other nuisances do is
 * what they do to nominal events, by the rules of `Expectation`.
 * @param own for each process
 */
export function movedTemplates(
  templates: Templates,
  own: readonly Pick<Process, 'contents' | 'squares'>[],
  interpolation: Interpolation,
): Templates {
  return {
    ...templates,
    processes: templates.processes.map((process, index) => ({ ...process, ...own[index]! })),
    nuisances: templates.nuisances.map((nuisance) => ({
      ...nuisance,
      shifts: nuisance.shifts.map((shift, index) => {
        if (shift === undefined) return undefined;
        const [from, to] = [templates.processes[index]!.contents, own[index]!.contents];
        const moved = (side: Float64Array): Float64Array => {
          const [before, after, varied] = [sum(from), sum(to), sum(side)];
          const factorises = interpolation === 'exponential' && before > 0 && after > 0 && varied > 0;
          const [rate, scale] = factorises ? [varied / before, after / before] : [1, 1];
          return side.map((content, bin) => rate * to[bin]! + scale * (content - rate * from[bin]!));
        };
        return {
          ...shift,
          up: moved(shift.up),
          down: moved(shift.down),
          ...(shift.points && { points: shift.points.map((point) => ({ ...point, contents: moved(point.contents) })) }),
        };
      }),
    })),
  };
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

export class ToldFit implements Fit {
  private readonly low: number;
  private readonly high: number;
  /** Grid points that one cubic may be laid through: kinks part them. */
  private readonly sections: readonly (readonly number[])[];
  private readonly references: readonly Float64Array[];
  private readonly nominalPoint: ToldPoint;

  /**
   * @param index of the nuisance among the parameters
   * @param points ascending, nominal among them, at least four on each side
   */
  constructor(
    private readonly index: number,
    private readonly points: readonly ToldPoint[],
  ) {
    this.nominalPoint = points.find(({ value }) => value === 0)!;
    this.low = points[0]!.value;
    this.high = points[points.length - 1]!.value;
    const all = [...points.keys()];
    // Between sides alone the slopes of all templates may jump at nominal.
    const kinked =
      !points.some(({ fit, nominal }) => fit.templates !== nominal) &&
      this.nominalPoint.fit.likelihood.expectation.kinks[index]!.includes(0);
    this.sections = kinked
      ? [all.filter((point) => points[point]!.value <= 0), all.filter((point) => points[point]!.value >= 0)]
      : [all];
    this.references = points.map(({ nominal }) => totalAt(nominal, 1).map((content) => Math.max(content, 0)));
  }

  /** The nuisance that the model is told. */
  get told(): string {
    return this.templates.nuisances[this.index - 1]!.name;
  }

  /** Between the values that it is told, the largest distance, in standard deviations. */
  get step(): number {
    return Math.max(...this.points.slice(1).map(({ value }, index) => value - this.points[index]!.value));
  }

  /** Those of the model told the nominal value. */
  get templates(): FitModel['templates'] {
    return this.nominalPoint.fit.templates;
  }

  /** Of the model told the nominal value whatever the nuisance is: one observable. */
  get toldNominally(): FitModel {
    return this.nominalPoint.fit;
  }

  get options(): FitModel['options'] {
    return this.nominalPoint.fit.options;
  }

  get parameters(): number {
    return this.nominalPoint.fit.parameters;
  }

  get linearised(): readonly string[] {
    return this.nominalPoint.fit.linearised;
  }

  asimov(strength: number): Observation {
    const told = this.points.map(({ nominal }) => totalAt(nominal, strength).map((content) => Math.max(content, 0)));
    return { ...this.nominalPoint.fit.asimov(strength), told };
  }

  /** @param told events of each bin with the model told each value of the grid */
  data(counts: Float64Array, told: readonly Float64Array[]): Observation {
    return { ...this.nominalPoint.fit.data(counts), told };
  }

  rangeOf(index: number): { readonly low: number; readonly high: number } {
    return index === this.index ? { low: this.low, high: this.high } : this.nominalPoint.fit.rangeOf(index);
  }

  standardErrors(data: Observation, best: Minimum): Float64Array | undefined {
    const point = this.nearest(best.at[this.index]!);
    return this.points[point]!.fit.standardErrors(this.countedAt(data, point), best);
  }

  fit(data: Observation, held: ReadonlyMap<number, number> = new Map(), start?: Float64Array): Minimum {
    const value = held.get(this.index);
    const known = new Map<number, Minimum>();
    const at = (point: number): Minimum => {
      let minimum = known.get(point);
      if (minimum === undefined) known.set(point, (minimum = this.fitAt(point, data, held, start)));
      return minimum;
    };
    if (value !== undefined) return this.between(value, at);
    // All are looked at: data that move between bins may make several minima.
    const lowest = [...this.points.keys()].reduce((a, b) => (at(b).value < at(a).value ? b : a));
    const ends = [lowest - 1, lowest, lowest + 1].filter((point) => point >= 0 && point < this.points.length);
    let best = at(lowest);
    for (let one = 0; one + 1 < ends.length; one++) {
      const found = this.lowestBetween(this.points[ends[one]!]!.value, this.points[ends[one + 1]!]!.value, at);
      if (found.value < best.value) best = found;
    }
    return best;
  }

  private fitAt(point: number, data: Observation, held: ReadonlyMap<number, number>, start?: Float64Array): Minimum {
    const { value, fit } = this.points[point]!;
    const counted = this.countedAt(data, point);
    const minimum = fit.fit(counted, new Map([...held, [this.index, value]]), start);
    const reference = this.references[point]!;
    let offset = 0;
    counted.counts.forEach((count, bin) => {
      if (count > 0) offset += count * Math.log(Math.max(reference[bin]!, least) / count);
    });
    return { ...minimum, value: minimum.value + offset };
  }

  private countedAt({ told, ...data }: Observation, point: number): Observation {
    const counts = told?.[point];
    if (counts === undefined)
      throw new Error('data of a model that is told a nuisance are counted at each of its values');
    return { ...data, counts };
  }

  /** On the cubic through the four points that are nearest. */
  private between(value: number, at: (point: number) => Minimum): Minimum {
    const section =
      this.sections.find((one) => value <= this.points[one[one.length - 1]!]!.value) ??
      this.sections[this.sections.length - 1]!;
    const values = Float64Array.from(section, (point) => this.points[point]!.value);
    const exact = values.indexOf(value);
    if (exact >= 0) return at(section[exact]!);
    const first = Math.min(Math.max(segmentOf(values, value) - 2, 0), section.length - 4);
    const four = section.slice(first, first + 4);
    const weights = four.map((point) => {
      const own = this.points[point]!.value;
      return four.reduce((product, other) => {
        const x = this.points[other]!.value;
        return other === point ? product : (product * (value - x)) / (own - x);
      }, 1);
    });
    const minima = four.map(at);
    const mixed = (of: (minimum: Minimum) => number): number =>
      minima.reduce((total, minimum, one) => total + weights[one]! * of(minimum), 0);
    const parameters = new Float64Array(this.parameters).map((_, index) => mixed((minimum) => minimum.at[index]!));
    parameters[this.index] = value;
    return {
      at: parameters,
      value: mixed((minimum) => minimum.value),
      converged: minima.every(({ converged }) => converged),
      segments: this.nominalPoint.fit.likelihood.expectation.segments(parameters),
    };
  }

  /** Between two points that are next to each other, by golden sections. */
  private lowestBetween(from: number, to: number, at: (point: number) => Minimum): Minimum {
    let [low, high] = [from, to];
    let [a, b] = [high - golden * (high - low), low + golden * (high - low)].map((x) => this.between(x, at)) as [
      Minimum,
      Minimum,
    ];
    while (high - low > precision) {
      if (a.value < b.value) {
        high = b.at[this.index]!;
        b = a;
        a = this.between(high - golden * (high - low), at);
      } else {
        low = a.at[this.index]!;
        a = b;
        b = this.between(low + golden * (high - low), at);
      }
    }
    return a.value < b.value ? a : b;
  }

  private nearest(value: number): number {
    return [...this.points.keys()].reduce((a, b) =>
      Math.abs(this.points[b]!.value - value) < Math.abs(this.points[a]!.value - value) ? b : a,
    );
  }
}

/** No event is expected below this (`Likelihood`). */
const least = 1e-9;
const golden = (Math.sqrt(5) - 1) / 2;
const precision = 1e-6;
