import type { Severity } from '../report/report';

/** Nothing is measured as long as it is there: it can only be mended, for silence would look like a pass. */
export function stopsTheRun({ code, severity }: { readonly code: string; readonly severity: Severity }): boolean {
  return severity === 'error' && /^(config|model)\//.test(code);
}
