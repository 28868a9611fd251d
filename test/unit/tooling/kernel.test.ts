import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { kernelSource } from '../../../scripts/kernel.mts';
import { inRepository } from '../../../scripts/repository.mts';

it('the kernel of filling is what npm run kernel makes of its text', async () => {
  const made = await readFile(inRepository('src/stats/kernel/fillKernelBytes.ts'), 'utf8');
  expect(made).toBe(await kernelSource());
});
