export { dataFilePattern, draftAnalysis, fittingData, type DraftInput } from './draftAnalysis';
