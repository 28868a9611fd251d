/**
 * `npm run fuzz -- --seconds 600 --format root` damages files and reads them until the time is over; without a format,
 * all formats share it. `--case 1234` does one case again, `--file damaged.root` a file that was kept, `--from 1000`
 * begins there: the same numbers are the same damage.
 */
import { parseArgs } from 'node:util';
import path from 'node:path';
import { makeFuzzer, objection, type Fuzzer, type FuzzReport } from './fuzzer.mts';
import { formatNames, type FormatName } from './protocol.mts';

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: 'string', default: '60' },
      format: { type: 'string' },
      from: { type: 'string' },
      case: { type: 'string' },
      file: { type: 'string' },
    },
  });
  const formats = formatNames.filter((name) => values.format === undefined || name === values.format);
  const [format] = formats;
  const one = values.case !== undefined || values.file !== undefined;
  if (format === undefined || (one && values.format === undefined)) {
    console.error(`Name a format with --format: ${formatNames.join(', ')}.`);
    return 2;
  }
  const fuzzer = await makeFuzzer();
  try {
    if (values.file !== undefined) return await again(fuzzer, format, { file: path.resolve(values.file) });
    if (values.case !== undefined) {
      return await again(fuzzer, format, { from: Number(values.case), to: Number(values.case) + 1 });
    }
    // Other damage each time, unless told otherwise; the tests do the first few hundred.
    const from = values.from === undefined ? 1000 + Math.floor(Math.random() * 1e9) : Number(values.from);
    const seconds = Number(values.seconds) / formats.length;
    let failures = 0;
    for (const name of formats) {
      const report = await fuzzer.run({ format: name, from, cases: Infinity, seconds });
      console.log(summary(name, from, report));
      failures += report.failures.length;
    }
    return failures === 0 ? 0 : 1;
  } finally {
    fuzzer.dispose();
  }
}

async function again(fuzzer: Fuzzer, format: FormatName, request: Parameters<Fuzzer['one']>[1]): Promise<number> {
  const result = await fuzzer.one(format, request);
  const wrong = objection(result);
  console.log(`${format}, of ${result.origin}: ${result.outcome}, ${cost(result)}`);
  if (wrong !== undefined) console.log(wrong);
  return wrong === undefined ? 0 : 1;
}

export function summary(format: FormatName, from: number, report: FuzzReport): string {
  const { cases, origins, outcomes, failures, slowest, largest } = report;
  if (origins === 0) return `${format}: no files to begin with`;
  const sorted = [...outcomes].sort(([, a], [, b]) => b - a).map(([outcome, count]) => `${count} ${outcome}`);
  const lines = [`${format}: cases ${from} to ${from + cases - 1} of ${origins} files: ${sorted.join(', ')}`];
  if (slowest !== undefined) lines.push(`  slowest ${slowest.number} (${slowest.origin}): ${cost(slowest)}`);
  if (largest !== undefined) lines.push(`  largest ${largest.number} (${largest.origin}): ${cost(largest)}`);
  for (const { number, origin, wrong, kept } of failures) {
    lines.push(
      `  FAILURE npm run fuzz -- --format ${format} --case ${number} (${origin}${kept ? `, kept as ${kept}` : ''})`,
    );
    lines.push(
      ...wrong
        .split('\n')
        .slice(0, 12)
        .map((line) => `    ${line}`),
    );
  }
  return lines.join('\n');
}

function cost({ milliseconds, memory }: { readonly milliseconds: number; readonly memory: number }): string {
  return `${Math.round(milliseconds)} ms, ${Math.round(memory / 2 ** 20)} MB`;
}
