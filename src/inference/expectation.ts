/**
 * Expected events of each bin as a function of the parameters (HistFactory): the strength μ of the signal first, then
 * the nuisances θ in standard deviations from nominal.
 *
 *     λ_b = Σ_p m_p · Π_n r_pn(θ_n) · [ν_pb + Σ_n t_npb(θ_n)],   m_p = μ for signal, 1 for background
 *
 * With linear interpolation r = 1 and t is code 0; with exponential, r is code 4 of the yield and t code 4p of what the
 * nuisance does to the shape at constant yield (splines of both, where there are more points than the sides).
 */
import {
  linearCurve,
  rateCurve,
  rateSpline,
  segmentOf,
  smoothCurve,
  splineCurve,
  type BinCurve,
  type Interpolation,
  type RateCurve,
} from './interpolation';
import { pointsOf, type Shift, type Templates } from './templates';

interface Response {
  /** Position among the parameters. */
  readonly index: number;
  readonly shape: BinCurve;
  readonly rate: RateCurve | undefined;
}

interface ProcessResponse {
  readonly signal: boolean;
  readonly contents: Float64Array;
  readonly responses: readonly Response[];
  /** ν + Σt and Πr, at the parameters of the last evaluation. */
  readonly shape: Float64Array;
  rate: number;
}

export class Expectation {
  readonly parameters: number;
  readonly bins: number;
  /** Expected events of each bin at the last parameters. */
  readonly total: Float64Array;
  /** ∂λ_b/∂x_i at [i · bins + b]. */
  readonly gradient: Float64Array;
  /** Nuisances whose rate could not be interpolated exponentially, as a yield is not positive: linear they are. */
  readonly linearised: readonly string[];
  /** For each parameter where λ has a kink in it, ascending. */
  readonly kinks: readonly Float64Array[];
  private readonly processes: readonly ProcessResponse[];
  /** Of the last evaluation. */
  private readonly at: Float64Array;
  private readonly segmentsAt: Int8Array;

  constructor(
    readonly templates: Templates,
    interpolation: Interpolation,
  ) {
    const { bins, processes, nuisances } = templates;
    this.bins = bins;
    this.parameters = 1 + nuisances.length;
    this.total = new Float64Array(bins);
    this.gradient = new Float64Array(bins * this.parameters);
    this.at = new Float64Array(this.parameters);
    this.segmentsAt = new Int8Array(this.parameters);
    const isLinear = nuisances.map(
      ({ shifts }) =>
        interpolation === 'linear' ||
        shifts.some((shift, process) => shift !== undefined && !ratesArePositive(processes[process]!.contents, shift)),
    );
    this.linearised =
      interpolation === 'linear' ? [] : nuisances.filter((_, index) => isLinear[index]).map(({ name }) => name);
    this.kinks = [
      new Float64Array(),
      ...nuisances.map(({ shifts }, index) => (isLinear[index] === true ? kinksOf(shifts) : new Float64Array())),
    ];
    this.processes = processes.map(({ signal, contents }, process) => ({
      signal,
      contents,
      shape: new Float64Array(bins),
      rate: 1,
      responses: nuisances.flatMap(({ shifts }, nuisance): Response[] => {
        const shift = shifts[process];
        if (shift === undefined) return [];
        const index = nuisance + 1;
        return [
          {
            index,
            ...(isLinear[nuisance] === true ? linear(contents, shift, this.kinks[index]!) : smooth(contents, shift)),
          },
        ];
      }),
    }));
  }

  /** The segments between kinks in which parameters lie; at a kink that to the right. */
  segments(at: Float64Array): Int8Array {
    return Int8Array.from(at, (value, index) => segmentOf(this.kinks[index]!, value));
  }

  /**
   * @param at μ, then the nuisances
   * @param segments for each parameter between which kinks it lies: which derivative is meant at a kink
   */
  evaluate(at: Float64Array, segments: Int8Array, derivatives = true): void {
    const { bins, total, gradient } = this;
    this.at.set(at);
    this.segmentsAt.set(segments);
    total.fill(0);
    if (derivatives) gradient.fill(0);
    for (const process of this.processes) {
      const { contents, responses, shape, signal } = process;
      shape.set(contents);
      let rate = 1;
      for (const response of responses) {
        const { index } = response;
        response.shape.place(at[index]!, segments[index]!);
        addParts(response.shape, 0, 1, shape, 0);
        if (response.rate === undefined) continue;
        response.rate.place(at[index]!);
        rate *= response.rate.jet[0]!;
      }
      process.rate = rate;
      const scale = rate * (signal ? at[0]! : 1);
      for (let bin = 0; bin < bins; bin++) total[bin]! += scale * shape[bin]!;
      if (!derivatives) continue;
      if (signal) for (let bin = 0; bin < bins; bin++) gradient[bin]! += rate * shape[bin]!;
      for (const { index, shape: curve, rate: factor } of responses) {
        const offset = index * bins;
        addParts(curve, 1, scale, gradient, offset);
        if (factor === undefined) continue;
        const relative = (scale * factor.jet[1]!) / factor.jet[0]!;
        for (let bin = 0; bin < bins; bin++) gradient[offset + bin]! += relative * shape[bin]!;
      }
    }
  }

