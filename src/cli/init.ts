import { readdir, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { describeData } from '../data';
import { splitReference } from '../data/reference';
import { dataFilePattern, draftAnalysis, fittingData, type DraftInput } from '../draft';
import { readModelFacts } from '../model/modelFile';
import { parseCommandLine, UsageError } from './usage';

/** Writes a first analysis file from data files and models. */
export async function init(args: string[]): Promise<number> {
  const { values, positionals } = parseCommandLine({
    args,
    allowPositionals: true,
    options: { output: { type: 'string', default: 'pullscope.yaml' }, force: { type: 'boolean', default: false } },
  });
  if (positionals.length === 0) {
    throw new UsageError('init takes files of events, models, or both: pullscope init tt.root:nominal model.onnx.');
  }
  const output = values.output === '-' ? undefined : resolve(values.output);
  const from = output === undefined ? resolve('.') : dirname(output);
  const data: DraftInput['data'][number][] = [];
  const models: DraftInput['models'][number][] = [];
  for (const reference of positionals) {
    if (/\.onnx$/i.test(reference)) {
      const facts = await readModelFacts(resolve('.'), reference);
      if (!facts.ok) throw new UsageError(facts.message);
      models.push({ reference: relativeTo(from, reference), facts });
    } else {
      const facts = await describeData(resolve('.'), reference);
      if (!facts.ok) throw new UsageError(facts.message);
      data.push({ reference: relativeTo(from, reference), facts });
    }
  }
  if (data.length === 0) {
    const folders = new Set(positionals.map((reference) => dirname(reference)));
    for (const folder of folders) data.push(...fittingData(models, await dataIn(folder, from)));
  }
  const text = draftAnalysis({ data, models });
  if (output === undefined) process.stdout.write(text);
  else {
    await write(output, text, values.force);
    process.stdout.write(`Wrote ${values.output}. Next: pullscope check ${values.output}\n`);
  }
  return 0;
}

/** More files of a folder are not opened. */
const mostFiles = 30;

/** What can be opened beside a model: something to try it on. */
async function dataIn(folder: string, from: string): Promise<DraftInput['data']> {
  const names = (await readdir(resolve(folder))).filter((name) => dataFilePattern.test(name)).sort();
  const found: DraftInput['data'][number][] = [];
  for (const name of names.slice(0, mostFiles)) {
    const facts = await describeData(resolve(folder), name);
    if (facts.ok) found.push({ reference: relativeTo(from, join(folder, name)), facts });
  }
  return found;
}

async function write(path: string, text: string, force: boolean): Promise<void> {
  try {
    await writeFile(path, text, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'EEXIST') {
      throw new UsageError(`'${path}' cannot be written: ${error instanceof Error ? error.message : String(error)}.`);
    }
    throw new UsageError(`There is '${path}' already: --force writes over it, --output names another file.`);
  }
}

/** The reference as it stands in an analysis file of that folder: with `/`, and the tree left as it is. */
function relativeTo(folder: string, reference: string): string {
  const { file, tree } = splitReference(reference);
  const path = isAbsolute(file) ? file : (relative(folder, resolve(file)) || file).split(sep).join('/');
  return tree === undefined ? path : `${path}:${tree}`;
}
