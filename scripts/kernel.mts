/** `npm run kernel`: src/stats/kernel/fillKernelBytes.ts, from the WebAssembly text beside it. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format } from 'prettier';
import wabt from 'wabt';
import { inRepository } from './repository.mts';

const folder = inRepository('src/stats/kernel');
const kernelFile = path.join(folder, 'fillKernelBytes.ts');

export async function main(): Promise<number> {
  const text = await kernelSource();
  const changed = (await readFile(kernelFile, 'utf8')) !== text;
  if (changed) await writeFile(kernelFile, text);
  console.log(changed ? `Wrote ${kernelFile}.` : `${kernelFile} is as the text says.`);
  return 0;
}

/** The module that holds the kernel's bytes. */
export async function kernelSource(): Promise<string> {
  const assembly = await wabt();
  const text = await readFile(path.join(folder, 'fillKernel.wat'), 'utf8');
  const module = assembly.parseWat('fillKernel.wat', text, { simd: true });
  const { buffer } = module.toBinary({});
  module.destroy();
  const source = `/** Made by \`npm run kernel\` from fillKernel.wat: WebAssembly in base64. */
export const fillKernelBytes =
  '${Buffer.from(buffer).toString('base64')}';
`;
  return format(source, { parser: 'typescript', printWidth: 120, singleQuote: true });
}
