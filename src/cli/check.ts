import { readFile, stat, writeFile } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { glob } from 'tinyglobby';
import { AnalysisError } from '../config/analysisError';
import { catalogue } from '../config/catalogue';
import { parseAnalysis } from '../config/parse';
import { runAnalysis, type RunOptions } from '../engine';
import type { KnownFindings } from '../report/baseline';
import { jsonReport } from '../report/json';
import { junitReport } from '../report/junit';
import type { LocatedOutcome, LocatedReport } from '../report/located';
import { sarifReport } from '../report/sarif';
import { textReport } from '../report/text';
import { knownFindings } from './baselineFiles';
import { cacheFolder } from './cacheFolder';
import { htmlOf } from './html';
import { locateFailure, locateReport } from './locatedReport';
import { pagesOf } from './pages';
import { progressLine } from './progressLine';
import { colours, plainText } from './terminal';
import { homepage, oneOf, parseCommandLine, UsageError, version } from './usage';

const cacheBytes = 2 ** 30;
const formats = ['text', 'json', 'html', 'sarif', 'junit'] as const;
const levels = ['information', 'warning', 'error'] as const;

export async function check(args: string[]): Promise<number> {
  const { values, positionals } = parseCommandLine({
    args,
    allowPositionals: true,
    options: {
      format: { type: 'string', default: 'text' },
      output: { type: 'string' },
      'fail-on': { type: 'string', default: 'warning' },
      baseline: { type: 'string' },
      'no-baseline': { type: 'boolean', default: false },
      only: { type: 'string' },
      details: { type: 'boolean', default: false },
      threads: { type: 'string', default: '1' },
      cache: { type: 'string' },
      'no-cache': { type: 'boolean', default: false },
    },
  });
  const format = oneOf('format', values.format, formats);
  const failOn = oneOf('fail-on', values['fail-on'], levels);
  const threads = Number(values.threads);
  if (!Number.isInteger(threads) || threads < 1) throw new UsageError('--threads takes a number from 1 on.');
  const only = values.only === undefined ? undefined : codesOf(values.only);
  const files = await findAnalyses(positionals.length > 0 ? positionals : ['.']);

  // A baseline that cannot be read is told before anything is measured.
  const known = new Map<string, KnownFindings | undefined>();
  for (const file of values['no-baseline'] ? [] : files) known.set(file, await knownFindings(file, values.baseline));

  const stop = new AbortController();
  const interrupt = (): void => {
    stop.abort();
  };
  process.once('SIGINT', interrupt);
  const reports: LocatedReport[] = [];
  try {
    for (const file of files) {
      const progress = progressLine(process.stderr, basename(file));
      const input = { path: resolve(file), text: await readText(file) };
      const located = await checkOne(relative(process.cwd(), file) || file, input, known.get(file), {
        cache: values['no-cache'] ? undefined : (values.cache ?? cacheFolder()),
        cacheBytes,
        threads,
        signal: stop.signal,
        onProgress: progress.show,
        onTrouble: (message) => {
          progress.clear();
          process.stderr.write(`pullscope: ${message}\n`);
        },
      });
      progress.clear();
      reports.push(
        only === undefined
          ? located
          : { ...located, outcomes: located.outcomes.filter((one) => only(one) || stops(located, one)) },
      );
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    process.stderr.write('pullscope: stopped.\n');
    return 2;
  } finally {
    process.off('SIGINT', interrupt);
  }

  const toTerminal = values.output === undefined && process.stdout.isTTY;
  const text = await rendered(format, reports, {
    fails: isAtLeast(failOn),
    asText: (report) => textReport(report, toTerminal ? colours : plainText, values.details),
  });
  if (values.output === undefined) process.stdout.write(text);
  else await writeFile(values.output, text);
  return reports.some(({ outcomes }) => outcomes.some(isAtLeast(failOn))) ? 1 : 0;
}

interface Rendering {
  readonly fails: (outcome: LocatedOutcome) => boolean;
  readonly asText: (report: LocatedReport) => string;
}

async function rendered(
  format: (typeof formats)[number],
  reports: readonly LocatedReport[],
  { fails, asText }: Rendering,
): Promise<string> {
  switch (format) {
    case 'text':
      return reports.map(asText).join('\n');
    case 'json': {
      const json = reports.map(jsonReport);
      return `${JSON.stringify(json.length === 1 ? json[0] : json, null, 2)}\n`;
    }
    case 'html':
      return await htmlOf(reports);
    case 'sarif': {
      const tool = { version, pages: `${homepage}/docs/checks`, rule: await pagesOf(reports) };
      return `${JSON.stringify(sarifReport(reports, tool), null, 2)}\n`;
    }
    case 'junit':
      return junitReport(reports, fails);
  }
}

async function checkOne(
  name: string,
  input: { path: string; text: string },
  known: KnownFindings | undefined,
  options: RunOptions,
): Promise<LocatedReport> {
  const parsed = parseAnalysis(input.text);
  try {
    return locateReport(name, parsed, await runAnalysis(input, options), known);
  } catch (error) {
    if (!(error instanceof AnalysisError)) throw error;
    return locateFailure(name, input.path, parsed, error);
  }
}

/** An error that kept the analysis from being measured is told whatever was asked for: there is no answer to that. */
function stops({ report }: LocatedReport, { severity }: { severity: string }): boolean {
  return severity === 'error' && report.provenance.files.length === 0;
}

function isAtLeast(failOn: (typeof levels)[number]): (outcome: LocatedOutcome) => boolean {
  const grave = levels.slice(levels.indexOf(failOn)) as readonly string[];
  return ({ status, severity }) => status === 'finding' && grave.includes(severity);
}

/** Codes (`nuisance/large`) and families (`nuisance`), separated by commas. */
function codesOf(text: string): (outcome: { code: string }) => boolean {
  const wanted = text.split(',').map((code) => code.trim());
  for (const one of wanted) {
    if (!catalogue.some(({ code }) => code === one || code.startsWith(`${one}/`))) {
      throw new UsageError(`--only: there is no check '${one}'.`);
    }
  }
  return ({ code }) => wanted.some((one) => code === one || code.startsWith(`${one}/`));
}

async function findAnalyses(names: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const name of names) {
    const facts = await stat(name).catch(() => undefined);
    if (facts === undefined) throw new UsageError(`There is no file or folder '${name}'.`);
    if (!facts.isDirectory()) {
      files.push(name);
      continue;
    }
    const found = await glob(['**/pullscope.{yaml,yml}', '**/*.pullscope.{yaml,yml}'], {
      cwd: name,
      ignore: ['**/node_modules/**'],
      followSymbolicLinks: false,
    });
    files.push(...found.sort().map((file) => join(name, file)));
  }
  if (files.length === 0) {
    const where = names.map((name) => (name === '.' ? 'this folder' : `'${name}'`)).join(', ');
    throw new UsageError(`There is no analysis file (pullscope.yaml, pullscope.yml or *.pullscope.yaml) in ${where}.`);
  }
  return files;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`'${file}' cannot be read: ${(error as Error).message}`);
  }
}
