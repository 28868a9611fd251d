/**
 * How far the finite number of simulated events moves what a fit promises: templates drawn again within their errors, in
 * pairs with opposite noise. Half the sum of a pair's results has what noise does on average, half their difference what it
 * does to first order, and neither disturbs the other.
 *
 * Templates have this noise once already, so what it adds on average is there once more in those drawn again (the bias of
 * a bootstrap: B. Efron and R. Tibshirani, An Introduction to the Bootstrap (1993), ch. 10).
 */
import type { MeasuredLength } from '../stats/squaredLength';
import type { Random } from '../stats/random';
import { strengthIndex, type FitOptions } from './fitModel';
import { cramerRao, fisherBounds, hasKinks } from './information';
import { mirrored, type Shift, type SideNoise, type Templates } from './templates';

/** What noise does to a number. */
export interface Noise {
  /** What it adds on average. */
  readonly bias: number;
  /** Standard deviation. */
  readonly scatter: number;
}

/** What noise does to something that grows with the square of differences: `bias` is what it adds on average. */
export interface LengthNoise extends Omit<MeasuredLength, 'value'> {
  readonly bias: number;
}

export interface TemplateNoise {
  /** Of the logarithm of the strength's bound without nuisances. */
  readonly statistical: Noise;
  /** Of the square of the strength's bound over that without nuisances: what nuisances add to 1. */
  readonly inflation: LengthNoise;
  /** One for each nuisance. */
  readonly nuisances: readonly NuisanceNoise[];
}

export interface NuisanceNoise {
  /** Of the change of the strength for one standard error of the nuisance. */
  readonly impact: Noise;
  /** Of 1/σ². */
  readonly information: LengthNoise;
}

/**
 * @param pairs of sets of templates
 * @returns undefined where the data say nothing of a parameter
 */
export function templateNoise(
  templates: Templates,
  options: FitOptions,
  random: Random,
  pairs: number,
): TemplateNoise | undefined {
  const rough = momentsOf(templates, options, random, Math.ceil(pairs / 4));
  if (rough === undefined) return undefined;
  const shares = templates.nuisances.map((_, nuisance) => {
    const { value, bias } = rough[quantityOf(nuisance, 'alone')]!;
    return value > 0 ? Math.sqrt(Math.min(Math.max(1 - bias / value, 0), 1)) : 0;
  });
  const moments = momentsOf(shrunk(templates, shares), options, random, pairs);
  return (
    moments && {
      statistical: noiseOf(moments[0]!),
      inflation: inflationNoise(moments),
      nuisances: templates.nuisances.map((_, nuisance) => ({
        impact: noiseOf(moments[quantityOf(nuisance, 'impact')]!),
        information: lengthOf(moments[quantityOf(nuisance, 'information')]!),
      })),
    }
  );
}

/** Of each nuisance: change of the strength, 1/σ², and what templates tell of it if all else is known. */
const ofNuisances = ['impact', 'information', 'alone'] as const;

/** Position among the quantities: two of the strength come first. */
function quantityOf(nuisance: number, which: (typeof ofNuisances)[number]): number {
  return 2 + ofNuisances.length * nuisance + ofNuisances.indexOf(which);
}

/** A quantity, what noise adds to it on average, and the variances of even and odd parts. */
interface Moments {
  readonly value: number;
  readonly bias: number;
  readonly even: number;
  readonly odd: number;
}

function momentsOf(
  templates: Templates,
  options: FitOptions,
  random: Random,
  pairs: number,
): readonly Moments[] | undefined {
  const values = quantitiesOf(templates, options);
  if (values === undefined) return undefined;
  const normals = new Float64Array(drawnNumbers(templates));
  const drawn: { readonly even: Float64Array; readonly odd: Float64Array }[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    random.fillNormal(normals);
    const one = quantitiesOf(drawnAgain(templates, normals), options);
    const opposite = normals.map((value) => -value);
    const other = quantitiesOf(drawnAgain(templates, opposite), options);
    if (one === undefined || other === undefined) continue;
    drawn.push({
      even: one.map((value, index) => (value + other[index]!) / 2 - values[index]!),
      odd: one.map((value, index) => (value - other[index]!) / 2),
    });
  }
  if (drawn.length < 2) return undefined;
  return Array.from(values, (value, index): Moments => {
    const bias = drawn.reduce((sum, { even }) => sum + even[index]!, 0) / drawn.length;
    const squares = drawn.reduce((sum, { even }) => sum + (even[index]! - bias) ** 2, 0);
    const odd = drawn.reduce((sum, one) => sum + one.odd[index]! ** 2, 0) / drawn.length;
    return { value, bias, even: squares / (drawn.length - 1), odd };
  });
}

function noiseOf({ bias, even, odd }: Moments): Noise {
  return { bias, scatter: Math.sqrt(even + odd) };
}

/** ln of the bound without nuisances, (bound over that)² − 1; then those of each nuisance. */
function quantitiesOf(templates: Templates, options: FitOptions): Float64Array | undefined {
  const plain = cramerRao({ ...templates, nuisances: [] }, { ...options, templateErrors: false });
  const up = fisherBounds(templates, options, 'up');
  // Where a nuisance has a kink, noise makes the slopes of both sides steeper, and not only their mean.
  const down = hasKinks(templates, options) ? fisherBounds(templates, options, 'down') : up;
  if (up === undefined || down === undefined || plain === undefined) return undefined;
  const errors = up.errors.map((error, index) => (error + down.errors[index]!) / 2);
  return Float64Array.of(
    Math.log(plain[strengthIndex]!),
    (errors[strengthIndex]! / plain[strengthIndex]!) ** 2 - 1,
    ...Array.from(up.impacts, (impact, nuisance) => {
      return [impact, 1 / errors[nuisance + 1]! ** 2, (up.alone[nuisance]! + down.alone[nuisance]!) / 2];
    }).flat(),
  );
}

