import { mkdir, open, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * `long.pullscope.yaml`, an analysis of some million events: seconds, even on a fast machine.
 * @param model of examples/atlas-tth, as seen from the folder
 */
export async function writeLongAnalysis(folder: string, model: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const rows = Array.from({ length: 1000 }, (_, row) => `${500 + ((row * 7919) % 1000)},${row % 9},${row % 4}\n`);
  const file = await open(path.join(folder, 'events.csv'), 'w');
  try {
    await file.write('HT_all,nJets,nBTags_70\n');
    for (let block = 0; block < 40; block++) await file.write(rows.join('').repeat(100));
  } finally {
    await file.close();
  }
  const nuisances = Array.from(
    { length: 8 },
    (_, index) =>
      `  n${index}: { up: { replace: { HT_all: HT_all*1.0${index + 1} } }, down: { replace: { HT_all: HT_all*0.9${index + 1} } } }\n`,
  );
  await writeFile(
    path.join(folder, 'long.pullscope.yaml'),
    `pullscope: 1
samples: { all: { file: events.csv } }
model: { file: ${model}, features: [HT_all, nJets, nBTags_70], output: score }
nominal: [all]
nuisances:
${nuisances.join('')}`,
  );
}
