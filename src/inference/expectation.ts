/**
 * Expected events of each bin as a function of the parameters (HistFactory): the strength μ of the signal first, then
 * the nuisances θ in standard deviations from nominal.
 *
 *     λ_b = Σ_p m_p · Π_n r_pn(θ_n) · [ν_pb + Σ_n t_npb(θ_n)],   m_p = μ for signal, 1 for background
 *
 * With linear interpolation r = 1 and t is code 0; with exponential, r is code 4 of the yield and t code 4p of what the
 * nuisance does to the shape at constant yield.
 */
import { linearShift, rateFactor, smoothShift, type Interpolation, type Jet } from './interpolation';
import type { Shift, Templates } from './templates';

interface Response {
  /** Position of the nuisance. */
  readonly nuisance: number;
  /** Differences to nominal, those of the shape alone where there is a rate. */
  readonly up: Float64Array;
  readonly down: Float64Array;
  readonly rate: { readonly up: number; readonly down: number } | undefined;
  /** Derivatives of t, by bin, at the parameters of the last evaluation. */
  readonly first: Float64Array;
  readonly second: Float64Array;
  /** Of r. */
  readonly factor: Jet;
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
  private readonly processes: readonly ProcessResponse[];
  private readonly jet: Jet = new Float64Array(3);

  constructor(
    readonly templates: Templates,
    readonly interpolation: Interpolation,
  ) {
    this.bins = templates.bins;
    this.parameters = 1 + templates.nuisances.length;
    this.total = new Float64Array(this.bins);
    this.gradient = new Float64Array(this.bins * this.parameters);
    const linearised = new Set<string>();
    this.processes = templates.processes.map(({ signal, contents }, process) => ({
      signal,
      contents,
      shape: new Float64Array(this.bins),
      rate: 1,
      responses: templates.nuisances.flatMap(({ name, shifts }, nuisance) => {
        const shift = shifts[process];
        if (shift === undefined) return [];
        const response = responseOf(nuisance, contents, shift, interpolation === 'exponential');
        if (interpolation === 'exponential' && response.rate === undefined) linearised.add(name);
        return [response];
      }),
    }));
    this.linearised = [...linearised];
  }

  /** Whether λ has a kink where a nuisance is 0. */
  get hasKinks(): boolean {
    return this.interpolation === 'linear' || this.linearised.length > 0;
  }

  /**
   * @param at μ, then the nuisances
   * @param sides for each parameter which derivative is meant where there is a kink
   */
  evaluate(at: Float64Array, sides: Int8Array): void {
    const { bins, total, gradient, jet } = this;
    total.fill(0);
    gradient.fill(0);
    for (const process of this.processes) {
      const { contents, responses, shape, signal } = process;
      shape.set(contents);
      process.rate = 1;
      for (const { nuisance, up, down, rate, first, second, factor } of responses) {
        const theta = at[nuisance + 1]!;
        const smooth = rate !== undefined;
        if (rate === undefined) factor.set([1, 0, 0]);
        else rateFactor(rate.up, rate.down, theta, factor);
        process.rate *= factor[0]!;
        for (let bin = 0; bin < bins; bin++) {
          if (smooth) smoothShift(up[bin]!, down[bin]!, theta, jet);
          else linearShift(up[bin]!, down[bin]!, theta, sides[nuisance + 1]!, jet);
          first[bin] = jet[1]!;
          second[bin] = jet[2]!;
          shape[bin]! += jet[0]!;
        }
      }
      const scale = process.rate * (signal ? at[0]! : 1);
      for (let bin = 0; bin < bins; bin++) {
        total[bin]! += scale * shape[bin]!;
        if (signal) gradient[bin]! += process.rate * shape[bin]!;
      }
      for (const { nuisance, first, factor } of responses) {
        const relative = factor[1]! / factor[0]!;
        const offset = (nuisance + 1) * bins;
        for (let bin = 0; bin < bins; bin++) {
          gradient[offset + bin]! += scale * (relative * shape[bin]! + first[bin]!);
        }
      }
    }
  }

  /**
   * Adds Σ_b weight_b · ∂²λ_b/∂x_i∂x_j to a matrix [parameters²], at the parameters of the last evaluation.
   * @param strength μ there
   */
  addCurvature(weights: Float64Array, strength: number, matrix: Float64Array): void {
    const { parameters } = this;
    for (const { responses, shape, rate, signal } of this.processes) {
      const scale = rate * (signal ? strength : 1);
      const whole = dot(weights, shape);
      // Σ_b weight_b · (r'/r · T + t') of each nuisance, and its first term.
      const slopes = responses.map(({ first, factor }) => {
        const relative = factor[1]! / factor[0]!;
        return { relative, shifted: dot(weights, first) };
      });
      responses.forEach(({ nuisance, second, factor }, one) => {
        const i = nuisance + 1;
        const { relative, shifted } = slopes[one]!;
        if (signal) {
          const mixed = rate * (relative * whole + shifted);
          matrix[i]! += mixed;
          matrix[i * parameters]! += mixed;
        }
        matrix[i * parameters + i]! +=
          scale * ((factor[2]! / factor[0]!) * whole + 2 * relative * shifted + dot(weights, second));
        for (let other = 0; other < one; other++) {
          const j = responses[other]!.nuisance + 1;
          const { relative: relativeOther, shifted: shiftedOther } = slopes[other]!;
          const mixed = scale * (relative * relativeOther * whole + relative * shiftedOther + relativeOther * shifted);
          matrix[i * parameters + j]! += mixed;
          matrix[j * parameters + i]! += mixed;
        }
      });
    }
  }
}

function responseOf(nuisance: number, nominal: Float64Array, { up, down }: Shift, exponential: boolean): Response {
  const bins = nominal.length;
  const [total, totalUp, totalDown] = [sum(nominal), sum(up), sum(down)];
  const rate =
    exponential && total > 0 && totalUp > 0 && totalDown > 0
      ? { up: totalUp / total, down: totalDown / total }
      : undefined;
  return {
    nuisance,
    rate,
    up: nominal.map((content, bin) => up[bin]! / (rate?.up ?? 1) - content),
    down: nominal.map((content, bin) => down[bin]! / (rate?.down ?? 1) - content),
    first: new Float64Array(bins),
    second: new Float64Array(bins),
    factor: new Float64Array(3),
  };
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let index = 0; index < a.length; index++) total += a[index]! * b[index]!;
  return total;
}
