import type { ConfigPath } from '../../config/analysis';
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

/** What it says where no shape of a sample can be compared with the nominal one: without events, and where weights cancel. */
export function nothingCompared(code: CheckCode, severity: Severity, sample: string, path: ConfigPath): Outcome {
  return {
    code,
    status: 'skipped',
    severity,
    message: `Nothing of '${sample}' can be compared with the nominal samples: on a side the weights add up to nothing positive, or to less than the error of their sum, or the values have no width.`,
    at: { path },
    target: { sample },
    evidence: {},
  };
}
