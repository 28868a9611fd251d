import type { Facts } from '../checks/facts';
import type { Report } from '../report/report';

/** All that is known of an analysis besides its text. */
export interface Knowledge {
  readonly facts: Facts;
  /** Of the last run; with everything, what comments silence too. */
  readonly report: Report | undefined;
  /** How far the report is of the present text. */
  readonly age: 'current' | 'stale' | 'measuring' | 'held' | 'untrusted' | 'none';
}
