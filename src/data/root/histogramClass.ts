/** Whether a ROOT class is a histogram in one dimension: TH1F, TH1D, … */
export function isHistogram(className: string): boolean {
  return /^TH1[CSIFDLK]$/.test(className);
}
