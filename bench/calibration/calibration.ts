/** What the sections of docs/calibration.md measure. */
export * from './atTolerance';
export * from './coverage';
export * from './coverageOfDependence';
export * from './coverageOfDivergences';
export * from './coverageOfFits';
export * from './coverageOfSlopes';
export * from './falseAlarms';
export * from './goodhart';
export * from './power';
export * from './questions';
export * from './questionsOfFits';
export * from './questionsOfModels';
export * from './questionsOfPredictions';
export * from './size';
export * from './undecided';
export * from './shownWhere';
export { weightModels } from './weightModels';
