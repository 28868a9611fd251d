/** Which events a variation changes: those that count with another weight, or on one side alone. */
import { kernelEvents } from '../stats/kernel/fillKernel';
import { weightKernel } from '../stats/kernel/weightKernel';
import type { EventValues } from './eventValues';

/** Fewer events are compared faster without copying them. */
const fewestTogether = 256;

type Counted = Pick<EventValues, 'select' | 'weight'>;

/**
 * Number of changed events of a batch whose selected events are the same, all with a finite weight before.
 * @param version no other nominal weights have the same
 * @returns undefined where an event has no finite weight after
 */
export function changesOfSame(
  { values, version }: { readonly values: Counted; readonly version: number },
  varied: Counted,
  n: number,
): number | undefined {
  const { select, weight: before } = values;
  const kernel = n >= fewestTogether && n <= kernelEvents ? weightKernel() : undefined;
  if (kernel === undefined) return allFinite(varied, n) ? countChanges(values, varied, n) : undefined;
  const changes = kernel.countChanges({ select, before, version }, varied.weight, n);
  return changes < 0 ? undefined : changes;
}

/** Whether every selected event has a finite weight. */
function allFinite({ select, weight }: Counted, n: number): boolean {
  for (let event = 0; event < n; event++) {
    if (select[event]! !== 0 && !Number.isFinite(weight[event]!)) return false;
  }
  return true;
}

/** Number of events that `noteChanges` would mark. */
export function countChanges(nominal: Counted, varied: Counted, n: number): number {
  const [before, after] = [nominal.weight, varied.weight];
  const [selected, variedSelected] = [nominal.select, varied.select];
  let count = 0;
  for (let event = 0; event < n; event++) {
    const w = selected[event]! === 0 ? 0 : before[event]!;
    const v = variedSelected[event]! === 0 ? 0 : after[event]!;
    if (w !== v && (w === w || v === v)) count++;
  }
  return count;
}

/** Marks the events that count with another weight, or on one side alone. */
export function noteChanges(nominal: Counted, varied: Counted, changed: Uint8Array, n: number): void {
  for (let event = 0; event < n; event++) {
    const before = nominal.select[event]! === 0 ? 0 : nominal.weight[event]!;
    const after = varied.select[event]! === 0 ? 0 : varied.weight[event]!;
    // NaN is unequal to itself, and no change.
    changed[event] = before !== after && (before === before || after === after) ? 1 : 0;
  }
}
