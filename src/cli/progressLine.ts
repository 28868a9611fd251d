import type { WriteStream } from 'node:tty';
import type { Progress } from '../engine';

/** One line that is written over, on a terminal only. */
export function progressLine(
  stream: Pick<WriteStream, 'isTTY' | 'write'>,
  title: string,
): { show: (progress: Progress) => void; clear: () => void } {
  let shown = '';
  return {
    show({ fraction, message }) {
      const line = `${title}: ${Math.floor(fraction * 100)} % ${message}`;
      if (!stream.isTTY || line === shown) return;
      stream.write(`\r\u001b[2K${line}`);
      shown = line;
    },
    clear() {
      if (shown !== '') stream.write('\r\u001b[2K');
      shown = '';
    },
  };
}
