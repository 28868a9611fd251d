import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where programs of this user keep what they can make again. */
export function cacheFolder(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (process.platform === 'win32') return join(LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'pullscope');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'pullscope');
  return join(
    XDG_CACHE_HOME === undefined || XDG_CACHE_HOME === '' ? join(homedir(), '.cache') : XDG_CACHE_HOME,
    'pullscope',
  );
}
