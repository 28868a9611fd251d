import { AnalysisError } from '../config/analysisError';
import type { EventValues } from './eventValues';

/** More classes than this means that the label is not a label. */
export const mostClasses = 64;
/** Class of an event that is not selected: its label may be anything. */
const unclassified = -1;

/** Numbers the classes of a sample in the order in which they are met, and knows that of each event of a batch. */
export class EventClasses {
  /** By event of the batch; below 0 for those that are selected nowhere. */
  ofEvent = new Int32Array(0);
  private readonly numbers = new Map<number, number>();
  private lastLabel = Number.NaN;
  private lastClass = unclassified;
  private before = 0;

  /** @param met is told of a new class; undefined in a sample without labels */
  constructor(
    private readonly sample: string,
    private readonly met: (label: number | undefined) => void,
  ) {}

  /**
   * Classifies the nominal events of a batch.
   * @param before events of the sample before this batch
   * @throws AnalysisError `label` when a label is not an integer, or there are too many
   */
  classify(values: EventValues, n: number, before: number): void {
    if (this.ofEvent.length < n) this.ofEvent = new Int32Array(n);
    this.before = before;
    const { ofEvent } = this;
    const { select, label } = values;
    if (label === undefined) {
      this.classifyUnlabelled(values, n);
      return;
    }
    for (let event = 0; event < n; event++) {
      ofEvent[event] = select[event] === 0 ? unclassified : this.classOf(values, event);
    }
  }

  /** All of one class, which is a new one where the first event is selected. */
  private classifyUnlabelled(values: EventValues, n: number): void {
    const { ofEvent } = this;
    const { select } = values;
    let first = 0;
    while (first < n && select[first] === 0) first++;
    const only = first < n ? this.classOf(values, first) : unclassified;
    for (let event = 0; event < n; event++) ofEvent[event] = select[event] === 0 ? unclassified : only;
  }

  /**
   * Classifies the events of the same batch that are selected in a variation alone.
   * @throws AnalysisError as above
   */
  classifyMore({ select }: Pick<EventValues, 'select'>, nominal: EventValues, n: number): void {
    const { ofEvent } = this;
    for (let event = 0; event < n; event++) {
      if (select[event]! === 0) continue;
      if (ofEvent[event] === unclassified) ofEvent[event] = this.classOf(nominal, event);
    }
  }

  private classOf({ label }: EventValues, event: number): number {
    const value = label === undefined ? 0 : label[event]!;
    if (value !== this.lastLabel) {
      if (!Number.isInteger(value)) {
        throw new AnalysisError(
          'label',
          `The label of '${this.sample}' is ${value} for event ${this.before + event}: labels must be whole numbers (0 background, 1 signal, …).`,
        );
      }
      this.lastLabel = value;
      this.lastClass = this.numbers.get(value) ?? this.newClass(value, label !== undefined);
    }
    return this.lastClass;
  }

  private newClass(value: number, labelled: boolean): number {
    const number = this.numbers.size;
    if (number === mostClasses) {
      throw new AnalysisError(
        'label',
        `The label of '${this.sample}' has more than ${mostClasses} different values: give a column or an expression that is 0 for background and 1 for signal.`,
      );
    }
    this.numbers.set(value, number);
    this.met(labelled ? value : undefined);
    return number;
  }
}
