import type { ConfigPath } from '../config/analysis';
import type { TensorInfo } from './modelFacts';

/** Why what the analysis says and what the model says do not go together: one sentence. */
export interface Refusal {
  readonly ok: false;
  readonly message: string;
  /** The word of the analysis file to blame; without one, the model's file. */
  readonly path?: ConfigPath;
  /** Whether it is the key at the path. */
  readonly onKey?: boolean;
  /** What would stand there instead. */
  readonly suggestion?: string;
  /** Where only the number of features is wrong: how many the model takes. */
  readonly expected?: number;
}

export function refuse(message: string, more: Omit<Refusal, 'ok' | 'message'> = {}): Refusal {
  return { ok: false, message, ...more };
}

/** `'features' float32 [batch, 3]`; a dimension of which nothing is said is `?`. */
export function describeTensor({ name, type, shape }: TensorInfo): string {
  const dimensions = shape.length > 0 ? ` ${describeShape(shape)}` : '';
  return `'${name}' ${type}${dimensions}`;
}

export function describeShape(shape: TensorInfo['shape']): string {
  return `[${shape.map((dimension) => dimension ?? '?').join(', ')}]`;
}

export function describeTensors(tensors: readonly TensorInfo[]): string {
  return tensors.map(describeTensor).join(', ') || 'none';
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
