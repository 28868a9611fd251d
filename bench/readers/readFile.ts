import { openEvents } from '../../src/data/openEvents';
import { spanRuns } from '../../src/data/spanRuns';
import { spanEvents } from '../../src/profile/keptEvents';

const warmUpMilliseconds = 1000;

/** Seconds of the fastest of several times that all columns of a file are read, in spans as a profile reads them. */
export async function readFile(
  folder: string,
  file: string,
  repeats: number,
): Promise<{ readonly wall: number; readonly cpu: number; readonly events: number }> {
  let wall = Infinity;
  let cpu = Infinity;
  let events = 0;
  // Until the engine has compiled what it runs.
  for (const start = performance.now(); performance.now() - start < warmUpMilliseconds;) await count(folder, file);
  for (let repeat = 0; repeat < repeats; repeat++) {
    const start = performance.now();
    const before = process.cpuUsage();
    events = await count(folder, file);
    const { user, system } = process.cpuUsage(before);
    wall = Math.min(wall, (performance.now() - start) / 1000);
    cpu = Math.min(cpu, (user + system) / 1e6);
  }
  return { wall, cpu, events };
}

async function count(folder: string, file: string): Promise<number> {
  const source = await openEvents(folder, [file]);
  const names = source.columns.map(({ name }) => name);
  let events = 0;
  for (const { span } of spanRuns(source.spans(spanEvents), () => true)) {
    for await (const batch of source.read(names, span)) events += batch.length;
  }
  await source.close();
  return events;
}
