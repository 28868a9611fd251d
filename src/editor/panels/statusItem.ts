import * as vscode from 'vscode';
import type { EngineClient } from '../../worker/engineClient';
import { whyNotAnalysed } from '../session/analysisFiles';
import type { OpenAnalyses } from '../session/openAnalyses';
import { statusText, type StatusText } from './statusText';

/** One word on the analysis that was looked at last, in the status bar; hidden while none is open. */
export class StatusItem implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem('pullscope.status', vscode.StatusBarAlignment.Left, 0);
  readonly #disposables: vscode.Disposable[];

  constructor(
    private readonly analyses: OpenAnalyses,
    private readonly engine: Pick<EngineClient, 'state' | 'onState'>,
  ) {
    this.#item.name = 'Pullscope';
    const update = (): void => this.#update();
    this.#disposables = [
      this.#item,
      analyses.onDidChange(update),
      engine.onState(update),
      vscode.window.onDidChangeActiveTextEditor(update),
    ];
    update();
  }

  /** What it says now; for tests. */
  get text(): string | undefined {
    return this.analyses.current && this.#item.text;
  }

  get tooltip(): string | undefined {
    return typeof this.#item.tooltip === 'string' ? this.#item.tooltip : undefined;
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #update(): void {
    const { current } = this.analyses;
    const active = vscode.window.activeTextEditor?.document;
    const reason = active && whyNotAnalysed(active);
    if (reason !== undefined) {
      this.#say({ text: '$(circle-slash) Pullscope', tooltip: reason, level: 'normal', command: 'pullscope.showLog' });
      return;
    }
    if (current === undefined) {
      this.#item.hide();
      return;
    }
    this.#say(statusText(current.session.state, this.engine.state));
  }

  #say({ text, tooltip, level, command }: StatusText): void {
    this.#item.text = text;
    this.#item.tooltip = tooltip;
    this.#item.command = command;
    this.#item.backgroundColor =
      level === 'normal' ? undefined : new vscode.ThemeColor(`statusBarItem.${level}Background`);
    this.#item.accessibilityInformation = { label: `Pullscope: ${tooltip}` };
    this.#item.show();
  }
}
