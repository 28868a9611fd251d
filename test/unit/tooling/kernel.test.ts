import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { bytesFile, kernels, kernelSource } from '../../../scripts/kernel.mts';

it.each(kernels)('%s is what npm run kernel makes of its text', async (name) => {
  expect(await readFile(bytesFile(name), 'utf8')).toBe(await kernelSource(name));
});
