export { gatherFacts, type GatheredFacts } from './facts';
export { runAnalysis, type Progress, type RunOptions } from './runAnalysis';
