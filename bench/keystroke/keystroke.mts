/** `npm run bench:keystroke`: milliseconds from a change of the text to its diagnostics. */
import { inRepository } from '../../scripts/repository.mts';
import { importBundled } from '../bundled.mts';
import { circumstances, table, writeSection } from '../results.mts';

type Keystroke = typeof import('./keystroke.ts');

export async function main(): Promise<number> {
  const setting = circumstances('npm run bench:keystroke');
  const { timeExample, timeLarge } = (await importBundled('bench/keystroke/keystroke.ts')) as Keystroke;
  const timings = [
    ['examples/atlas-tth', await timeExample(inRepository('examples/atlas-tth/pullscope.yaml'))],
    ['generated', await timeLarge(inRepository('examples/atlas-tth/tth.onnx'))],
  ] as const;
  await writeSection(
    'From a keystroke to diagnostics',
    [
      setting,
      'Milliseconds to parse, check with known facts and locate every diagnostic, in one process that has warmed up, over 200 edits: keys struck anywhere, and a new nuisance typed letter by letter. The editor waits 40 ms for the next key before it begins. Besides, it asks for names, colours, outline, folding, links and the lines over entries.',
      table(
        ['', 'lines', 'median', 'p95', 'max', 'parsing (median)', 'colours, names, … (median)', 'still runnable'],
        timings.map(([name, { lines, median, p95, max, parsing, language, runnable }]) => [
          name,
          lines.toLocaleString('en'),
          ...[median, p95, max, parsing, language].map((value) => value.toFixed(1)),
          `${runnable} of 200`,
        ]),
      ),
    ].join('\n\n'),
  );
  return 0;
}
