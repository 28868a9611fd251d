import type { EventValues } from './eventValues';

/**
 * The events of a batch that count, those that are selected and have a finite weight, class by class and within a class
 * in the order of the batch: what is filled variable by variable is found out once.
 */
export class CountedEvents {
  private readonly events: Int32Array;
  /** By class: one past its last event. */
  private readonly ends: Int32Array;
  /** So many of the events are known to be 0, 1, 2, … */
  private numbered = 0;

  /**
   * @param capacity events of the largest batch
   * @param classes how many there may be
   */
  constructor(capacity: number, classes: number) {
    this.events = new Int32Array(capacity);
    this.ends = new Int32Array(classes);
  }

  /**
   * @param classes number of the class of each selected event
   * @returns number of selected events whose weight is not finite
   */
  choose({ select, weight }: Pick<EventValues, 'select' | 'weight'>, classes: Int32Array, n: number): number {
    const { events, ends } = this;
    let invalid = 0;
    ends.fill(0);
    const whole = classOfAll({ select, weight }, classes, n);
    if (whole !== undefined) {
      for (; this.numbered < n; this.numbered++) events[this.numbered] = this.numbered;
      ends.fill(n, whole);
      return 0;
    }
    this.numbered = 0;
    const only = onlyClass(select, classes, n);
    if (only !== undefined) {
      // Counted in a number of its own: one in memory would make each event wait for the one before.
      let count = 0;
      for (let event = 0; event < n; event++) {
        if (select[event]! === 0) continue;
        if (isFinite(weight[event]!)) events[count++] = event;
        else invalid++;
      }
      ends.fill(count, only);
      return invalid;
    }
    for (let event = 0; event < n; event++) {
      if (select[event]! === 0) continue;
      if (isFinite(weight[event]!)) ends[classes[event]!]!++;
      else invalid++;
    }
    // From the length of each class to its start, which the next loop moves to its end.
    let start = 0;
    for (let one = 0; one < ends.length; one++) {
      const length = ends[one]!;
      ends[one] = start;
      start += length;
    }
    for (let event = 0; event < n; event++) {
      if (select[event]! !== 0 && isFinite(weight[event]!)) events[ends[classes[event]!]!++] = event;
    }
    return invalid;
  }

  /** How many count, of all classes. */
  get total(): number {
    return this.ends[this.ends.length - 1] ?? 0;
  }

  /** Positions in the batch of one class's events; overwritten by the next choice. */
  ofClass(index: number): Int32Array {
    return this.events.subarray(index === 0 ? 0 : this.ends[index - 1], this.ends[index]);
  }
}

/** `Number.isFinite`, for which V8 may put each number on the heap. */
function isFinite(value: number): boolean {
  return value - value === 0;
}

/** The one class of all events, where each of them counts. */
function classOfAll(
  { select, weight }: Pick<EventValues, 'select' | 'weight'>,
  classes: Int32Array,
  n: number,
): number | undefined {
  const only = n === 0 ? undefined : classes[0]!;
  for (let event = 0; event < n; event++) {
    if (select[event]! === 0 || classes[event]! !== only || !isFinite(weight[event]!)) return undefined;
  }
  return only;
}

/** The class of all selected events; undefined where there are several, or none is selected. */
function onlyClass(select: Float64Array, classes: Int32Array, n: number): number | undefined {
  let only: number | undefined;
  for (let event = 0; event < n; event++) {
    if (select[event]! === 0) continue;
    if (only === undefined) only = classes[event]!;
    else if (classes[event]! !== only) return undefined;
  }
  return only;
}
