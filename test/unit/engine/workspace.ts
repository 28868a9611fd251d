/** A folder with an analysis of its own: event files and a small model, gone after the tests of the file. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { runAnalysis, type RunOptions } from '../../../src/engine';
import type { Report } from '../../../src/report/report';
import { buildModel } from '../model/onnxBuilder';
import { quietly } from './runs';

export interface Workspace {
  readonly path: string;
  /** Columns of equal length. */
  csv(name: string, columns: Readonly<Record<string, ArrayLike<number>>>): void;
  /** score = sigmoid(Σ weight·feature) */
  model(name: string, weights: readonly number[]): void;
  run(text: string, options?: Partial<RunOptions>): Promise<Report>;
}

export function workspace(): Workspace {
  const path = mkdtempSync(join(tmpdir(), 'pullscope engine-'));
  afterAll(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return {
    path,
    csv: (name, columns) => {
      const names = Object.keys(columns);
      const events = columns[names[0]!]!.length;
      const lines = [names.join(',')];
      for (let event = 0; event < events; event++) lines.push(names.map((one) => columns[one]![event]!).join(','));
      writeFileSync(join(path, name), `${lines.join('\n')}\n`);
    },
    model: (name, weights) => {
      writeFileSync(join(path, name), linearModel(weights));
    },
    run: (text, options = {}) => runAnalysis({ path: join(path, 'pullscope.yaml'), text }, { ...quietly, ...options }),
  };
}

function linearModel(weights: readonly number[]): Buffer {
  return buildModel({
    inputs: [{ name: 'features', shape: ['batch', weights.length] }],
    outputs: [{ name: 'score', shape: ['batch', 1] }],
    nodes: [
      { op: 'MatMul', inputs: ['features', 'weights'], outputs: ['sum'] },
      { op: 'Sigmoid', inputs: ['sum'], outputs: ['score'] },
    ],
    initializers: [{ name: 'weights', dims: [weights.length, 1], data: Float32Array.from(weights) }],
  });
}
