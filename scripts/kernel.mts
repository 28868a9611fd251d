/** `npm run kernel`: the bytes of each kernel in src/stats/kernel, from the WebAssembly text beside them. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format } from 'prettier';
import wabt from 'wabt';
import { inRepository } from './repository.mts';

const folder = inRepository('src/stats/kernel');
/** Names of the kernels: of `fillKernel.wat` the bytes are in `fillKernelBytes.ts`. */
export const kernels = ['fillKernel', 'variableKernel', 'weightKernel', 'noiseKernel'] as const;
type KernelName = (typeof kernels)[number];

export async function main(): Promise<number> {
  for (const name of kernels) {
    const file = bytesFile(name);
    const text = await kernelSource(name);
    const changed = (await readFile(file, 'utf8')) !== text;
    if (changed) await writeFile(file, text);
    console.log(changed ? `Wrote ${file}.` : `${file} is as the text says.`);
  }
  return 0;
}

export function bytesFile(name: KernelName): string {
  return path.join(folder, `${name}Bytes.ts`);
}

/** The module that holds a kernel's bytes. */
export async function kernelSource(name: KernelName): Promise<string> {
  const assembly = await wabt();
  const text = await readFile(path.join(folder, `${name}.wat`), 'utf8');
  const module = assembly.parseWat(`${name}.wat`, text, { simd: true });
  const { buffer } = module.toBinary({});
  module.destroy();
  const source = `/** Made by \`npm run kernel\` from ${name}.wat: WebAssembly in base64. */
export const ${name}Bytes =
  '${Buffer.from(buffer).toString('base64')}';
`;
  return format(source, { parser: 'typescript', printWidth: 120, singleQuote: true });
}
