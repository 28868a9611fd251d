export { gatherFacts, type GatheredFacts } from './facts';
export type { Work } from './measure';
export { runAnalysis, staticReport, type Progress, type RunOptions } from './runAnalysis';
