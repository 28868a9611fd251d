import type * as Onnx from 'onnxruntime-node';
import { allocate } from './elementType';
import type { PackedTensor } from './packInputs';

/** Rows of one call: copies of events together. */
const rowsPerCall = 4096;

/** Events of a call, each as often as there are passes: all events of a pass, then those of the next. */
interface Copies {
  readonly tensors: readonly PackedTensor[];
  /** Among the events that were packed. */
  readonly first: number;
  readonly events: number;
}

/**
 * A model whose Dropout is switched on (Y. Gal and Z. Ghahramani, arXiv:1506.02142). Where every Dropout has a seed, ONNX
 * Runtime draws the same numbers again in a new session: with one for every call, what an event gets depends on its batch
 * alone, and not on what was asked before. Without seeds the runtime takes them from the clock.
 *
 * All passes of an event stand in one call. For every call the runtime seeds std::default_random_engine anew, with a number
 * that is larger by one (core/providers/cpu/nn/dropout_op.h): where that engine is a linear congruential one, streams of
 * neighbouring seeds run beside each other, and from call to call the same row would lose nearly the same values.
 */
export class StochasticPasses {
  #session: Onnx.InferenceSession | undefined;

  constructor(
    readonly passes: number,
    private readonly seeded: boolean,
    private readonly open: () => Promise<Onnx.InferenceSession>,
  ) {}

  /** Before the passes of a call. */
  async begin(): Promise<void> {
    if (this.#session !== undefined && !this.seeded) return;
    await this.close();
    this.#session = await this.open();
  }

  /** @param events that the tensors hold, event after event */
  *copiesOf(tensors: readonly PackedTensor[], events: number): Generator<Copies> {
    const most = Math.max(1, Math.floor(rowsPerCall / this.passes));
    for (let first = 0; first < events; first += most) {
      const count = Math.min(most, events - first);
      yield { first, events: count, tensors: tensors.map((tensor) => repeated(tensor, first, count, this.passes)) };
    }
  }

  get session(): Onnx.InferenceSession {
    if (this.#session === undefined) throw new Error('passes with dropout were not begun');
    return this.#session;
  }

  async close(): Promise<void> {
    await this.#session?.release();
    this.#session = undefined;
  }
}

/** Some rows of a tensor, one after another and all of that several times. */
function repeated({ name, type, data, dims }: PackedTensor, first: number, rows: number, times: number): PackedTensor {
  const [all = 1, ...trailing] = dims;
  const width = data.length / all;
  const copies = allocate(type, rows * times * width);
  const bytes = new Uint8Array(copies.buffer, copies.byteOffset, copies.byteLength);
  const size = width * copies.BYTES_PER_ELEMENT;
  const part = new Uint8Array(data.buffer, data.byteOffset + first * size, rows * size);
  for (let copy = 0; copy < times; copy++) bytes.set(part, copy * part.length);
  return { name, type, data: copies, dims: [rows * times, ...trailing] };
}
