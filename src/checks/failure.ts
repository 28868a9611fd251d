import { checkInfo, type CheckCode } from '../config/catalogue';

const codes: Readonly<Record<string, CheckCode>> = {
  label: 'config/value',
  'no-prediction': 'model/output',
  'not-positive': 'config/value',
  regions: 'config/value',
  'unsupported-model': 'model/inputs',
  weights: 'config/value',
};

/**
 * The diagnostic code for an error that ended a run, so that it has a page like every finding. Most are files that
 * cannot be read to their end.
 */
export function codeOfFailure(code: string): string {
  return codes[code] ?? checkInfo(code)?.code ?? checkInfo(`config/${code}`)?.code ?? 'config/file-unreadable';
}
