import type { EngineState } from '../../worker/engineClient';
import { ageOf, type SessionState } from '../session/sessionState';

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
    return status('$(workspace-untrusted) Pullscope', 'Only the grammar is checked: this folder is not trusted.', {
      command: 'workbench.trust.manage',
    });
  }
  if (engine === 'failed') {
    return status(
      '$(debug-disconnect) Pullscope stopped',
      'The engine stopped several times in a row. Click to restart it.',
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
      ? status('$(sync~spin) Pullscope restarting', 'The engine stopped and is started again; the run is then redone.')
      : status(`$(sync~spin) Pullscope ${percent} %`, `Running: ${run.message}. Click to cancel.`, {
          command: 'pullscope.cancel',
        });
  }
  if (session.hold === 'errors') {
    return status('$(circle-slash) Pullscope', 'Not measured: the errors in the file come first.', {
      command: 'workbench.actions.view.problems',
    });
  }
  if (run.kind === 'failed') {
    return status('$(error) Pullscope failed', run.message, {
      command: run.code === 'internal' ? 'pullscope.showLog' : 'workbench.actions.view.problems',
      level: 'error',
    });
  }
  if (session.stale) {
    return status('$(history) Pullscope', 'The findings are of before the last change. Click to run.', {
      command: 'pullscope.run',
    });
  }
  if (session.report === undefined && session.hold === 'large') {
    return status('$(watch) Pullscope', `${ageOf(session)} Click to run.`, { command: 'pullscope.run' });
  }
  if (session.report === undefined) {
    const tooltip =
      run.kind === 'cancelled' ? 'The run was cancelled. Click to run.' : 'Not measured yet. Click to run.';
    return status('$(graph) Pullscope', tooltip, { command: 'pullscope.run' });
  }
  const findings = count(session.outcomes, ({ status, severity }) => status === 'finding' && severity !== 'hint');
  const undecided = count(session.outcomes, ({ status }) => status === 'undecided');
  const passed = count(session.outcomes, ({ status }) => status === 'pass');
  return status(
    findings === 0 ? '$(check) Pullscope' : `$(warning) Pullscope ${findings.toString()}`,
    `${plural(findings, 'finding')}, ${undecided.toString()} undecided, ${passed.toString()} passed. Click for the plots.`,
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

function plural(number: number, word: string): string {
  return `${number.toString()} ${word}${number === 1 ? '' : 's'}`;
}
