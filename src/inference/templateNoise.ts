/** How far the finite number of simulated events moves what a fit promises: templates drawn again within their errors. */
import type { Random } from '../stats/random';
import type { FitOptions } from './fitModel';
import { cramerRao } from './information';
import type { Templates } from './templates';

/** Standard errors of the parameters, and of each what the noise of the templates does to it. */
export interface NoisyBound {
  /** Cramér-Rao bound. */
  readonly sigma: number;
  /** Standard deviation of the bound over templates drawn again. */
  readonly scatter: number;
  /**
   * Mean of 1/σ² over templates drawn again, minus 1/σ²: what noise adds to the information. The templates have as much of
   * it once more than a simulation without noise would have.
   */
  readonly excess: number;
  /** Standard deviation of 1/σ². */
  readonly informationScatter: number;
}

/**
 * @param draws how many sets of templates
 * @returns one for each parameter, the strength first; undefined where the data say nothing of one
 */
export function noisyBounds(
  templates: Templates,
  options: FitOptions,
  random: Random,
  draws: number,
): NoisyBound[] | undefined {
  const nominal = cramerRao(templates, options);
  if (nominal === undefined) return undefined;
  const sums = Array.from(nominal, () => ({ sigma: 0, sigma2: 0, information: 0, information2: 0 }));
  let count = 0;
  for (let draw = 0; draw < draws; draw++) {
    const bounds = cramerRao(drawnAgain(templates, random), options);
    if (bounds === undefined) continue;
    count++;
    bounds.forEach((sigma, index) => {
      const sum = sums[index]!;
      const information = 1 / sigma ** 2;
      sum.sigma += sigma - nominal[index]!;
      sum.sigma2 += (sigma - nominal[index]!) ** 2;
      sum.information += information - 1 / nominal[index]! ** 2;
      sum.information2 += (information - 1 / nominal[index]! ** 2) ** 2;
    });
  }
  if (count < 2) return undefined;
  const deviation = (sum: number, squares: number): number =>
    Math.sqrt(Math.max(squares / count - (sum / count) ** 2, 0) * (count / (count - 1)));
  return Array.from(nominal, (sigma, index): NoisyBound => {
    const sum = sums[index]!;
    return {
      sigma,
      scatter: deviation(sum.sigma, sum.sigma2),
      excess: sum.information / count,
      informationScatter: deviation(sum.information, sum.information2),
    };
  });
}

/** Nominal contents within their errors, and differences to nominal within theirs. */
function drawnAgain({ bins, processes, nuisances }: Templates, random: Random): Templates {
  const drawn = processes.map((process) => ({
    ...process,
    contents: process.contents.map((content, bin) => content + Math.sqrt(process.squares[bin]!) * random.normal()),
  }));
  return {
    bins,
    processes: drawn,
    nuisances: nuisances.map((nuisance) => ({
      ...nuisance,
      shifts: nuisance.shifts.map((shift, index) => {
        if (shift === undefined) return undefined;
        const { contents: before } = processes[index]!;
        const { contents: now } = drawn[index]!;
        const moved = (side: Float64Array, variances: Float64Array): Float64Array =>
          side.map((content, bin) => now[bin]! + content - before[bin]! + Math.sqrt(variances[bin]!) * random.normal());
        return {
          ...shift,
          up: moved(shift.up, shift.upVariances),
          down: moved(shift.down, shift.downVariances),
          ...(shift.points && {
            points: shift.points.map((point) => ({ ...point, contents: moved(point.contents, point.variances) })),
          }),
        };
      }),
    })),
  };
}