/**
 * Templates with so much of the differences to nominal as is no noise: what noise does depends on what is there without it.
 * @param shares of each nuisance
 */
function shrunk({ bins, processes, nuisances }: Templates, shares: readonly number[]): Templates {
  return {
    bins,
    processes,
    nuisances: nuisances.map((nuisance, index) => ({
      ...nuisance,
      shifts: nuisance.shifts.map((shift, process): Shift | undefined => {
        if (shift === undefined) return undefined;
        const nominal = processes[process]!.contents;
        const nearer = (side: Float64Array): Float64Array =>
          side.map((content, bin) => nominal[bin]! + shares[index]! * (content - nominal[bin]!));
        return {
          ...shift,
          up: nearer(shift.up),
          down: nearer(shift.down),
          ...(shift.points && {
            points: shift.points.map((point) => ({ ...point, contents: nearer(point.contents) })),
          }),
        };
      }),
    })),
  };
}

/**
 * Of ‖t + e‖², e normal with covariance C, pairs with ± e have the mean ‖t‖² + ‖e‖², whose expectation is tr C more and
 * whose variance 2 tr C², and half the difference 2 t·e, of variance 4 tᵀCt. As many directions of equal noise as have
 * these traces stand for C. What is no such square is taken for more of the first order.
 */
function lengthOf({ bias, even, odd }: Moments): LengthNoise {
  const trace = Math.max(bias, 0);
  const square = Math.min(even / 2, trace ** 2);
  const eigenvalue = trace > 0 ? square / trace : 0;
  // Of what was measured, and not of what is there without noise: that has 4 tr C² more.
  const firstOrder = odd + even - 2 * square + 4 * square;
  return { bias, firstOrder, trace, square, cube: square * eigenvalue, eigenvalue };
}

/**
 * What nuisances add to σ² is the sum of the squares of their impacts, each with its own noise. Its bias is another thing:
 * noise constrains, and takes as well as it adds.
 */
function inflationNoise(moments: readonly Moments[]): LengthNoise {
  const { bias, odd } = moments[1]!;
  const unit = Math.exp(2 * moments[0]!.value);
  const nuisances = (moments.length - 2) / ofNuisances.length;
  const eigenvalues = Array.from({ length: nuisances }, (_, nuisance) => {
    const impact = moments[quantityOf(nuisance, 'impact')]!;
    return (impact.odd + impact.even) / unit;
  });
  const power = (exponent: number): number => eigenvalues.reduce((sum, one) => sum + one ** exponent, 0);
  return {
    bias,
    firstOrder: odd + 4 * power(2),
    trace: power(1),
    square: power(2),
    cube: power(3),
    eigenvalue: Math.max(0, ...eigenvalues),
  };
}

/** A number for each bin and process; for each side, what moves both, either and each point beside them. */
function drawnNumbers({ bins, processes, nuisances }: Templates): number {
  const shifts = nuisances.flatMap((nuisance) => nuisance.shifts.filter((shift) => shift !== undefined));
  return bins * shifts.reduce((all, { points = [] }) => all + 3 + points.length, processes.length);
}

/** Nominal contents within their errors, and differences to nominal within theirs. */
function drawnAgain({ bins, processes, nuisances }: Templates, normals: Float64Array): Templates {
  let used = 0;
  const next = (): Float64Array => normals.subarray(used, (used += bins));
  const contents = processes.map((process) => {
    const luck = next();
    return process.contents.map((content, bin) => content + Math.sqrt(process.squares[bin]!) * luck[bin]!);
  });
  // The relative error of a bin stays: it is what the fit is told of its templates.
  const [before, after] = [processes.map((process) => process.contents), contents].map((all) =>
    Float64Array.from({ length: bins }, (_, bin) => all.reduce((sum, one) => sum + one[bin]!, 0)),
  );
  const drawn = processes.map((process, index) => ({
    ...process,
    contents: contents[index]!,
    squares: process.squares.map((square, bin) =>
      before![bin]! > 0 && after![bin]! > 0 ? square * (after![bin]! / before![bin]!) ** 2 : square,
    ),
  }));
  const moved = nuisances.map((nuisance) => ({
    ...nuisance,
    shifts: nuisance.shifts.map((shift, index): Shift | undefined => {
      if (shift === undefined) return undefined;
      const [then, now] = [processes[index]!.contents, contents[index]!];
      const [both, ofUp, ofDown] = [next(), next(), next()];
      const sideOf = (side: Float64Array, noise: SideNoise, direction: number, own: Float64Array): Float64Array =>
        side.map((content, bin) => {
          const grown = now[bin]! - then[bin]!;
          const weighted = direction * Math.sqrt(noise.weighted[bin]!) * both[bin]!;
          return content + (1 + noise.along[bin]!) * grown + weighted + Math.sqrt(noise.crossing[bin]!) * own[bin]!;
        });
      const up = shift.upNoise && sideOf(shift.up, shift.upNoise, 1, ofUp);
      const down = shift.downNoise && sideOf(shift.down, shift.downNoise, -1, ofDown);
      return {
        ...shift,
        up: up ?? (down === undefined ? shift.up : mirrored(now, down)),
        down: down ?? (up === undefined ? shift.down : mirrored(now, up)),
        ...(shift.points && {
          points: shift.points.map((point) => ({
            ...point,
            contents: sideOf(point.contents, point.noise, Math.sign(point.value), next()),
          })),
        }),
      };
    }),
  }));
  return { bins, processes: drawn, nuisances: moved };
}
