/**
 * A process of its own for checks from memory: `fromMemory.mts BUNDLE FOLDER WHAT`, where WHAT is `shift` or a number of
 * nuisances. Prints seconds and seconds of processor (the best of ten), seconds of the first, and bytes of the largest memory as JSON.
 */
import { pathToFileURL } from 'node:url';

const [bundle = '', folder = '', what = ''] = process.argv.slice(2);
const { check, nuisanceAnalysis, readEvents, shiftAnalysis } = (await import(
  pathToFileURL(bundle).href
)) as typeof import('./checks.ts');

const nominal = await readEvents(folder, 'nominal');
const applied = what === 'shift' ? await readEvents(folder, 'applied') : [];
const text = what === 'shift' ? shiftAnalysis() : nuisanceAnalysis(Number(what));
const times: number[] = [];
const processor: number[] = [];
let findings = 0;
for (let repetition = 0; repetition < 10; repetition++) {
  const start = performance.now();
  const used = process.cpuUsage();
  const outcomes = await check(text, { nominal, applied });
  times.push((performance.now() - start) / 1000);
  const { user, system } = process.cpuUsage(used);
  processor.push((user + system) / 1e6);
  findings = outcomes.filter(({ status }) => status === 'finding').length;
}
const peak = process.resourceUsage().maxRSS * 1024;
console.log(
  JSON.stringify({
    seconds: Math.min(...times),
    processor: Math.min(...processor),
    first: times[0],
    peak,
    findings,
  }),
);
