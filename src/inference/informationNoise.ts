/**
 * Fisher information of templates drawn again within their noise, and bounds without what noise adds to it. Noise in a
 * slope adds to its square, and where nuisances share the noise of one template to their products: on average as much in
 * any templates, and taken off before the matrix is inverted, as for regressors that are measured with errors (W. A.
 * Fuller, Measurement Error Models (1987), ch. 2).
 */
import type { Random } from '../stats/random';
import { drawnAgain, drawnNumbers } from './drawnTemplates';
import { strengthIndex, type FitOptions } from './fitModel';
import { boundsOf, hasKinks, templateInformation, type FisherBounds } from './information';
import type { TemplateNuisance, Templates } from './templates';

/** What templates tell, without priors: of the strength alone, and of all parameters on both sides of kinks at nominal. */
export interface Informations {
  readonly plain: Float64Array;
  readonly up: Float64Array;
  readonly down: Float64Array;
}

export function informationsOf(templates: Templates, options: FitOptions): Informations {
  const plain = templateInformation({ ...templates, nuisances: [] }, { ...options, templateErrors: false });
  const up = templateInformation(templates, options, 'up');
  // Where a nuisance has a kink, noise makes the slopes of both sides steeper, and not only their mean.
  return { plain, up, down: hasKinks(templates, options) ? templateInformation(templates, options, 'down') : up };
}

export interface DrawnInformations {
  /** As the templates are. */
  readonly nominal: Informations;
  /** With opposite noise. */
  readonly pairs: readonly (readonly [Informations, Informations])[];
  /** What noise adds on average, as far as the information at nominal tells what a fit sees. */
  readonly added: Informations;
}

export function drawInformations(
  templates: Templates,
  options: FitOptions,
  random: Random,
  count: number,
): DrawnInformations {
  const nominal = informationsOf(templates, options);
  const normals = new Float64Array(drawnNumbers(templates));
  const pairs = Array.from({ length: count }, (): readonly [Informations, Informations] => {
    random.fillNormal(normals);
    const one = informationsOf(drawnAgain(templates, normals), options);
    const opposite = normals.map((value) => -value);
    return [one, informationsOf(drawnAgain(templates, opposite), options)];
  });
  const added = (which: keyof Informations): Float64Array => {
    const parameters = Math.sqrt(nominal[which].length);
    const seen = (parameter: number): boolean =>
      parameter === strengthIndex || !onGrid(templates.nuisances[parameter - 1]);
    return nominal[which].map((value, at) => {
      if (!seen(Math.floor(at / parameters)) || !seen(at % parameters)) return 0;
      const total = pairs.reduce((sum, [one, other]) => sum + one[which][at]! + other[which][at]!, 0);
      return total / (2 * count) - value;
    });
  };
  return { nominal, pairs, added: { plain: added('plain'), up: added('up'), down: added('down') } };
}

/** Between the close points of a grid slopes are mostly noise, which a fit that goes over many of them does not see. */
function onGrid(nuisance: TemplateNuisance | undefined): boolean {
  return nuisance?.shifts.some((shift) => shift?.points !== undefined) ?? false;
}

/**
 * @param told without priors
 * @param added by noise
 * @returns undefined where the data say nothing of a parameter
 */
export function boundsWithout(
  told: Float64Array,
  added: Float64Array,
  nuisances: Templates['nuisances'],
): FisherBounds | undefined {
  // Many nuisances of much noise may leave a matrix that has no inverse: then less is taken off.
  for (let share = 1; share > leastShare; share /= 2) {
    const bounds = boundsOf(lessNoise(told, added, share, nuisances.length + 1), nuisances);
    if (bounds !== undefined) return bounds;
  }
  return boundsOf(told, nuisances);
}

const leastShare = 1e-3;

/**
 * No information is less than none, and no two parameters are more than alike. Where most of what is told is noise, so are
 * products with it, although noise adds nothing to them on average: these vanish with the information.
 */
function lessNoise(told: Float64Array, added: Float64Array, share: number, parameters: number): Float64Array {
  const less = told.map((value, at) => value - share * added[at]!);
  const known = Array.from({ length: parameters }, (_, parameter) => {
    const at = parameter * (parameters + 1);
    const noise = told[at]! > 0 ? Math.min(Math.max((share * added[at]!) / told[at]!, 0), 1) : 0;
    return Math.sqrt(1 - noise ** 2);
  });
  for (let i = 0; i < parameters; i++) {
    less[i * (parameters + 1)] = Math.max(less[i * (parameters + 1)]!, 0);
    for (let j = 0; j < i; j++) {
      const most = Math.sqrt(less[i * (parameters + 1)]! * less[j * (parameters + 1)]!);
      const product = known[i]! * known[j]! * less[i * parameters + j]!;
      less[i * parameters + j] = Math.min(Math.max(product, -most), most);
    }
  }
  return less;
}
