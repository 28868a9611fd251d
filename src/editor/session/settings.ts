import * as vscode from 'vscode';
import { checkInfo } from '../../config/catalogue';
import type { CodeLevel, RunMode, SessionSettings } from './sessionState';

const modes: readonly RunMode[] = ['onType', 'onSave', 'manual'];
const levels: readonly CodeLevel[] = ['error', 'warning', 'information', 'off'];

/** Settings of one analysis file. They are typed by hand: what is not as described counts as not set. */
export function sessionSettings(uri: vscode.Uri): SessionSettings {
  const configuration = vscode.workspace.getConfiguration('pullscope', uri);
  const mode = configuration.get<string>('run');
  const limit = atLeast(0, configuration.get('eventLimit'), 0);
  return {
    run: modes.find((known) => known === mode) ?? 'onType',
    threads: Math.floor(atLeast(1, configuration.get('threads'), 1)),
    runDelay: atLeast(0, configuration.get('runDelay'), 1000),
    eventLimit: limit === 0 ? undefined : limit,
    levels: levelsOf(configuration.get('levels')),
  };
}

/** Whether what is told of an analysis that was measured already may be another. */
export function changesTelling(event: vscode.ConfigurationChangeEvent, uri: vscode.Uri): boolean {
  return event.affectsConfiguration('pullscope.levels', uri) || event.affectsConfiguration('pullscope.eventLimit', uri);
}

/** Settings of the one engine; a change of them needs a new process. */
export function engineLimits(): { readonly cacheBytes: number } {
  const configuration = vscode.workspace.getConfiguration('pullscope');
  return { cacheBytes: atLeast(0, configuration.get('cacheSize'), 512) * 2 ** 20 };
}

export function changesEngine(event: vscode.ConfigurationChangeEvent): boolean {
  return event.affectsConfiguration('pullscope.cacheSize');
}

function levelsOf(value: unknown): ReadonlyMap<string, CodeLevel> {
  if (typeof value !== 'object' || value === null) return new Map();
  return new Map(
    Object.entries(value).flatMap(([code, level]: [string, unknown]) => {
      const known = levels.find((one) => one === level);
      return known === undefined || checkInfo(code) === undefined ? [] : [[code, known] as const];
    }),
  );
}

function atLeast(minimum: number, value: unknown, otherwise: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? Math.max(minimum, value) : otherwise;
}
