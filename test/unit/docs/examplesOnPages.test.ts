import { globSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { inRepository } from '../../../scripts/repository.mts';
import type { Outcome } from '../../../src/report/report';
import { exampleReport } from '../engine/runs';
import { fencedBlocks, readPage } from './documentation';

const analyses = [
  'abcd/pullscope.yaml',
  'atlas-tth/pullscope.yaml',
  'fit-pulls/pullscope.yaml',
  'generators/pullscope.yaml',
  'pivot/pullscope.yaml',
  'protected/pullscope.yaml',
  'regression/pullscope.yaml',
  'theory-pulls/processes.pullscope.yaml',
  'theory-pulls/pullscope.yaml',
];

describe('what the examples say', () => {
  let outcomes: readonly Outcome[] = [];

  beforeAll(async () => {
    const reports = [];
    for (const analysis of analyses) reports.push(await exampleReport(analysis));
    outcomes = reports.flatMap((report) => report.outcomes);
  });

  it('stands on the pages of the checks with the same numbers', () => {
    const said = new Set(outcomes.map(({ message }) => message));
    const forms = new Set([...said].map(withoutNumbers));
    const shown = globSync('docs/checks/*/*.md', { cwd: inRepository('.') }).flatMap(messagesOf);
    const same = shown.filter((message) => forms.has(withoutNumbers(message)));
    expect(same.length).toBeGreaterThan(20);
    expect(same.filter((message) => !said.has(message))).toEqual([]);
  });

  it('measures nothing whose name is not in the documentation of the JSON', () => {
    const { text } = readPage('docs/json.md');
    const told = new Set([...text.matchAll(/`([A-Za-z0-9]+)(?:@[A-Z ]+)?`/g)].map(([, name]) => name));
    const names = new Set(outcomes.flatMap(({ evidence }) => Object.keys(evidence)));
    expect(names.size).toBeGreaterThan(50);
    expect([...names].filter((name) => !told.has(name.replace(/@.*/, '')))).toEqual([]);
  });
});

/** Of the example of a page, as it stands: not with settings that the page names. */
function messagesOf(file: string): string[] {
  const [, example = ''] = readPage(file.replaceAll('\\', '/')).text.split('\n## Example\n');
  const [before = ''] = example.split('```');
  if (before.includes('checks:')) return [];
  return fencedBlocks(example, 'text')
    .flatMap((block) => block.split('\n'))
    .flatMap((line) => /^\S+ \w+ (.*?) \[[a-z/-]+\]$/.exec(line)?.[1] ?? []);
}

function withoutNumbers(message: string): string {
  return message.replaceAll(/[+−-]?\d[\d.,]*(?:e-?\d+)?/g, '#');
}
