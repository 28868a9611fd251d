/** The process in which files are damaged and read, so that nothing that happens to it harms who counts. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AnalysisError } from '../../src/config/analysisError';
import { refused } from './answers';
import { formatOf, type Origin } from './formats';
import { mutated, oneOf, randomOf, type Random } from './mutations';
import type { CaseMessage, CaseRequest, CaseResult, CaseSettings } from './protocol.mts';

const { format: formatName, root, folder } = JSON.parse(process.argv[2] ?? '') as CaseSettings;
const format = formatOf(formatName, root);

/** What goes wrong beside the promise that is waited for. */
const aside: string[] = [];
process.on('unhandledRejection', (reason) => aside.push(`unhandled rejection: ${stackOf(reason)}`));
process.on('uncaughtException', (error) => aside.push(`uncaught: ${stackOf(error)}`));
for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
  console[method] = (...parts: unknown[]) => aside.push(`printed: ${parts.map(String).join(' ')}`);
}
process.on('disconnect', () => process.exit(0));

process.on('message', (request: CaseRequest) => {
  answer(request).catch((error: unknown) => {
    // Of this program, not of what it tests.
    process.stderr.write(stackOf(error));
    process.exit(70);
  });
});
tell({ kind: 'ready', files: format.origins.length });

async function answer(request: CaseRequest): Promise<void> {
  if ('file' in request) {
    const bytes = readFileSync(request.file);
    const origin = basename(request.file);
    tell({ kind: 'result', result: await doCase(-1, { origin, intact: false, bytes, random: randomOf(origin) }) });
    return;
  }
  for (let number = request.from; number < request.to; number++) {
    tell({ kind: 'result', result: await doCase(number, makeCase(number)) });
  }
}

interface Case {
  readonly origin: string;
  readonly intact: boolean;
  readonly bytes: Buffer;
  readonly random: Random;
}

function makeCase(number: number): Case {
  const { origins, inside } = format;
  const random = randomOf(formatName, number);
  const intact = origins[number];
  if (intact !== undefined) return { origin: intact.name, intact: true, bytes: intact.bytes, random };
  const origin: Origin = oneOf(origins, random);
  const donor = oneOf(origins, random);
  const bytes =
    inside !== undefined && random(2) === 0
      ? inside.pack(mutated(inside.unpack(origin.bytes), inside.unpack(donor.bytes), random))
      : mutated(origin.bytes, donor.bytes, random);
  return { origin: origin.name, intact: false, bytes, random };
}

async function doCase(number: number, { origin, intact, bytes, random }: Case): Promise<CaseResult> {
  const name = `case${number}${format.extension}`;
  writeFileSync(join(folder, name), bytes);
  const files = openFiles();
  resetPeak();
  let outcome = 'none';
  const start = process.cpuUsage();
  try {
    outcome = await format.use(folder, name, random);
  } catch (error) {
    if (error instanceof AnalysisError) outcome = outcomeOf(error, name);
    else aside.push(stackOf(error));
  }
  const { user, system } = process.cpuUsage(start);
  const memory = peakMemory();
  // Rejections that nobody waits for are told of after a turn.
  await new Promise((resolve) => setImmediate(resolve));
  if (openFiles() > files) aside.push('a file was left open');
  const wrong = aside.length === 0 ? undefined : aside.join('\n');
  aside.length = 0;
  // What went wrong stays for who counts.
  if (wrong === undefined) rmSync(join(folder, name));
  return { number, origin, intact, outcome, wrong, milliseconds: (user + system) / 1000, memory };
}

function outcomeOf({ code, message }: AnalysisError, name: string): string {
  // An expression is not a file: its sentences name what is in it.
  if (formatName === 'expression') return code;
  try {
    return refused(code, message, name);
  } catch (error) {
    aside.push(stackOf(error));
    return code;
  }
}

function openFiles(): number {
  return process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0;
}

/** Not the system's peak of a process, which counts what its parent held before it was started. */
function peakMemory(): number {
  if (process.platform !== 'linux') return process.memoryUsage.rss();
  const peak = /^VmHWM:\s*(\d+) kB/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1];
  return peak === undefined ? process.memoryUsage.rss() : Number(peak) * 1024;
}

function resetPeak(): void {
  if (process.platform !== 'linux') return;
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch (error) {
    // Where it is not allowed, the peak is that of all cases so far: an upper bound.
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}

function tell(message: CaseMessage): void {
  process.send?.(message);
}
