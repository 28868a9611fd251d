export { gatherFacts, type GatheredFacts } from './facts';
export { runAnalysis, staticReport, type Progress, type RunOptions } from './runAnalysis';
