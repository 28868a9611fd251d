/** The page's line to the extension, and the only module that takes VS Code's API. */
import type { ToHost, ToPage } from './protocol';

declare function acquireVsCodeApi(): {
  postMessage(message: ToHost): void;
  getState(): unknown;
  setState(state: unknown): void;
};

export interface Host {
  send(message: ToHost): void;
  /** Says an error to the log; the page goes on. */
  report(error: unknown, where?: string): void;
  onMessage(listener: (message: ToPage) => void): void;
  /** What was kept before the page was last hidden or reloaded. */
  kept(): unknown;
  keep(state: unknown): void;
}

/** To be called once: VS Code gives its API out once. */
export function connectHost(): Host {
  const api = acquireVsCodeApi();
  return {
    send: (message) => api.postMessage(message),
    report: (error, where) => api.postMessage({ type: 'error', message: errorText(error, where) }),
    onMessage: (listener) => {
      window.addEventListener('message', (event: MessageEvent<unknown>) => {
        if (isToPage(event.data)) listener(event.data);
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

function isToPage(data: unknown): data is ToPage {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === 'state' && 'state' in data;
}
