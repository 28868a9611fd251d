import type { Analysis, FileReference, Place } from '../../config/analysis';
import type { FileFailure } from '../../data/dataFacts';
import type { ModelFailure } from '../../model/modelFacts';
import type { Outcome, Target } from '../../report/report';
import type { Facts } from '../facts';
import { fileLength } from './references';
import { finding } from './staticOutcome';

interface NamedFile {
  readonly reference: FileReference;
  readonly target: Target;
  readonly kind: 'data' | 'model' | 'preprocessing' | 'fit';
}

/** `config/file-not-found`, `config/file-unreadable`, `config/outside-workspace`. */
export function checkFiles(analysis: Analysis, facts: Facts): Outcome[] {
  return namedFiles(analysis).flatMap((file) => [
    ...outsideWorkspace(analysis, file),
    ...failureOf(analysis, file, factsOf(facts, file)),
  ]);
}

function namedFiles({ samples, models, pulls, emulator }: Analysis): readonly NamedFile[] {
  const files: NamedFile[] = [];
  for (const { name, files: references, friends = [] } of samples.values()) {
    for (const reference of [...references, ...friends])
      files.push({ reference, kind: 'data', target: { sample: name } });
  }
  for (const { name, files: references, preprocessing } of models.values()) {
    for (const reference of references) files.push({ reference, kind: 'model', target: { model: name } });
    if (preprocessing) files.push({ reference: preprocessing, kind: 'preprocessing', target: { model: name } });
  }
  if (pulls.theory) files.push({ reference: pulls.theory.file, kind: 'data', target: {} });
  if (pulls.fit) files.push({ reference: pulls.fit.file, kind: 'fit', target: {} });
  if (emulator) {
    files.push({ reference: emulator.model, kind: 'model', target: {} });
    files.push({ reference: emulator.data.file, kind: 'data', target: {} });
    if (emulator.data.covariance) files.push({ reference: emulator.data.covariance, kind: 'data', target: {} });
  }
  return files;
}

function factsOf(facts: Facts, { kind, reference }: NamedFile): FileFailure | ModelFailure | undefined {
  const known = facts[kind === 'fit' ? 'data' : kind](reference.text);
  if (known?.ok !== false) return undefined;
  // The result of a fit holds no events: whether it can be read is known when it is.
  return kind === 'fit' && known.code !== 'file-not-found' && known.code !== 'not-permitted' ? undefined : known;
}

function failureOf(
  analysis: Analysis,
  { reference: { text, path }, kind, target }: NamedFile,
  failure: FileFailure | ModelFailure | undefined,
): Outcome[] {
  if (failure === undefined) return [];
  const code = failure.code === 'file-not-found' ? 'config/file-not-found' : 'config/file-unreadable';
  const { suggestion } = failure;
  const fix =
    suggestion === undefined ? undefined : { at: { path }, text: suggestion, title: `Change to '${suggestion}'` };
  const length = kind === 'data' ? fileLength(text) : text.length;
  const at: Place =
    failure.code === 'unknown-tree' && length < text.length
      ? { path, within: { offset: length + 1, length: text.length - length - 1 } }
      : { path, within: { offset: 0, length } };
  return finding(analysis, code, { at, message: failure.message, target, ...(fix && { fix }) });
}

function outsideWorkspace(analysis: Analysis, { reference: { text, path }, target }: NamedFile): Outcome[] {
  const at = { path };
  const code = 'config/outside-workspace';
  if (/^(?:[/\\]|[A-Za-z]:[/\\])/.test(text)) {
    const set = analysis.checks.get(code)?.level;
    return finding(analysis, code, {
      at,
      target,
      message: `'${text}' is an absolute path: elsewhere, and in a pipeline, the file will not be there.`,
      ...(set === undefined && { severity: 'information' }),
    });
  }
  let depth = 0;
  for (const part of text.split(/[/\\]/)) {
    if (part === '..') depth -= 1;
    else if (part !== '.' && part !== '') depth += 1;
    if (depth >= 0) continue;
    return finding(analysis, code, {
      at,
      target,
      message: `'${text}' leaves the folder of this file: who gets the folder does not get the data.`,
    });
  }
  return [];
}
