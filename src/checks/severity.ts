/** How grave a finding is and which options hold: what `checks:` says, else the catalogue's default. */
import type { Analysis, Level } from '../config/analysis';
import { checkInfo, type CheckCode } from '../config/catalogue';

/** `undefined` where `checks:` turns the code off: nothing is reported then, and nothing need be measured for it. */
export function severityOf(analysis: Pick<Analysis, 'checks'>, code: CheckCode): Exclude<Level, 'off'> | undefined {
  const level = analysis.checks.get(code)?.level ?? infoOf(code).level;
  return level === 'off' ? undefined : level;
}

/**
 * The number that `checks:` gives to an option of a check, else its default; fractions as fractions.
 * @throws Error where the catalogue has no such option: a bug, not something a user can mend
 */
export function optionOf(analysis: Pick<Analysis, 'checks'>, code: CheckCode, option: string): number {
  const info = infoOf(code);
  if (!Object.hasOwn(info.options, option)) throw new Error(`${code} has no option '${option}'`);
  const set = analysis.checks.get(code)?.options.get(option);
  const standard = info.options[option]?.default;
  const value = typeof set === 'number' ? set : standard;
  if (value === undefined) throw new Error(`${code} has no default for '${option}'`);
  return value;
}

function infoOf(code: CheckCode) {
  const info = checkInfo(code);
  if (info === undefined) throw new Error(`no check is called ${code}`);
  return info;
}
