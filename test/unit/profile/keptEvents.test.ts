import { describe, expect, it } from 'vitest';
import type { Batch, EventSource, Span } from '../../../src/data/eventSource';
import { lookAt, pilotEvents, spanEvents } from '../../../src/profile/keptEvents';

const idle = (): Promise<void> => Promise.resolve();

/** A source whose only column counts its events; its arrays are used again for every batch. */
function counting(events: number): EventSource & { readonly spansRead: Span[] } {
  const spansRead: Span[] = [];
  const values = new Float64Array(1000);
  return {
    files: [],
    names: ['events'],
    columns: [],
    events,
    details: {},
    close: idle,
    spansRead,
    spans: (target) =>
      Array.from({ length: Math.ceil(events / target) }, (_, index) => ({
        file: 0,
        from: index * target,
        to: Math.min((index + 1) * target, events),
      })),
    async *read(names, span): AsyncGenerator<Batch> {
      spansRead.push(span);
      for (let from = span.from; from < span.to; from += values.length) {
        const length = Math.min(values.length, span.to - from);
        for (let event = 0; event < length; event++) values[event] = from + event;
        yield await Promise.resolve({ length, columns: new Map(names.map((name) => [name, values])) });
      }
    },
  };
}

async function look(events: number): Promise<{ complete: boolean; seen: number[]; spansRead: Span[] }> {
  const source = counting(events);
  const { batches, complete } = await lookAt(source, ['x'], idle);
  return { complete, seen: batches.flatMap(({ columns }) => [...columns.get('x')!]), spansRead: source.spansRead };
}

describe('the first look at a sample', () => {
  it('keeps all events of a small one, in order, in arrays of its own', async () => {
    const { complete, seen } = await look(10_500);
    expect(complete).toBe(true);
    expect(seen).toEqual(Array.from({ length: 10_500 }, (_, event) => event));
  });

  it('keeps a sample of exactly its bound', async () => {
    const { complete, seen } = await look(pilotEvents);
    expect([complete, seen.length]).toEqual([true, pilotEvents]);
  });

  it('takes parts that are spread over all of a large one', async () => {
    const { complete, spansRead, seen } = await look(100 * spanEvents);
    expect([complete, seen.length]).toEqual([false, pilotEvents]);
    const places = spansRead.map(({ from }) => from / spanEvents);
    expect(places).toEqual([6, 18, 31, 43, 56, 68, 81, 93]);
  });

  it('lets others in between batches', async () => {
    let times = 0;
    await lookAt(counting(5000), ['x'], () => {
      times++;
      return Promise.resolve();
    });
    expect(times).toBe(5);
  });
});

describe('a first look at a file that cannot be cut into spans', () => {
  it('keeps its beginning, and says that there is more', async () => {
    const events = 40 * pilotEvents;
    const whole: Span = { file: 0, from: 0, to: events };
    const { batches, complete } = await lookAt({ ...counting(events), spans: () => [whole] }, ['x'], idle);
    expect(complete).toBe(false);
    expect(batches.reduce((total, { length }) => total + length, 0)).toBeLessThan(3 * pilotEvents);
  });
});
