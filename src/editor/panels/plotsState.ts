import * as path from 'node:path';
import { l10n } from 'vscode';
import type { PlotsState } from '../../../webview/protocol';
import type { ConfigPath } from '../../config/analysis';
import type { Figure } from '../../report/figure';
import type { EngineState } from '../../worker/engineClient';
import type { SessionState } from '../session/sessionState';
import { describePath, within } from '../session/configPaths';

const noFigures: readonly Figure[] = [];

/**
 * What the plots page shows of an analysis, with the cursor at a node of its file.
 * @param pinned the plots do not follow the cursor at present
 */
export function plotsState(
  session: SessionState | undefined,
  engine: EngineState,
  cursor: ConfigPath,
  pinned = false,
): PlotsState & Required<Pick<PlotsState, 'figures'>> {
  if (session === undefined) {
    return {
      status: { kind: 'empty', message: l10n.t('Open an analysis file (pullscope.yaml) to see its plots.') },
      figures: noFigures,
      focus: [],
    };
  }
  const figures = session.report?.figures ?? noFigures;
  const focus = focusOf(figures, cursor);
  const label = focus.length === 0 ? undefined : describePath(cursor);
  return {
    analysis: path.basename(session.path),
    path: session.path,
    status: statusOf(session, engine),
    figures,
    focus,
    ...(label === undefined ? {} : { focusLabel: label }),
    ...(pinned ? { pinned } : {}),
  };
}

/** Ids of the figures about the node, its parents or its children: those nearest to it first. */
export function focusOf(figures: readonly Figure[], cursor: ConfigPath): readonly string[] {
  if (cursor.length === 0) return [];
  const near: { readonly id: string; readonly distance: number }[] = [];
  for (const { id, about } of figures) {
    const distances = about
      .filter((place) => place.length > 0 && (within(cursor, place) || within(place, cursor)))
      .map((place) => Math.abs(place.length - cursor.length));
    if (distances.length > 0) near.push({ id, distance: Math.min(...distances) });
  }
  return near.toSorted((a, b) => a.distance - b.distance).map(({ id }) => id);
}

/** What state the figures of an analysis are in, and why. */
export function statusOf(session: SessionState, engine: EngineState): PlotsState['status'] {
  if (session.hold === 'untrusted') {
    return { kind: 'empty', message: l10n.t('Nothing is measured in a folder that is not trusted.') };
  }
  if (engine === 'failed') {
    return { kind: 'stopped', message: l10n.t('The engine stopped several times in a row.') };
  }
  const { run } = session;
  if (run.kind === 'running') {
    const message = engine === 'restarting' ? l10n.t('The engine is started again') : run.message;
    return { kind: 'loading', message, fraction: run.fraction };
  }
  if (run.kind === 'failed') return { kind: 'error', message: run.message };
  if (session.report === undefined) {
    return session.hold === 'errors'
      ? { kind: 'empty', message: l10n.t('Nothing is measured while the file has errors: see the Problems view.') }
      : {
          kind: 'empty',
          message: run.kind === 'cancelled' ? l10n.t('The run was cancelled.') : l10n.t('Not measured yet.'),
          unmeasured: true,
        };
  }
  if (session.hold === 'errors') {
    return { kind: 'stale', message: l10n.t('The file has errors: these plots are of before them.') };
  }
  return session.stale
    ? { kind: 'stale', message: l10n.t('These plots are of before the last change.') }
    : { kind: 'ready' };
}
