/**
 * The probability of a false finding is promised for a whole analysis, so its checks share it: each that has something to
 * ask gets the same part (Bonferroni over questions, as its rows do within it).
 */
import type { Analysis, Nuisance } from '../config/analysis';
import { givesProbability, statesUncertainty } from '../config/calibrated';
import { isEnsemble } from '../config/ensembleMembers';
import { hasIndependentAxes } from '../config/abcdSection';
import { catalogue, type CheckCode } from '../config/catalogue';
import { fittedNuisances } from '../config/toldFits';
import type { CheckInfo } from '../config/checkInfo';

/** What an analysis asks about. */
export type Asking = Pick<
  Analysis,
  | 'checks'
  | 'models'
  | 'application'
  | 'nuisances'
  | 'protected'
  | 'learned'
  | 'undetected'
  | 'corruptions'
  | 'emulator'
  | 'abcd'
  | 'inference'
>;

/** Checks of an analysis that may say that something differs. */
export function questionsOf(analysis: Asking): CheckCode[] {
  return catalogue
    .filter((info: CheckInfo) => {
      const { alpha } = info.options;
      const shared = alpha !== undefined && 'shared' in alpha && alpha.shared;
      return shared && analysis.checks.get(info.code)?.level !== 'off' && hasSubject(info.code, analysis);
    })
    .map(({ code }) => code);
}

/** Whether there is anything that the check could compare. */
function hasSubject(code: string, analysis: Asking): boolean {
  const some = (is: (nuisance: Nuisance) => boolean): boolean => [...analysis.nuisances.values()].some(is);
  const dependsOnSomething = (): boolean =>
    analysis.protected.length > 0 || some(({ continuous }) => continuous?.kind === 'column');
  switch (code) {
    case 'learned/flips':
      return analysis.learned !== undefined && analysis.nuisances.size > 0;
    case 'model/comparison':
      return analysis.models.size > 1;
    case 'nuisance/one-sided':
    case 'nuisance/asymmetric':
      return some(({ up, down }) => up !== undefined && down !== undefined);
    case 'nuisance/normalisation':
      return some(({ kind }) => kind === 'two-point' || kind === 'scale');
    case 'nuisance/slope':
      return some(({ continuous }) => continuous !== undefined);
    case 'decorrelation/cost':
      return analysis.models.size > 1 && dependsOnSomething();
    case 'epistemic/dominates':
      return [...analysis.models.values()].some(
        ({ files, workingPoints }) => files.length > 1 && workingPoints.length > 0,
      );
    case 'epistemic/blind':
      return analysis.application.size > 0 && [...analysis.models.values()].some(isEnsemble);
    case 'epistemic/corruption':
      return analysis.corruptions !== undefined && [...analysis.models.values()].some(isEnsemble);
    case 'calibration/off':
    case 'calibration/drifts':
      return [...analysis.models.values()].some(givesProbability);
    case 'calibration/coverage':
      return [...analysis.models.values()].some(statesUncertainty);
    case 'pull/regression':
      return [...analysis.models.values()].some(({ truth }) => truth !== undefined);
    case 'decorrelation/apparent':
      return some(({ crossCheck }) => crossCheck !== undefined);
    case 'decorrelation/dependence':
      return dependsOnSomething();
    case 'decorrelation/sculpting':
      return analysis.protected.length > 0;
  }
  if (code === 'inference/model') return analysis.inference !== undefined && analysis.models.size > 1;
  if (code === 'inference/undercovers') return analysis.inference?.neyman !== undefined;
  if (code === 'inference/over-constrained') {
    return analysis.inference !== undefined && fittedNuisances(analysis, analysis.inference).length > 0;
  }
  if (code.startsWith('inference/')) return analysis.inference !== undefined;
  if (code.startsWith('emulator/')) return analysis.emulator !== undefined;
  if (code.startsWith('abcd/')) {
    const predictions = [...(analysis.abcd?.values() ?? [])];
    return code === 'abcd/closure' ? predictions.length > 0 : predictions.some(hasIndependentAxes);
  }
  if (code.startsWith('safety/')) return analysis.undetected !== undefined;
  if (code.startsWith('learned/')) return analysis.learned !== undefined;
  if (code.startsWith('aware/')) {
    return [...analysis.models.values()].some(({ features }) =>
      features.some(({ nuisance }) => nuisance !== undefined),
    );
  }
  if (code.startsWith('shift/')) return analysis.application.size > 0;
  if (code.startsWith('nuisance/')) return analysis.nuisances.size > 0;
  return true;
}
