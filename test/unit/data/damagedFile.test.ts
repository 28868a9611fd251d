import { describe, expect, it } from 'vitest';
import { AnalysisError } from '../../../src/config/analysisError';
import { damagedFile } from '../../../src/data/file/damagedFile';

const file = { path: '/data/tt.root', size: 1, mtime: 0 };

describe('what goes wrong inside a file', () => {
  it.each([
    [
      'a reader says',
      new Error('its footer is missing.'),
      "'tt.root' is damaged (its footer is missing). Copy or write it again.",
    ],
    [
      'ends in an error of the language',
      new RangeError('Offset is outside the bounds of the DataView'),
      "'tt.root' is damaged (its parts contradict each other). Copy or write it again.",
    ],
  ])('is damage, where %s', (_, error, message) => {
    expect(damagedFile(error, file)).toMatchObject({ code: 'damaged-file', message, cause: error });
  });

  it('stays what it is, where that is known', () => {
    const known = new AnalysisError('file-changed', 'it changed');
    expect(damagedFile(known, file)).toBe(known);
  });

  it('is no damage where a library is missing, however deep that is said', async () => {
    const missing: unknown = await import('./' + 'nowhere').catch((error: unknown) => error);
    const failures = [
      Object.assign(new Error("Cannot find module '@oneidentity/zstd-js'"), { code: 'MODULE_NOT_FOUND' }),
      Object.assign(new Error('invalid ELF header'), { code: 'ERR_DLOPEN_FAILED' }),
      missing as Error,
    ];
    for (const failure of failures) {
      expect(damagedFile(failure, file)).toBe(failure);
      const wrapped = new Error('it cannot be unpacked', { cause: failure });
      expect(damagedFile(wrapped, file)).toBe(wrapped);
    }
  });

  it('is no damage where the mistake is ours', () => {
    const ours = new ReferenceError("Cannot access 'most' before initialization");
    expect(damagedFile(ours, file)).toBe(ours);
  });
});
