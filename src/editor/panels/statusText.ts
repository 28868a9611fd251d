import { l10n } from 'vscode';
import type { EngineState } from '../../worker/engineClient';
import type { SessionState } from '../session/sessionState';

export interface StatusText {
  /** With codicons. */
  readonly text: string;
  readonly tooltip: string;
  readonly level: 'normal' | 'warning' | 'error';
  /** What a click does. */
  readonly command: string;
}

/** What the status item says of an analysis: the most pressing thing first. */
export function statusText(session: SessionState, engine: EngineState): StatusText {
  if (session.hold === 'untrusted') {
    return status(
      '$(workspace-untrusted) Pullscope',
      l10n.t('Only the grammar is checked: this folder is not trusted.'),
      {
        command: 'workbench.trust.manage',
      },
    );
  }
  if (engine === 'failed') {
    return status(
      `$(debug-disconnect) ${l10n.t('Pullscope stopped')}`,
      l10n.t('The engine stopped several times in a row. Click to restart it.'),
      {
        command: 'pullscope.restartEngine',
        level: 'error',
      },
    );
  }
  const { run } = session;
  if (run.kind === 'running') {
    const percent = Math.floor(run.fraction * 100).toString();
    return engine === 'restarting'
      ? status(
          `$(sync~spin) ${l10n.t('Pullscope restarting')}`,
          l10n.t('The engine stopped and is started again; the run is then redone.'),
        )
      : status(`$(sync~spin) Pullscope ${percent} %`, l10n.t('Running: {0}. Click to cancel.', run.message), {
          command: 'pullscope.cancel',
        });
  }
  if (session.hold === 'errors') {
    return status('$(circle-slash) Pullscope', l10n.t('Not measured: the errors in the file come first.'), {
      command: 'workbench.actions.view.problems',
    });
  }
  if (run.kind === 'failed') {
    return status(`$(error) ${l10n.t('Pullscope failed')}`, run.message, {
      command: run.code === 'internal' ? 'pullscope.showLog' : 'workbench.actions.view.problems',
      level: 'error',
    });
  }
  if (session.stale) {
    return status('$(history) Pullscope', l10n.t('The findings are of before the last change. Click to run.'), {
      command: 'pullscope.run',
    });
  }
  if (session.report === undefined && session.hold === 'large') {
    return status(
      '$(watch) Pullscope',
      l10n.t('Not measured by itself: there are more events than a setting allows. Click to run.'),
      { command: 'pullscope.run' },
    );
  }
  if (session.report === undefined) {
    const tooltip =
      run.kind === 'cancelled'
        ? l10n.t('The run was cancelled. Click to run.')
        : l10n.t('Not measured yet. Click to run.');
    return status('$(graph) Pullscope', tooltip, { command: 'pullscope.run' });
  }
  const findings = count(session.outcomes, ({ status, severity }) => status === 'finding' && severity !== 'hint');
  const undecided = count(session.outcomes, ({ status }) => status === 'undecided');
  const passed = count(session.outcomes, ({ status }) => status === 'pass');
  return status(
    findings === 0 ? '$(check) Pullscope' : `$(warning) Pullscope ${findings.toString()}`,
    findings === 1
      ? l10n.t('1 finding, {0} undecided, {1} passed. Click for the plots.', undecided, passed)
      : l10n.t('{0} findings, {1} undecided, {2} passed. Click for the plots.', findings, undecided, passed),
  );
}

function status(
  text: string,
  tooltip: string,
  { command = 'pullscope.showPlots', level = 'normal' }: Partial<Pick<StatusText, 'command' | 'level'>> = {},
): StatusText {
  return { text, tooltip, level, command };
}

function count<T>(items: readonly T[], holds: (item: T) => boolean): number {
  return items.filter(holds).length;
}
