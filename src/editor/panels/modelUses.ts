import * as path from 'node:path';
import { l10n } from 'vscode';
import type { ModelFinding, ModelUse } from '../../../webview/modelProtocol';
import type { Model } from '../../config/analysis';
import { checkInfo } from '../../config/catalogue';
import type { TextRange } from '../../config/document';
import type { ParsedAnalysis } from '../../config/parse';
import type { Outcome, Severity } from '../../report/report';
import { within } from '../session/configPaths';
import { summarise } from './findingGroups';
import { ageOf, type SessionState } from '../session/sessionState';

/** An analysis file of the workspace, or one that is open. */
export interface KnownAnalysis {
  readonly uri: string;
  /** Absolute. */
  readonly path: string;
  /** As the workspace calls it. */
  readonly name: string;
  readonly parsed: ParsedAnalysis;
  /** Of one that is open: others are not checked. */
  readonly session: SessionState | undefined;
}

/** A model as far as its page asks: an emulator is one without features. */
type UsedModel = Pick<Model, 'name' | 'path' | 'files' | 'features'>;

function modelsIn({ analysis }: ParsedAnalysis): readonly UsedModel[] {
  if (analysis === undefined) return [];
  const { models, emulator } = analysis;
  const ofEmulator = emulator && { name: 'emulator', path: emulator.path, files: [emulator.model], features: [] };
  return [...models.values(), ...(ofEmulator ? [ofEmulator] : [])];
}

/** Absolute paths of all model files that an analysis names. */
export function modelFilesOf({ path: file, parsed }: KnownAnalysis): readonly string[] {
  return modelsIn(parsed).flatMap(({ files }) => files.map(({ text }) => path.resolve(path.dirname(file), text)));
}

/**
 * What an analysis does with a model file, and what was found about that; undefined where it does not name it.
 * @param isModel whether an absolute path leads to the file
 */
export function useOf(analysis: KnownAnalysis, isModel: (file: string) => boolean): ModelUse | undefined {
  const { parsed, session } = analysis;
  const folder = path.dirname(analysis.path);
  const using = modelsIn(parsed).filter(({ files }) => files.some(({ text }) => isModel(path.resolve(folder, text))));
  if (using.length === 0) return undefined;
  const models = using.flatMap(({ name, files }) =>
    files
      .filter(({ text }) => isModel(path.resolve(folder, text)))
      .map((file) => ({ name, range: parsed.locate({ path: file.path }) })),
  );
  const { uri, name } = analysis;
  if (session === undefined) {
    const status = l10n.t('Not open: it is checked while it is open in an editor.');
    return { analysis: uri, name, models, isOpen: false, status, summary: '', findings: [] };
  }
  const about = session.outcomes.filter((outcome) => using.some((model) => isAbout(outcome, model)));
  const findings = [...problemsOf(session, using), ...findingsOf(about, session)].toSorted(bySeverityAndPlace);
  const others = about.filter(({ status }) => status !== 'finding');
  return {
    analysis: uri,
    name,
    models,
    isOpen: true,
    status: session.run.kind === 'failed' ? session.run.message : ageOf(session),
    summary: summarise([...findings.map(({ severity }) => ({ status: 'finding' as const, severity })), ...others]),
    findings,
  };
}

/** Whether it speaks of the model, of what the file says of it, or of one of its features. */
function isAbout({ code, target, at }: Outcome, model: UsedModel): boolean {
  if (target.model !== undefined) return target.model === model.name;
  if (within(at.path, model.path)) return true;
  const { feature } = target;
  // Of these a feature is something else: a definition of pulls, a parameter.
  if (feature === undefined || code.startsWith('pull/') || code.startsWith('emulator/')) return false;
  return model.features.some(({ text }) => text.trim() === feature);
}

/**
 * A finding that stands for several is told at its worst row, which may be that of another model: then the first of its
 * further rows speaks for this one, as gravely.
 */
function findingsOf(about: readonly Outcome[], { outcomes, parsed }: SessionState): readonly ModelFinding[] {
  const keyOf = ({ code, at }: Outcome): string => JSON.stringify([code, at.path, at.on, at.within]);
  const found = about.filter(({ status }) => status === 'finding');
  const told = found.filter(({ severity }) => severity !== 'hint');
  const seen = new Set(told.map(keyOf));
  const spoken = found.filter((outcome) => !seen.has(keyOf(outcome)) && seen.add(keyOf(outcome)).size > 0);
  return [...told, ...spoken].map((outcome) => {
    const worst = outcomes.find(
      (other) => other.status === 'finding' && other.severity !== 'hint' && keyOf(other) === keyOf(outcome),
    );
    return findingAt(outcome, (worst ?? outcome).severity, parsed.locate(outcome.at));
  });
}

/** What is wrong with the text of its entry. */
function problemsOf({ problems, parsed }: SessionState, using: readonly UsedModel[]): readonly ModelFinding[] {
  const entries = using.map(({ path: at }) => {
    const { start } = parsed.locate({ path: at, on: 'key' });
    return { start, end: parsed.locate({ path: at, on: 'value' }).end };
  });
  return problems
    .filter(({ range }) =>
      entries.some((entry) => !isBefore(range.start, entry.start) && !isBefore(entry.end, range.end)),
    )
    .map((problem) => findingAt(problem, problem.severity, problem.range));
}

function findingAt(
  { code, message }: { readonly code: string; readonly message: string },
  severity: Severity,
  range: TextRange,
): ModelFinding {
  return { code, title: checkInfo(code)?.title ?? code, severity, message, range };
}

const severities: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

function bySeverityAndPlace(a: ModelFinding, b: ModelFinding): number {
  const rank = ({ severity }: ModelFinding): number => severities.indexOf(severity);
  return (
    rank(a) - rank(b) || (isBefore(a.range.start, b.range.start) ? -1 : isBefore(b.range.start, a.range.start) ? 1 : 0)
  );
}

function isBefore(a: TextRange['start'], b: TextRange['start']): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
