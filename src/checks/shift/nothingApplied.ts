import type { CheckCode } from '../../config/catalogue';
import type { Outcome, Severity } from '../../report/report';

/** What a check of the shift says where there is no sample to compare with. */
export function nothingApplied(code: CheckCode, severity: Severity): Outcome {
  return {
    code,
    status: 'skipped',
    severity,
    message: 'No `application:` says where the model is applied: nothing to compare the nominal samples with.',
    at: { path: ['nominal'], on: 'key' },
    target: {},
    evidence: {},
  };
}
