import * as vscode from 'vscode';
import type { ConfigPath, Place } from '../../config/analysis';
import type { TextRange } from '../../config/document';
import type { Outcome, Status } from '../../report/report';
import { ageOf } from '../session/sessionState';
import { groupFindings, type FindingGroup, type FindingRow, type Grouping } from './findingGroups';
import type { OpenAnalyses, OpenAnalysis } from '../session/openAnalyses';

type Node =
  | { readonly kind: 'group'; readonly group: FindingGroup }
  | { readonly kind: 'passed'; readonly group: FindingGroup }
  | { readonly kind: 'row'; readonly row: FindingRow };

/** What a click on a row does; not offered in the palette. */
export const revealCommand = 'pullscope.reveal';

/** The same from the row's menu, which gives the row. */
export const revealNodeCommand = 'pullscope.revealInFile';

/** The names under which the tree's settings are kept, and told to the `when` clauses of the manifest. */
const groupingKey = 'pullscope.groupBy';
const filterKey = 'pullscope.findingsFilter';
const filteredKey = 'pullscope.findingsFiltered';

const statuses: readonly Status[] = ['finding', 'undecided', 'skipped', 'pass'];

/** The side panel's tree: what was found in the analysis that was looked at last, by nuisance, check or sample. */
export class FindingsTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #view: vscode.TreeView<Node>;
  readonly #disposables: vscode.Disposable[] = [this.#changed];
  readonly onDidChangeTreeData = this.#changed.event;
  /** Of what the tree was made last: a tree that is the same is not built again, so it keeps what is opened in it. */
  #shown: unknown;

  #grouping: Grouping;
  /** What is shown. */
  #filter: ReadonlySet<Status>;

  /** @param kept for this workspace: how the tree was set last */
  constructor(
    private readonly analyses: OpenAnalyses,
    private readonly kept: vscode.Memento,
  ) {
    this.#grouping = kept.get<Grouping>(groupingKey, 'nuisance');
    this.#filter = new Set(kept.get<readonly Status[]>(filterKey, statuses));
    this.#view = vscode.window.createTreeView('pullscope.findings', { treeDataProvider: this, showCollapseAll: true });
    this.#disposables.push(
      this.#view,
      analyses.onDidChange((event) => {
        if (event.what !== 'progress') this.#refresh();
      }),
    );
    this.#tell();
    this.#refresh();
  }

  /** Goes to what a row of the tree speaks of. */
  async revealNode(node?: Node): Promise<void> {
    const { current } = this.analyses;
    if (node === undefined) return;
    const at = node.kind === 'row' ? node.row.at : node.group.path && { path: node.group.path, on: 'key' as const };
    if (current !== undefined && at !== undefined) await revealPlace(current, at);
  }

  async groupBy(grouping: Grouping): Promise<void> {
    this.#grouping = grouping;
    await this.kept.update(groupingKey, grouping);
    this.#tell();
    this.#changed.fire(undefined);
  }

  /** Asks what is to be shown. */
  async chooseFilter(): Promise<void> {
    const names: Readonly<Record<Status, string>> = {
      finding: vscode.l10n.t('Findings'),
      undecided: vscode.l10n.t('Undecided'),
      skipped: vscode.l10n.t('Skipped'),
      pass: vscode.l10n.t('Passed'),
    };
    const items = statuses.map((status) => ({ label: names[status], status, picked: this.#filter.has(status) }));
    const title = vscode.l10n.t('What to show of the checks');
    const chosen = await vscode.window.showQuickPick(items, { title, canPickMany: true });
    if (chosen === undefined) return;
    this.#filter = new Set(chosen.map(({ status }) => status));
    await this.kept.update(filterKey, [...this.#filter]);
    this.#tell();
    this.#refresh();
    this.#changed.fire(undefined);
  }

  getTreeItem(node: Node): vscode.TreeItem {
    switch (node.kind) {
      case 'group':
        return groupItem(node.group, this.analyses.current);
      case 'passed':
        return passedItem(node.group);
      case 'row':
        return rowItem(node.row, this.analyses.current);
    }
  }

  getChildren(node?: Node): Node[] {
    switch (node?.kind) {
      case undefined:
        return groupFindings(this.#shownOutcomes(), this.#grouping).map((group) => ({
          kind: 'group',
          group,
        }));
      case 'group': {
        // What passed is of interest after all else: behind one row, unless there is nothing else.
        const others = rowsOf(node.group, ({ status }) => status !== 'pass');
        const passed: Node[] = [{ kind: 'passed', group: node.group }];
        if (others.length === 0) return rowsOf(node.group);
        return others.length < node.group.rows.length ? [...others, ...passed] : others;
      }
      case 'passed':
        return rowsOf(node.group, ({ status }) => status === 'pass');
      case 'row':
        return [];
    }
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #shownOutcomes(): readonly Outcome[] {
    const outcomes = this.analyses.current?.session.state.outcomes ?? [];
    return this.#isFiltered ? outcomes.filter(({ status }) => this.#filter.has(status)) : outcomes;
  }

  get #isFiltered(): boolean {
    return statuses.some((status) => !this.#filter.has(status));
  }

  #tell(): void {
    void vscode.commands.executeCommand('setContext', groupingKey, this.#grouping);
    void vscode.commands.executeCommand('setContext', filteredKey, this.#isFiltered);
  }

  #refresh(): void {
    const { current } = this.analyses;
    const state = current?.session.state;
    this.#view.description = current === undefined ? '' : vscode.workspace.asRelativePath(current.document.uri);
    const filtered = this.#isFiltered ? vscode.l10n.t('Filtered: not everything is shown.') : '';
    const age = state === undefined || state.hold === 'untrusted' ? '' : ageOf(state);
    this.#view.message = [age, state?.report === undefined ? '' : filtered].filter((text) => text !== '').join(' ');
    const outcomes = state?.outcomes;
    if (outcomes === this.#shown) return;
    this.#shown = outcomes;
    const count = (outcomes ?? []).filter(({ status, severity }) => status === 'finding' && severity !== 'hint').length;
    this.#view.badge = count === 0 ? undefined : { value: count, tooltip: vscode.l10n.t('{0} findings', count) };
    this.#changed.fire(undefined);
  }
}

function rowsOf({ rows }: FindingGroup, holds: (row: FindingRow) => boolean = () => true): Node[] {
  return rows.filter(holds).map((row) => ({ kind: 'row', row }));
}

function groupItem(
  { id, label, path, worst, summary }: FindingGroup,
  analysis: OpenAnalysis | undefined,
): vscode.TreeItem {
  const open =
    worst.status === 'finding' ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
  const item = new vscode.TreeItem(label, open);
  item.id = `${analysis?.document.uri.toString() ?? ''} ${id}`;
  item.description = summary;
  item.iconPath = icon(worst);
  item.tooltip = summary;
  const command = path && reveal({ path, on: 'key' }, analysis);
  if (command !== undefined) {
    item.command = command;
    item.contextValue = 'place';
  }
  return item;
}

function passedItem({ rows }: FindingGroup): vscode.TreeItem {
  const count = rows.filter(({ status }) => status === 'pass').length;
  const item = new vscode.TreeItem(vscode.l10n.t('{0} passed', count), vscode.TreeItemCollapsibleState.Collapsed);
  item.iconPath = icon({ status: 'pass', severity: 'hint' });
  return item;
}

function rowItem(row: FindingRow, analysis: OpenAnalysis | undefined): vscode.TreeItem {
  const item = new vscode.TreeItem(row.label);
  item.description = row.message;
  item.iconPath = icon(row);
  const tooltip = new vscode.MarkdownString();
  tooltip.appendText(row.message).appendMarkdown(`\n\n\`${row.code}\` · ${row.title}`);
  item.tooltip = tooltip;
  item.accessibilityInformation = { label: `${row.status}, ${row.code}: ${row.message}` };
  const command = reveal(row.at, analysis);
  if (command !== undefined) {
    item.command = command;
    item.contextValue = 'place';
  }
  return item;
}

function reveal(at: Place, analysis: OpenAnalysis | undefined): vscode.Command | undefined {
  return (
    analysis && {
      command: revealCommand,
      title: vscode.l10n.t('Show in the File'),
      arguments: [analysis.document.uri, at],
    }
  );
}

/** Goes to a node of an analysis file, in an editor that shows it already where there is one. */
export async function revealPlace(analysis: OpenAnalysis, at: Place | { readonly path: ConfigPath }): Promise<void> {
  await revealRange(analysis.document.uri, analysis.session.state.parsed.locate(at));
}

/** Opens a file at a range, in an editor that shows it already where there is one. */
export async function revealRange(uri: vscode.Uri, { start, end }: TextRange, isPinned = false): Promise<void> {
  const range = new vscode.Range(start.line, start.character, end.line, end.character);
  const visible = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
  const editor = await vscode.window.showTextDocument(uri, {
    selection: range,
    ...(isPinned ? { preview: false } : {}),
    ...(visible?.viewColumn === undefined ? {} : { viewColumn: visible.viewColumn }),
  });
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

function icon({ status, severity }: Pick<FindingRow, 'status' | 'severity'>): vscode.ThemeIcon {
  switch (status) {
    case 'pass':
      return themed('pass', 'testing.iconPassed');
    case 'undecided':
      return themed('question', 'descriptionForeground');
    case 'skipped':
      return themed('circle-slash', 'descriptionForeground');
    case 'finding':
      switch (severity) {
        case 'error':
          return themed('error', 'problemsErrorIcon.foreground');
        case 'warning':
          return themed('warning', 'problemsWarningIcon.foreground');
        case 'information':
          return themed('info', 'problemsInfoIcon.foreground');
        case 'hint':
          return themed('circle-small', 'descriptionForeground');
      }
  }
}

function themed(name: string, colour: string): vscode.ThemeIcon {
  return new vscode.ThemeIcon(name, new vscode.ThemeColor(colour));
}
