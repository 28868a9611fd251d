/** Entry of the engine's process, forked by `EngineProcess`: its one argument is `EngineSettings` as JSON. */
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import * as z from 'zod';
import { gatherFacts, runAnalysis } from '../engine';
import { DrawMemo } from '../stats/drawMemo';
import type { EngineSettings } from './protocol';
import { serveEngine } from './serveEngine';

// Without its parent there is nobody to answer: an editor that was killed must not leave engines behind.
process.on('disconnect', () => process.exit(0));

const settings: EngineSettings = z
  .object({ cache: z.string(), cacheBytes: z.number() })
  .parse(JSON.parse(process.argv[2] ?? ''));

const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process), console);

connection.onError(([error]) => {
  // An answer that cannot be sent would leave the other side waiting for ever; a process that ends is noticed.
  process.stderr.write(`engine channel: ${error.stack ?? error.message}\n`);
  process.exit(1);
});

const memo = new DrawMemo();

serveEngine(connection, { runAnalysis: (input, options) => runAnalysis(input, options, memo), gatherFacts }, settings);
