/** Fisher information of templates drawn again within their noise. */
import type { Random } from '../stats/random';
import { drawnAgain, drawnNumbers } from './drawnTemplates';
import type { FitOptions } from './fitModel';
import { hasKinks, templateInformation } from './information';
import type { Templates } from './templates';

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

/** Of templates with opposite noise. */
export type Pair = readonly [Informations, Informations];

export interface DrawnInformations {
  /** As the templates are. */
  readonly nominal: Informations;
  readonly pairs: readonly Pair[];
}

export function drawnInformations(templates: Templates, options: FitOptions, random: Random): Pair {
  const normals = new Float64Array(drawnNumbers(templates));
  random.fillNormal(normals);
  const one = informationsOf(drawnAgain(templates, normals), options);
  const opposite = normals.map((value) => -value);
  return [one, informationsOf(drawnAgain(templates, opposite), options)];
}
