import * as vscode from 'vscode';
import type { Analysis } from '../../config/analysis';
import type { TextRange } from '../../config/document';
import type { Facts } from '../../checks/facts';
import { changedFiles, Staleness } from '../../language/staleness';
import { linesNamed, tableOf } from '../../language/tableLines';
import type { Outcome, Report } from '../../report/report';
import type { SessionState } from '../session/sessionState';
import { fileBeside } from './documents';
import { listProblems, type ListedProblem } from './problemList';

/** A diagnostic that is shown, with what its quick fixes need. */
export interface ShownProblem {
  readonly diagnostic: vscode.Diagnostic;
  readonly problem: ListedProblem;
}

/** The squiggles and the rows of the Problems view. */
export class Diagnostics implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('pullscope');
  readonly #shown = new Map<string, readonly ShownProblem[]>();
  /** The text that a report is of: what has not changed since is still measured. */
  readonly #measured = new WeakMap<Report, Analysis>();
  /** Files that were deleted, while their editors may be open still. */
  readonly #deleted = new Set<string>();

  /** @param docs the folder with a page for each code */
  constructor(private readonly docs: vscode.Uri) {}

  /** @param facts what is known of the files now */
  show(uri: vscode.Uri, session: SessionState, facts: Facts): void {
    if (this.#deleted.has(uri.toString())) return;
    const isOld = this.#isOld(session, facts);
    const shown = listProblems(session).map((problem) => ({
      problem,
      diagnostic: this.#diagnostic(uri, problem, problem.outcome !== undefined && isOld(problem.outcome)),
    }));
    this.#shown.set(uri.toString(), shown);
    this.#publish(uri, shown);
    void this.#pointIntoTables(uri, shown, session);
  }

  #publish(uri: vscode.Uri, shown: readonly ShownProblem[]): void {
    this.#collection.set(
      uri,
      shown.map(({ diagnostic }) => diagnostic),
    );
  }

  /** Adds the rows of tables and of fits that findings speak of, once these are read. */
  async #pointIntoTables(uri: vscode.Uri, shown: readonly ShownProblem[], session: SessionState): Promise<void> {
    const pulls = session.parsed.analysis?.pulls;
    let isAdded = false;
    for (const { diagnostic, problem } of shown) {
      const table = problem.outcome && tableOf(problem.outcome);
      const reference = table && pulls?.[table]?.file.text;
      if (problem.outcome === undefined || reference === undefined) continue;
      const file = fileBeside(uri, reference);
      const text = await textOf(file);
      if (text === undefined) continue;
      const rows = linesNamed(problem.outcome, text).map(
        ({ name, range }) => new vscode.DiagnosticRelatedInformation(new vscode.Location(file, toRange(range)), name),
      );
      diagnostic.relatedInformation = [...(diagnostic.relatedInformation ?? []), ...rows];
      isAdded ||= rows.length > 0;
    }
    // Something else may be shown by now.
    if (isAdded && this.#shown.get(uri.toString()) === shown) this.#publish(uri, shown);
  }

  shown(uri: vscode.Uri): readonly ShownProblem[] {
    return this.#shown.get(uri.toString()) ?? [];
  }

  clear(uri: vscode.Uri): void {
    this.#shown.delete(uri.toString());
    this.#collection.delete(uri);
  }

  /** The file is gone: nothing is said of it until it is there again. */
  fileDeleted(uri: vscode.Uri): void {
    this.#deleted.add(uri.toString());
    this.clear(uri);
  }

  fileCreated(uri: vscode.Uri): void {
    this.#deleted.delete(uri.toString());
  }

  dispose(): void {
    this.#shown.clear();
    this.#collection.dispose();
  }

  /** Which outcomes of the report are of something else than what stands in the file and on disk now. */
  #isOld({ report, stale, parsed: { analysis } }: SessionState, facts: Facts): (outcome: Outcome) => boolean {
    if (report === undefined || analysis === undefined) return () => false;
    if (!stale) {
      this.#measured.set(report, analysis);
      return () => false;
    }
    const measured = this.#measured.get(report);
    const of = new Set(report.outcomes.map(keyOf));
    const filesChanged = changedFiles(report.provenance.files, analysis, facts).length > 0;
    const staleness = measured && new Staleness(measured, analysis);
    return (outcome) =>
      of.has(keyOf(outcome)) && (filesChanged || staleness === undefined || staleness.isStale(outcome));
  }

  #diagnostic(
    uri: vscode.Uri,
    { code, severity, message, range, related }: ListedProblem,
    isOld: boolean,
  ): vscode.Diagnostic {
    const text = isOld ? vscode.l10n.t('{0} (measured before the last change)', message) : message;
    const diagnostic = new vscode.Diagnostic(toRange(range), text, severities[severity]);
    diagnostic.source = 'pullscope';
    diagnostic.code = { value: code, target: vscode.Uri.joinPath(this.docs, `${code}.md`) };
    diagnostic.relatedInformation = related.map(
      (other) => new vscode.DiagnosticRelatedInformation(new vscode.Location(uri, toRange(other.range)), other.message),
    );
    if (code === 'config/unused') diagnostic.tags = [vscode.DiagnosticTag.Unnecessary];
    return diagnostic;
  }
}

/** Of files that are long, or cannot be read as text, nothing is shown. */
async function textOf(file: vscode.Uri): Promise<string | undefined> {
  try {
    const { size } = await vscode.workspace.fs.stat(file);
    if (size > longestTable) return undefined;
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  } catch (error) {
    if (error instanceof vscode.FileSystemError) return undefined;
    throw error;
  }
}

/** Bytes. */
const longestTable = 2 ** 20;

function keyOf({ code, message, at }: Outcome): string {
  return JSON.stringify([code, message, at.path]);
}

export function toRange({ start, end }: TextRange): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

const severities: Readonly<Record<ListedProblem['severity'], vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};
