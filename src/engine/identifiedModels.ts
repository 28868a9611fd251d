/** Models by the content of their files, which the cache and the provenance know them by. */
import type { Analysis, FileReference } from '../config/analysis';
import type { Emulator } from '../config/emulatorSection';
import type { Facts } from '../checks/facts';
import type { SourceFile } from '../data/eventSource';
import { contentHash } from './identity';

export interface IdentifiedModel {
  readonly name: string;
  /** The model, the files that hold its weights, and what its features go through before. */
  readonly files: readonly { readonly file: SourceFile; readonly sha256: string | undefined }[];
}

export async function identifyModels(analysis: Analysis, facts: Facts): Promise<IdentifiedModel[]> {
  const models: IdentifiedModel[] = [];
  for (const model of analysis.models.values()) {
    const before = model.preprocessing && facts.preprocessing(model.preprocessing.text);
    models.push({
      name: model.name,
      files: await identifyFiles(model.files, facts, before?.ok === true ? [before] : []),
    });
  }
  return models;
}

/** Its model, and the data that it is compared with. */
export function identifyEmulator({ model, data }: Emulator, facts: Facts): Promise<IdentifiedModel['files']> {
  const tables = [data.file, ...(data.covariance ? [data.covariance] : [])].flatMap(({ text }) => {
    const known = facts.data(text);
    return known?.ok === true ? known.files : [];
  });
  return identifyFiles([model], facts, tables);
}

/** Models with the files that hold their weights, and what else there is. */
async function identifyFiles(
  references: readonly FileReference[],
  facts: Facts,
  more: readonly SourceFile[] = [],
): Promise<IdentifiedModel['files']> {
  const files: SourceFile[] = [];
  for (const { text } of references) {
    const known = facts.model(text);
    if (known?.ok !== true) continue;
    files.push(known);
    for (const { path, size, mtime } of known.weightFiles) {
      if (size !== undefined && mtime !== undefined) files.push({ path, size, mtime });
    }
  }
  const hashed = [];
  for (const file of [...files, ...more]) hashed.push({ file, sha256: await contentHash(file) });
  return hashed;
}
