import { readdir, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { describeData } from '../data';
import { splitReference } from '../data/reference';
import { draftFrom } from '../draft';
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
  const text = await draftFrom(
    positionals.map((reference) => relativeTo(from, reference)),
    {
      data: (reference) => describeData(from, reference),
      model: (reference) => readModelFacts(from, reference),
      list: (folder) => readdir(resolve(from, folder)),
    },
  );
  if (output === undefined) process.stdout.write(text);
  else {
    await write(output, text, values.force);
    process.stdout.write(`Wrote ${values.output}. Next: pullscope check ${values.output}\n`);
  }
  return 0;
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
