/** What the parts of an ensemble are called: members that were trained by themselves, or passes of one model with dropout. */
import type { Model } from '../../config/analysis';

export function memberWord({ dropout }: Model): 'members' | 'passes' {
  return dropout === undefined ? 'members' : 'passes';
}