  /**
   * Adds Σ_b weight_b · ∂²λ_b/∂x_i∂x_j to the lower triangle of a matrix [parameters²], at the parameters of the last
   * evaluation.
   */
  addCurvature(weights: Float64Array, matrix: Float64Array): void {
    const { parameters } = this;
    const [relatives, shifteds] = [new Float64Array(parameters), new Float64Array(parameters)];
    for (const { responses, shape, rate, signal } of this.processes) {
      const scale = rate * (signal ? this.at[0]! : 1);
      const whole = dot(weights, shape);
      const rates = responses.some((one) => one.rate !== undefined);
      for (let one = 0; one < responses.length; one++) {
        const { index: i, shape: curve, rate: factor } = responses[one]!;
        // Σ_b weight_b · (r'/r · T + t') of each nuisance.
        const relative = factor === undefined ? 0 : factor.jet[1]! / factor.jet[0]!;
        const bent = factor === undefined ? 0 : factor.jet[2]! / factor.jet[0]!;
        const shifted = dotParts(curve, 1, weights);
        relatives[one] = relative;
        shifteds[one] = shifted;
        if (signal) {
          matrix[i * parameters]! += rate * (relative * whole + shifted);
        }
        matrix[i * parameters + i]! += scale * (bent * whole + 2 * relative * shifted + dotParts(curve, 2, weights));
        // Without rates nuisances add up, and do not act together.
        if (!rates) continue;
        const [own, both] = [scale * (relative * whole + shifted), scale * relative];
        for (let other = 0; other < one; other++) {
          const j = responses[other]!.index;
          matrix[i * parameters + j]! += own * relatives[other]! + both * shifteds[other]!;
        }
      }
    }
  }

  /**
   * Expected events where one parameter is not as in the last evaluation, and their derivative by it: much faster than
   * another evaluation.
   * @param index of a nuisance among the parameters
   * @param segment of the parameter there
   */
  along(index: number, value: number, segment: number, total: Float64Array, slope: Float64Array): void {
    const { bins, at } = this;
    total.set(this.total);
    slope.fill(0);
    const moved = new Float64Array(bins);
    for (const { responses, shape, rate, signal } of this.processes) {
      const response = responses.find((one) => one.index === index);
      if (response === undefined) continue;
      const { shape: curve, rate: factor } = response;
      const scale = rate * (signal ? at[0]! : 1);
      moved.set(shape);
      addParts(curve, 0, -1, moved, 0);
      const before = factor?.jet[0] ?? 1;
      curve.place(value, segment);
      factor?.place(value);
      addParts(curve, 0, 1, moved, 0);
      const newScale = (scale / before) * (factor?.jet[0] ?? 1);
      const relative = factor === undefined ? 0 : factor.jet[1]! / factor.jet[0]!;
      for (let bin = 0; bin < bins; bin++) {
        total[bin]! += newScale * moved[bin]! - scale * shape[bin]!;
        slope[bin]! += newScale * relative * moved[bin]!;
      }
      addParts(curve, 1, newScale, slope, 0);
      curve.place(at[index]!, this.segmentsAt[index]!);
      factor?.place(at[index]!);
    }
  }
}

function kinksOf(shifts: readonly (Shift | undefined)[]): Float64Array {
  const inner = shifts.flatMap((shift) =>
    shift === undefined
      ? []
      : pointsOf(shift)
          .slice(1, -1)
          .map(({ value }) => value),
  );
  return Float64Array.from(new Set(inner)).sort();
}

function ratesArePositive(nominal: Float64Array, shift: Shift): boolean {
  return sum(nominal) > 0 && pointsOf(shift, nominal).every(({ contents }) => sum(contents) > 0);
}

function linear(nominal: Float64Array, shift: Shift, kinks: Float64Array): Omit<Response, 'index'> {
  const points = pointsOf(shift, nominal).map(({ value, contents }) => ({
    value,
    contents: contents.map((content, bin) => content - nominal[bin]!),
  }));
  return { shape: linearCurve(points, kinks), rate: undefined };
}

function smooth(nominal: Float64Array, shift: Shift): Omit<Response, 'index'> {
  const total = sum(nominal);
  const points = pointsOf(shift, nominal).map(({ value, contents }) => {
    const factor = sum(contents) / total;
    return { value, factor, contents: contents.map((content, bin) => content / factor - nominal[bin]!) };
  });
  if (shift.points === undefined) {
    const [down, , up] = points as [(typeof points)[0], unknown, (typeof points)[0]];
    return { shape: smoothCurve(up.contents, down.contents), rate: rateCurve(up.factor, down.factor) };
  }
  return {
    shape: splineCurve(points),
    rate: rateSpline(
      points.map(({ value }) => value),
      points.map(({ factor }) => factor),
    ),
  };
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Adds a curve, or its derivative of some order. */
function addParts({ parts, jets }: BinCurve, order: number, scale: number, to: Float64Array, offset: number): void {
  for (let part = 0; part < parts.length; part++) {
    const factor = scale * jets[part]![order]!;
    if (factor === 0) continue;
    const values = parts[part]!;
    for (let bin = 0; bin < values.length; bin++) to[offset + bin]! += factor * values[bin]!;
  }
}

function dotParts({ parts, jets }: BinCurve, order: number, weights: Float64Array): number {
  let total = 0;
  for (let part = 0; part < parts.length; part++) {
    const factor = jets[part]![order]!;
    if (factor !== 0) total += factor * dot(weights, parts[part]!);
  }
  return total;
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let index = 0; index < a.length; index++) total += a[index]! * b[index]!;
  return total;
}
