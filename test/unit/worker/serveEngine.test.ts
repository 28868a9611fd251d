import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  CancellationTokenSource,
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { AnalysisError } from '../../../src/config/analysisError';
import type { Report } from '../../../src/report/report';
import { fromResponseError } from '../../../src/worker/engineErrors';
import {
  factsRequest,
  logNotification,
  progressType,
  readyNotification,
  runRequest,
  type Progress,
} from '../../../src/worker/protocol';
import { serveEngine, type Engine } from '../../../src/worker/serveEngine';

const settings = { cache: '/cache', cacheBytes: 1024 };
const report = { schema: 1 } as unknown as Report;
const params = { path: '/a/pullscope.yaml', text: 'pullscope: 1', threads: 2, progress: 'p' };
let client: MessageConnection;
let server: MessageConnection;
let log: string[];

beforeEach(() => {
  const [up, down] = [new PassThrough(), new PassThrough()];
  client = createMessageConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  server = createMessageConnection(new StreamMessageReader(up), new StreamMessageWriter(down));
  log = [];
  client.onNotification(logNotification, ({ level, message }) => void log.push(`${level} ${message}`));
});

afterEach(() => {
  client.dispose();
  server.dispose();
});

describe('the served engine', () => {
  it('says that it is ready', async () => {
    const ready = new Promise<void>((resolve) => void client.onNotification(readyNotification, resolve));
    serve({});
    await ready;
  });

  it('is given the text, the settings and a way to report progress', async () => {
    const heard: Progress[] = [];
    client.onProgress(progressType, 'p', (progress) => void heard.push(progress));
    let given: unknown;
    serve({
      runAnalysis: (input, { onProgress, onTrouble, onWork, signal, ...rest }) => {
        given = { input, rest, aborted: signal.aborted };
        onProgress({ fraction: 0.25, message: 'tt' });
        return Promise.resolve(report);
      },
    });
    expect(await client.sendRequest(runRequest, params)).toEqual(report);
    expect(given).toEqual({
      input: { path: params.path, text: params.text },
      rest: { ...settings, threads: 2 },
      aborted: false,
    });
    expect(heard).toEqual([{ fraction: 0.25, message: 'tt' }]);
  });

  it('logs what was measured anew, and that nothing was', async () => {
    const nothing = { features: [], scores: [], variations: [], events: 0 };
    serve({
      runAnalysis: (_input, { onWork }) => {
        onWork({
          features: ['tt'],
          scores: ['tt', 'ttH'],
          variations: [{ sample: 'tt', variation: 'w' }],
          events: 900,
        });
        onWork(nothing);
        return Promise.resolve(report);
      },
    });
    await client.sendRequest(runRequest, params);
    await expect
      .poll(() => log)
      .toEqual([
        `info ${params.path}: measured features of 1 samples, scores of 2, 1 variations: 900 events`,
        `info ${params.path}: judged again; nothing was measured anew`,
      ]);
  });

  it('sees its signal abort when the run is cancelled', async () => {
    const cancellation = new CancellationTokenSource();
    serve({
      runAnalysis: (_input, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new DOMException('stopped', 'AbortError')));
          cancellation.cancel();
        }),
    });
    await expect(client.sendRequest(runRequest, params, cancellation.token)).rejects.toMatchObject({ code: -32800 });
    expect(log).toEqual([]);
  });

  it('has an error that a user can mend cross with code and place', async () => {
    const error = new AnalysisError('unknown-column', 'No column x.', { path: ['samples', 'tt'], on: 'key' });
    serve({ runAnalysis: () => Promise.reject(error), gatherFacts: () => Promise.reject(error) });
    for (const request of [
      client.sendRequest(runRequest, params),
      client.sendRequest(factsRequest, { folder: '/a', data: [], models: [] }),
    ]) {
      const thrown: unknown = await request.catch((caught: unknown) => fromResponseError(caught));
      expect(thrown).toBeInstanceOf(AnalysisError);
      expect(thrown).toMatchObject({ code: error.code, message: error.message, at: error.at });
    }
    expect(log).toEqual([]);
  });

  it('keeps the stack of a bug in the log', async () => {
    serve({
      runAnalysis: () => {
        throw new TypeError('x is not a function');
      },
    });
    await expect(client.sendRequest(runRequest, params)).rejects.toThrow('x is not a function');
    await expect.poll(() => log).toEqual([expect.stringMatching(/^error TypeError: x is not a function\n\s+at /)]);
  });

  it('reads headers', async () => {
    serve({
      gatherFacts: (folder, data) =>
        Promise.resolve({ data: [], models: [{ ok: false, code: 'empty-file', message: `${folder} ${data[0]}` }] }),
    });
    const facts = await client.sendRequest(factsRequest, { folder: '/a', data: ['t.root'], models: [] });
    expect(facts.models[0]).toMatchObject({ message: '/a t.root' });
  });
});

function serve(engine: Partial<Engine>): void {
  client.listen();
  serveEngine(
    server,
    {
      runAnalysis: () => Promise.resolve(report),
      gatherFacts: () => Promise.resolve({ data: [], models: [] }),
      ...engine,
    },
    settings,
  );
}
