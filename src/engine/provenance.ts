import type { Analysis } from '../config/analysis';
import type { Facts } from '../checks/facts';
import type { ProfileSet } from '../profile/profileSet';
import type { FileProvenance, Provenance } from '../report/report';
import type { IdentifiedModel } from './identifiedModels';

/** The files that were read, with what used each of them, and the scores of the first events. */
export function provenanceOf(
  analysis: Analysis,
  facts: Facts,
  models: readonly IdentifiedModel[],
  profiles: ProfileSet | undefined,
): Pick<Provenance, 'files' | 'firstScores'> {
  const files = new Map<string, FileProvenance>();
  for (const sample of profiles?.samples.keys() ?? []) {
    const { files: own = [], friends = [] } = analysis.samples.get(sample) ?? {};
    const references = [...own, ...friends];
    for (const { text } of references) {
      const known = facts.data(text);
      if (known?.ok !== true) continue;
      for (const file of known.files) {
        // Events are known by sample; they are those of the file where the sample has only one.
        const alone = references.length === 1 && known.files.length === 1;
        const events = known.events ?? (alone ? profiles?.samples.get(sample)?.events : undefined);
        const before = files.get(file.path);
        files.set(file.path, {
          path: file.path,
          size: file.size,
          mtime: file.mtime,
          ...(events === undefined ? {} : { events }),
          usedBy: [...(before?.usedBy ?? []), sample],
        });
      }
    }
  }
  for (const { name, files: members } of models) {
    for (const { file: model, sha256 } of members) {
      files.set(model.path, {
        path: model.path,
        size: model.size,
        mtime: model.mtime,
        ...(sha256 === undefined ? {} : { sha256 }),
        usedBy: [...(files.get(model.path)?.usedBy ?? []), name],
      });
    }
  }
  return {
    files: [...files.values()],
    firstScores: [...(profiles?.samples ?? [])].flatMap(([sample, { firstScores }]) =>
      firstScores.map((scores, index) => ({ model: profiles?.models[index]?.name ?? '', sample, scores })),
    ),
  };
}
