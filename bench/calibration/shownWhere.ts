/** For every check that decides by chance: where its false alarms, what it finds and its intervals are measured. */
import { catalogue, type CheckCode } from '../../src/config/catalogue';
import type { CheckInfo } from '../../src/config/checkInfo';
import { alarming } from './falseAlarms';
import { questions } from './questions';
import { questionsOfFits } from './questionsOfFits';
import { questionsOfCalibration } from './questionsOfCalibration';
import { furtherQuestionsOfEnsembles, questionsOfEnsembles } from './questionsOfEnsembles';
import { questionsOfModels } from './questionsOfModels';
import { questionsOfNothing } from './questionsOfNothing';
import { questionsOfPredictions } from './questionsOfPredictions';
import { questionsOfResiduals } from './questionsOfResiduals';

export interface ShownWhere {
  readonly code: CheckCode;
  /** Sections of the page, or why there is none. */
  readonly falseAlarms: string;
  readonly found: string;
  readonly intervals: string;
}

/** Checks that take an α: what they say depends on chance. */
export const decidingByChance: readonly CheckCode[] = catalogue
  .filter((info: CheckInfo) => Object.hasOwn(info.options, 'alpha'))
  .map(({ code }) => code);

/** Why no false alarm is counted. */
const withoutAlarm: Readonly<Partial<Record<CheckCode, string>>> = {
  'data/low-statistics': 'asks for more events, and says of nothing that it differs',
  'data/duplicates': 'no random event is there twice: each that is makes it true',
  'nuisance/no-effect': 'says that nothing is there',
  'nuisance/noise': 'says that nothing is there',
  'emulator/misfit': 'exact for normal errors: tail of χ²',
};

/** Why no effect is looked for. */
const withoutEffect: Readonly<Partial<Record<CheckCode, string>>> = {
  'data/low-statistics': 'names how many events it takes, and no effect',
  'data/duplicates': 'what is there twice is counted',
};

/** Why no interval is counted. */
const withoutInterval: Readonly<Partial<Record<CheckCode, string>>> = {
  'data/low-statistics': 'quotes none',
  'data/duplicates': 'the error of a count',
  'nuisance/no-effect': 'quotes none: those of `nuisance/large`',
  'nuisance/noise': 'quotes none: those of `nuisance/large`',
};

const pseudoExperiments = (script: string): string => `pseudo-experiments (\`test/fixtures/reference/${script}\`)`;

const coverage: Readonly<Partial<Record<CheckCode, string>>> = {
  'model/comparison': 'Coverage: models',
  'calibration/off': 'Coverage: models',
  'calibration/drifts': 'Coverage: models',
  'calibration/coverage': 'Coverage: models',
  'epistemic/dominates': 'Coverage: models',
  'epistemic/blind': 'Coverage: models',
  'epistemic/corruption': 'Coverage: models',
  'learned/observables': 'Coverage: models',
  'learned/flips': 'Coverage: models',
  'safety/undetected': 'Coverage: models',
  'shift/feature': 'Coverage, Coverage: divergences',
  'shift/score': 'Coverage, Coverage: divergences',
  'shift/support': 'Coverage: shifts',
  'shift/pulls': 'Coverage: shifts',
  'shift/joint': 'Coverage: shifts',
  'shift/kind': 'Coverage: shifts',
  'pull/regression': 'Coverage: shifts',
  'nuisance/large': 'Coverage',
  'nuisance/one-sided': 'Coverage',
  'nuisance/asymmetric': 'Coverage',
  'nuisance/normalisation': 'Coverage',
  'nuisance/slope': 'Coverage: continuous nuisances',
  'aware/gain': 'Coverage (aucDifference)',
  'aware/interpolation': 'Coverage (aucDifference)',
  'decorrelation/apparent': 'Coverage',
  'decorrelation/dependence': 'Coverage: dependence',
  'decorrelation/sculpting': 'Coverage: dependence',
  'decorrelation/cost': 'Coverage (aucDifference), Coverage: dependence',
  'abcd/closure': pseudoExperiments('abcd.py'),
  'abcd/dependence': `Coverage: dependence, ${pseudoExperiments('abcd.py')}`,
  'inference/precision': 'Coverage: fits',
  'inference/over-constrained': 'Coverage: fits',
  'inference/undercovers': 'exact: limits of Clopper and Pearson',
};

const nothing = '—';

export function shownWhere(): ShownWhere[] {
  const asks = (of: readonly { readonly name: string }[], code: string): boolean =>
    of.some(({ name }) => name.split(':')[0] === code);
  const listed = (sections: readonly (readonly [string, boolean])[]): string | undefined => {
    const shown = sections.flatMap(([section, is]) => (is ? [section] : []));
    return shown.length === 0 ? undefined : shown.join(', ');
  };
  return decidingByChance.map((code) => ({
    code,
    falseAlarms:
      listed([
        ['False alarms', alarming.includes(code)],
        ['At the tolerance', asks([...questionsOfModels, ...questionsOfPredictions, ...questionsOfFits], code)],
      ]) ??
      withoutAlarm[code] ??
      nothing,
    found:
      listed([
        [
          'Power',
          asks([...questions, ...questionsOfPredictions, ...questionsOfCalibration, ...questionsOfEnsembles], code),
        ],
        ['Undecided', asks([...questions, ...undecidedQuestions], code)],
        ['Hidden uncertainties', code === 'decorrelation/apparent'],
      ]) ??
      withoutEffect[code] ??
      nothing,
    intervals: coverage[code] ?? withoutInterval[code] ?? nothing,
  }));
}

/**
 * Whose answers name what they would have seen in the unit of the question. That of the odds of a table does not, and
 * of spoilt features that make members agree more others are asked.
 */
export const undecidedQuestions = [
  ...questionsOfPredictions,
  ...questionsOfModels,
  ...questionsOfNothing,
  ...questionsOfResiduals,
  ...questionsOfCalibration,
  ...questionsOfEnsembles,
  ...furtherQuestionsOfEnsembles,
  ...questionsOfFits,
].filter(({ name }) => !name.startsWith('abcd/dependence') && name !== 'epistemic/corruption');
