/** How grave a finding is and which options hold: what `checks:` says, else the catalogue's default. */
import type { Analysis, Level } from '../config/analysis';
import { checkInfo, type CheckCode } from '../config/catalogue';
import type { CheckOption } from '../config/checkInfo';
import { questionsOf, type Asking } from './familyWise';

/** `undefined` where `checks:` turns the code off: nothing is reported then, and nothing need be measured for it. */
export function severityOf(analysis: Pick<Analysis, 'checks'>, code: CheckCode): Exclude<Level, 'off'> | undefined {
  const level = analysis.checks.get(code)?.level ?? infoOf(code).level;
  return level === 'off' ? undefined : level;
}

/**
 * The number that `checks:` gives to an option of a check, else its default; fractions as fractions. A probability of false
 * findings that is not set is the check's share of that of the whole analysis.
 * @throws Error where the catalogue has no such option: a bug, not something a user can mend
 */
export function optionOf(analysis: Asking, code: CheckCode, option: string): number {
  const known = knownOption(code, option);
  if (known.kind === 'choice' || known.kind === 'name')
    throw new Error(`option '${option}' of ${code} is a word, not a number`);
  const set = analysis.checks.get(code)?.options.get(option);
  if (typeof set === 'number') return set;
  return known.shared === true ? known.default / Math.max(questionsOf(analysis).length, 1) : known.default;
}

/**
 * The word that `checks:` chooses for an option of a check, else its default.
 * @throws Error where the catalogue has no such choice: a bug, not something a user can mend
 */
export function choiceOf(analysis: Pick<Analysis, 'checks'>, code: CheckCode, option: string): string {
  const known = knownOption(code, option);
  if (known.kind !== 'choice') throw new Error(`option '${option}' of ${code} is a number, not a word`);
  const set = analysis.checks.get(code)?.options.get(option);
  return typeof set === 'string' && known.choices.includes(set) ? set : known.default;
}

/**
 * The name that `checks:` gives to an option of a check; undefined where it gives none.
 * @throws Error where the catalogue has no such name: a bug, not something a user can mend
 */
export function nameOf(analysis: Pick<Analysis, 'checks'>, code: CheckCode, option: string): string | undefined {
  if (knownOption(code, option).kind !== 'name') throw new Error(`option '${option}' of ${code} is no name`);
  const set = analysis.checks.get(code)?.options.get(option);
  return typeof set === 'string' ? set : undefined;
}

function knownOption(code: CheckCode, option: string): CheckOption {
  const known = Object.hasOwn(infoOf(code).options, option) ? infoOf(code).options[option] : undefined;
  if (known === undefined) throw new Error(`${code} has no option '${option}'`);
  return known;
}

function infoOf(code: CheckCode) {
  const info = checkInfo(code);
  if (info === undefined) throw new Error(`no check is called ${code}`);
  return info;
}
