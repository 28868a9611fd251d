/** A page's line to the extension, and the only module that takes VS Code's API. */
import type { FromAnyPage, FromFigures } from './protocol';
import { standaloneHost } from './standaloneHost';

declare const acquireVsCodeApi:
  | (() => {
      postMessage(message: unknown): void;
      getState(): unknown;
      setState(state: unknown): void;
    })
  | undefined;

/** A page sends messages of type `Sent` and is sent whole states. */
export interface Host<Sent, State> {
  /** There is no extension: the page stands in a file of its own. */
  readonly standalone: boolean;
  send(message: Sent | FromAnyPage): void;
  /** Says an error to the log; the page goes on. */
  report(error: unknown, where?: string): void;
  onState(listener: (state: State) => void): void;
  /** What was kept before the page was last hidden or reloaded. */
  kept(): unknown;
  keep(state: unknown): void;
}

/** What figures need of it. */
export type FigureHost = Omit<Host<FromFigures, never>, 'onState'>;

/** To be called once: VS Code gives its API out once. */
export function connectHost<Sent, State>(): Host<Sent, State> {
  if (typeof acquireVsCodeApi === 'undefined') return standaloneHost();
  const api = acquireVsCodeApi();
  const send = (message: Sent | FromAnyPage): void => api.postMessage(message);
  return {
    standalone: false,
    send,
    report: (error, where) => send({ type: 'error', message: errorText(error, where) }),
    onState: (listener) => {
      window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        // What it holds is what the extension sends to this page, and nobody else can send to it.
        if (holdsState(data)) listener(data.state as State);
      });
    },
    kept: () => api.getState(),
    keep: (state) => api.setState(state),
  };
}

export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function errorText(error: unknown, where: string | undefined): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return where === undefined ? text : `${where}: ${text}`;
}

function holdsState(data: unknown): data is { readonly state: unknown } {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === 'state' && 'state' in data;
}
