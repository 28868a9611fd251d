/** Calls a command in this process and keeps what it writes. */
import { vi } from 'vitest';

export interface Written {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export async function run(command: () => Promise<number>): Promise<Written> {
  let out = '';
  let err = '';
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
  try {
    const code = await command();
    return { code, out, err };
  } finally {
    stdout.mockRestore();
    stderr.mockRestore();
  }
}
