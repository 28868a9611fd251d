import { stopsTheRun } from '../../config/stopsTheRun';
import type { Severity, Status } from '../../report/report';
import type { CodeLevel } from './sessionState';

/**
 * Findings at the level that a setting gives to their code, without those that it turns off. An error that keeps the
 * analysis from being measured stays what it is; so do the further rows of a finding, unless their code is off.
 */
export function withLevels<T extends { readonly code: string; readonly severity: Severity; readonly status?: Status }>(
  levels: ReadonlyMap<string, CodeLevel>,
  found: readonly T[],
): readonly T[] {
  if (levels.size === 0) return found;
  return found.flatMap((one) => {
    const level = levels.get(one.code);
    if (level === undefined || (one.status ?? 'finding') !== 'finding' || stopsTheRun(one)) return [one];
    if (level === 'off') return [];
    return [one.severity === 'hint' ? one : { ...one, severity: level }];
  });
}
