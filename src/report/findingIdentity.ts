import type { ConfigPath } from '../config/analysis';
import type { Outcome } from './report';

/**
 * What a finding is recognised by in another run: its check, its question where that has several, and what it speaks of. A finding is reported at the worst of
 * its rows, and another row may be the worst next time, so the side, the class and the working point are left out.
 */
export function findingIdentity({
  code,
  target,
  question,
  node,
}: Pick<Outcome, 'code' | 'target' | 'question'> & { readonly node: ConfigPath }): string {
  const { nuisance, feature } = target;
  const asked = question === undefined ? [code] : [code, question];
  if (nuisance !== undefined) return [...asked, 'nuisance', nuisance].join(' ');
  if (feature !== undefined) return [...asked, 'feature', feature].join(' ');
  return [...asked, 'node', ...node].join(' ');
}
