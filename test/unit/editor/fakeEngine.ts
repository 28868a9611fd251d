import type { DataFacts, FileFailure } from '../../../src/data/dataFacts';
import type { ModelFacts } from '../../../src/model/modelFacts';
import type { Report } from '../../../src/report/report';
import { RunCancelled, type RunInput, type EngineClient } from '../../../src/worker/engineClient';
import type { FactsParams, FactsResult, Progress } from '../../../src/worker/protocol';

export interface AskedRun {
  readonly params: RunInput;
  readonly progress: (progress: Progress) => void;
  readonly signal: AbortSignal;
  readonly finish: (report?: Partial<Report>) => void;
  readonly fail: (error: Error) => void;
}

/** An engine for which every file is there and every run waits until the test ends it. */
export class FakeEngine implements Pick<EngineClient, 'run' | 'facts'> {
  readonly runs: AskedRun[] = [];
  readonly questions: FactsParams[] = [];
  /** Data references that do not exist. */
  readonly missing = new Set<string>();
  refuses: Error | undefined;

  run(params: RunInput, progress: (progress: Progress) => void, signal: AbortSignal): Promise<Report> {
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new RunCancelled()));
      const finish = (report: Partial<Report> = {}): void =>
        resolve({ ...emptyReport, analysis: params.path, ...report });
      this.runs.push({ params, progress, signal, finish, fail: reject });
    });
  }

  facts(params: FactsParams): Promise<FactsResult> {
    if (this.refuses) return Promise.reject(this.refuses);
    this.questions.push(params);
    return Promise.resolve({
      data: params.data.map((reference) => (this.missing.has(reference) ? notFound : dataFacts)),
      models: params.models.map(() => modelFacts),
    });
  }
}

const notFound: FileFailure = { ok: false, code: 'file-not-found', message: 'There is no such file.' };

const dataFacts: DataFacts = {
  ok: true,
  files: [],
  columns: ['x', 'w', 'w_up'].map((name) => ({ name, type: 'float64', kind: 'number' as const })),
  events: 100,
  details: {},
};

const modelFacts: ModelFacts = {
  ok: true,
  path: '/analysis/model.onnx',
  size: 1,
  mtime: 0,
  inputs: [{ name: 'input', type: 'float32', shape: ['batch', 1] }],
  outputs: [{ name: 'score', type: 'float32', shape: ['batch', 1] }],
  metadata: {},
  opsets: {},
  producer: '',
  irVersion: 8,
  nodes: 1,
  unknownOperators: [],
  weightFiles: [],
  classMaps: [],
};

const emptyReport: Report = {
  analysis: '',
  outcomes: [],
  figures: [],
  provenance: { files: [], versions: {}, seed: 0, seconds: 0, firstScores: [] },
};
