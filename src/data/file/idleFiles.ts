/**
 * Files that stay open for a moment between two reads: to open one and to close it takes longer than a span of it. A few
 * at most, and none for long, so that nobody has to remember to close them.
 */
import type { FileHandle } from 'node:fs/promises';

interface IdleFile {
  readonly handle: FileHandle;
  readonly timer: NodeJS.Timeout;
}

const idle = new Map<string, IdleFile>();
const mostIdle = 4;
const idleMilliseconds = 250;

/** The file, if it is still open; it belongs to the caller then. */
export function takeIdle(path: string): FileHandle | undefined {
  const file = idle.get(path);
  if (file === undefined) return undefined;
  idle.delete(path);
  clearTimeout(file.timer);
  return file.handle;
}

/** Leaves a file open for whoever reads it next. */
export async function leaveIdle(path: string, handle: FileHandle): Promise<void> {
  if (idle.has(path)) return handle.close();
  const timer = setTimeout(() => {
    idle.delete(path);
    // Nothing was written: a failure to close loses nothing, and is nobody's any more.
    handle.close().catch(() => undefined);
  }, idleMilliseconds);
  timer.unref();
  idle.set(path, { handle, timer });
  const [oldest] = idle.keys();
  if (idle.size > mostIdle && oldest !== undefined) await closeIdle(oldest);
}

export async function closeIdle(path: string): Promise<void> {
  await takeIdle(path)?.close();
}
