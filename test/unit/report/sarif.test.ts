import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { inRepository } from '../../../scripts/repository.mts';
import { catalogue, checkInfo } from '../../../src/config/catalogue';
import type { LocatedReport } from '../../../src/report/located';
import { sarifReport } from '../../../src/report/sarif';
import { located, outcome, silenced } from './findings';

interface Sarif {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly Readonly<Record<string, unknown>>[] } };
      readonly results: readonly Result[];
    },
  ];
}

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly [{ readonly physicalLocation: PhysicalLocation }];
  readonly relatedLocations: readonly { readonly physicalLocation: PhysicalLocation }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly suppressions?: readonly Readonly<Record<string, string>>[];
}

interface PhysicalLocation {
  readonly artifactLocation: { readonly uri: string };
  readonly region: Readonly<Record<string, number>>;
}

function sarif(...reports: readonly LocatedReport[]): Sarif {
  const rule = (code: string) => ({ info: checkInfo(code)!, page: `# ${code}` });
  const tool = { version: '1.2.3', pages: 'https://example.com/pullscope/docs/checks', rule };
  return JSON.parse(JSON.stringify(sarifReport(reports, tool))) as Sarif;
}

const mixed = located(
  [
    outcome(4),
    outcome(4, { severity: 'hint' }),
    outcome(5, { status: 'pass' }),
    outcome(6, { status: 'undecided' }),
    outcome(7, {
      code: 'data/negative-weights',
      severity: 'information',
      related: [{ range: { start: { line: 1, character: 0 }, end: { line: 1, character: 3 } }, message: 'here' }],
    }),
    outcome(8, { severity: 'error', code: 'model/output', target: {}, evidence: {} }),
  ],
  [silenced(9, 'comment', 'symmetrised later'), silenced(10, 'baseline', 'accepted in the review')],
);

describe('a SARIF log', () => {
  it('is what the schema of OASIS asks for', () => {
    const schema = z.fromJSONSchema(officialSchema());
    for (const reports of [[], [mixed], [mixed, located([], [], 'other/pullscope.yaml')]]) {
      const { error } = schema.safeParse(sarif(...reports));
      expect(error?.issues ?? []).toEqual([]);
    }
  });

  it('is held to that schema: what does not belong is refused', () => {
    const schema = z.fromJSONSchema(officialSchema());
    const log = sarif(mixed);
    const [run] = log.runs;
    const damaged = [
      { ...log, version: '2.0.0' },
      { ...log, runs: [{ ...run, results: [{ ...run.results[0], level: 'grave' }] }] },
      { ...log, runs: [{ ...run, results: [{ ...run.results[0], message: undefined }] }] },
      { ...log, runs: [{ ...run, rules: [] }] },
    ];
    for (const one of damaged) expect(schema.safeParse(JSON.parse(JSON.stringify(one))).success).toBe(false);
  });

  it('has a result for each finding, and none for what passed or is undecided', () => {
    const [{ results }] = sarif(mixed).runs;
    expect(results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
      ['nuisance/large', 'warning'],
      ['data/negative-weights', 'note'],
      ['model/output', 'error'],
      ['nuisance/large', 'warning'],
      ['nuisance/large', 'warning'],
    ]);
  });

  it('says of each rule what code scanning shows of it', () => {
    const [{ tool, results }] = sarif(mixed).runs;
    for (const { ruleId, ruleIndex } of results) {
      expect(tool.driver.rules[ruleIndex]).toMatchObject({
        id: ruleId,
        shortDescription: { text: checkInfo(ruleId)!.title },
        fullDescription: { text: checkInfo(ruleId)!.title },
        help: { text: `# ${ruleId}`, markdown: `# ${ruleId}` },
        helpUri: `https://example.com/pullscope/docs/checks/${ruleId}.md`,
      });
    }
  });

  it('has a rule for every code that a finding may have', () => {
    const all = located(catalogue.map(({ code }, line) => outcome(line, { code })));
    expect(sarif(all).runs[0].tool.driver.rules.map(({ id }) => id)).toEqual(catalogue.map(({ code }) => code).sort());
  });

  it('counts lines and columns from 1, and ends behind the last character', () => {
    const [{ results }] = sarif(mixed).runs;
    expect(results[0]!.locations[0].physicalLocation).toMatchObject({
      artifactLocation: { uri: 'tth/pullscope.yaml', uriBaseId: 'SRCROOT' },
      region: { startLine: 5, startColumn: 3, endLine: 5, endColumn: 9 },
    });
    expect(results[1]!.relatedLocations[0]!.physicalLocation.region['startLine']).toBe(2);
  });

  it('writes names of files as URIs', () => {
    const named = (name: string) =>
      sarif(located([outcome(1)], [], name)).runs[0].results[0]!.locations[0].physicalLocation.artifactLocation.uri;
    expect(named('my analyses/tt+H #1.pullscope.yaml')).toBe('my%20analyses/tt%2BH%20%231.pullscope.yaml');
    expect(named('sub\\pullscope.yaml')).toBe('sub/pullscope.yaml');
    expect(named('/home/me/pullscope.yaml')).toBe('file:///home/me/pullscope.yaml');
  });

  it('suppresses what a comment or the baseline silences, with the reason', () => {
    const [{ results }] = sarif(mixed).runs;
    expect(
      results.map(({ suppressions }) => suppressions?.map(({ kind, justification }) => [kind, justification])),
    ).toEqual([
      undefined,
      undefined,
      undefined,
      [['inSource', 'symmetrised later']],
      [['external', 'accepted in the review']],
    ]);
  });

  it('knows a finding again whose line, message and worst row have changed', () => {
    const before = outcome(4, { target: { nuisance: 'jes', side: 'up', class: 0 } });
    const after = outcome(9, { target: { nuisance: 'jes', side: 'down', class: 1 }, message: 'Larger.' });
    const fingerprintOf = (one: typeof before) => sarif(located([one])).runs[0].results[0]!.partialFingerprints;
    expect(fingerprintOf(after)).toEqual(fingerprintOf(before));
    expect(fingerprintOf({ ...before, target: { nuisance: 'jer' } })).not.toEqual(fingerprintOf(before));
    expect(fingerprintOf({ ...before, code: 'nuisance/noise' })).not.toEqual(fingerprintOf(before));
  });

  it('gives no two results of a run the same fingerprint', () => {
    const twice = located([outcome(4), outcome(4)]);
    const prints = sarif(twice, { ...twice, name: 'other' }).runs[0].results.map((one) => one.partialFingerprints);
    expect(new Set(prints.map((print) => JSON.stringify(print))).size).toBe(4);
  });
});

type JsonSchema = Parameters<typeof z.fromJSONSchema>[0];

/** zod takes a reference to a URI for a whole one: those are looked at in a test of their own. */
function officialSchema(): JsonSchema {
  const text = readFileSync(inRepository('test/fixtures/sarif/sarif-schema-2.1.0.json'), 'utf8');
  return JSON.parse(text, (_key, value: unknown) => (value === 'uri-reference' ? undefined : value)) as JsonSchema;
}
