import * as vscode from 'vscode';
import type { RunMode, SessionSettings } from './sessionState';

const modes: readonly RunMode[] = ['onType', 'onSave', 'manual'];

/** Settings of one analysis file. */
export function sessionSettings(uri: vscode.Uri): SessionSettings {
  const configuration = vscode.workspace.getConfiguration('pullscope', uri);
  const mode = configuration.get<string>('run');
  return {
    run: modes.find((known) => known === mode) ?? 'onType',
    runDelay: atLeast(0, configuration.get('runDelay'), 1000),
  };
}

/** Settings of the one engine; a change of them needs a new process. */
export function engineLimits(): { readonly threads: number; readonly cacheBytes: number } {
  const configuration = vscode.workspace.getConfiguration('pullscope');
  return {
    threads: Math.floor(atLeast(1, configuration.get('threads'), 1)),
    cacheBytes: atLeast(0, configuration.get('cacheSize'), 512) * 2 ** 20,
  };
}

export function changesEngine(event: vscode.ConfigurationChangeEvent): boolean {
  return event.affectsConfiguration('pullscope.threads') || event.affectsConfiguration('pullscope.cacheSize');
}

/** Settings are typed by hand: what is not such a number counts as not set. */
function atLeast(minimum: number, value: unknown, otherwise: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? Math.max(minimum, value) : otherwise;
}
