import type { ConfigPath } from '../config/analysis';
import type { Outcome } from './report';

/**
 * What a finding is recognised by in another run: its check and what it speaks of. A finding is reported at the worst of
 * its rows, and another row may be the worst next time, so the side, the class and the working point are left out.
 */
export function findingIdentity({
  code,
  target,
  node,
}: Pick<Outcome, 'code' | 'target'> & { readonly node: ConfigPath }): string {
  const { nuisance, feature } = target;
  if (nuisance !== undefined) return [code, 'nuisance', nuisance].join(' ');
  if (feature !== undefined) return [code, 'feature', feature].join(' ');
  return [code, 'node', ...node].join(' ');
}
