/** Numbers that people compare with those of their monitoring: in ten bins of about equal population. */
import { rebin } from '../../stats/contrast';
import { jensenShannonDivergence, populationStability, type Divergence } from '../../stats/divergence';
import type { Measured } from '../../report/report';
import { quotedLength } from '../decision';
import type { Measurements } from '../measurements';
import { groupOfBins, mergedBins, type Group } from './mergedBins';

const mostBins = 10;
/** Effective events of each side in each of them. */
const fewest = 5;

export interface Monitored {
  readonly groups: readonly Group[];
  readonly psi: Divergence | undefined;
  readonly jsd: Divergence | undefined;
}

/** Undefined where signed weights leave no positive bins. */
export function divergencesOf(
  compared: Pick<NonNullable<ReturnType<Measurements['shapeAgainst']>>, 'nominal' | 'applied' | 'contrast'>,
): Monitored | undefined {
  const groups = mergedBins(compared.nominal.histogram, compared.applied.histogram, mostBins, fewest);
  if (groups.length === 0) return undefined;
  const grouped = rebin(compared.contrast, groupOfBins(groups), groups.length);
  return { groups, psi: populationStability(grouped), jsd: jensenShannonDivergence(grouped) };
}

/** PSI and JSD without their biases, and as the histograms give them. */
export function divergenceEvidence(compared: Parameters<typeof divergencesOf>[0]): Record<string, Measured> {
  const { psi, jsd } = divergencesOf(compared) ?? {};
  return {
    ...(psi && { psi: quotedLength(psi.length), psiPlugIn: psi.plugIn }),
    ...(jsd && { jsd: quotedLength(jsd.length), jsdPlugIn: jsd.plugIn }),
  };
}
