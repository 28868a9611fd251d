import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Runs work whose library reports on the console, and gives back what it said. Only what is said inside the work, however
 * asynchronous, is caught: others log meanwhile as ever.
 */
export async function captureConsole<Result>(
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly messages: readonly string[] }> {
  const messages: string[] = [];
  route();
  try {
    return { result: await listeners.run(messages, work), messages };
  } finally {
    unroute();
  }
}

const listeners = new AsyncLocalStorage<string[]>();
const methods = ['log', 'info', 'warn', 'error'] as const;
let routed = 0;
let restore: () => void = () => undefined;

function route(): void {
  if (routed++ > 0) return;
  const originals = methods.map((method) => console[method]);
  methods.forEach((method, index) => {
    const original = originals[index];
    console[method] = (...parts: unknown[]): void => {
      const messages = listeners.getStore();
      if (messages === undefined) original?.apply(console, parts);
      else messages.push(parts.map(String).join(' '));
    };
  });
  restore = () => {
    methods.forEach((method, index) => {
      const original = originals[index];
      if (original !== undefined) console[method] = original;
    });
  };
}

function unroute(): void {
  if (--routed === 0) restore();
}
