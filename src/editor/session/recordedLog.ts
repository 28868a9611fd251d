import * as vscode from 'vscode';

/** Lines that are kept, for a report of a bug. */
const kept = 500;

/** The log channel, with its last lines: where VS Code writes them differs from one to the next. */
export interface RecordedLog {
  readonly channel: vscode.LogOutputChannel;
  lines(): readonly string[];
}

export function recordedLog(name: string): RecordedLog {
  const real = vscode.window.createOutputChannel(name, { log: true });
  const lines: string[] = [];
  const recording = (level: 'trace' | 'debug' | 'info' | 'warn' | 'error'): PropertyDescriptor => ({
    value: (message: string | Error, ...more: readonly unknown[]) => {
      const text = [message instanceof Error ? (message.stack ?? message.message) : message, ...more].map(String);
      lines.push(`${new Date().toISOString()} [${level}] ${text.join(' ')}`);
      if (lines.length > kept) lines.shift();
      (real[level] as (message: string | Error, ...more: readonly unknown[]) => void)(message, ...more);
    },
  });
  const levels = ['trace', 'debug', 'info', 'warn', 'error'] as const;
  const channel = Object.create(
    real,
    Object.fromEntries(levels.map((level) => [level, recording(level)])),
  ) as vscode.LogOutputChannel;
  return { channel, lines: () => lines };
}
