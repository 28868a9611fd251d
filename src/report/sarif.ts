/**
 * Findings as SARIF 2.1.0 (OASIS), in the form that code scanning of GitHub and GitLab takes: one run with a rule for
 * each code. Only findings are results; what was measured besides is in the JSON form.
 */
import type { CheckInfo } from '../config/checkInfo';
import type { TextRange } from '../config/document';
import { findingIdentity } from './findingIdentity';
import type { LocatedOutcome, LocatedReport, SilencedOutcome } from './located';
import type { Severity } from './report';

export interface SarifTool {
  readonly version: string;
  /** Where the pages of the codes can be read: `<pages>/nuisance/large.md`. */
  readonly pages: string;
  /** Of each code that may occur: what the catalogue says, and the text of its page. */
  readonly rule: (code: string) => { readonly info: CheckInfo; readonly page: string };
}

export function sarifReport(reports: readonly LocatedReport[], tool: SarifTool): object {
  const results = reports.flatMap((report) => resultsOf(report));
  const codes = [...new Set(results.map(({ finding }) => finding.code))].sort();
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Pullscope',
            semanticVersion: tool.version,
            informationUri: tool.pages,
            rules: codes.map((code) => ruleOf(code, tool)),
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { SRCROOT: { description: { text: 'The folder in which the command was run.' } } },
        results: results.map((result) => resultOf(result, codes)),
      },
    ],
  };
}

interface Result {
  readonly name: string;
  readonly finding: LocatedOutcome;
  readonly silenced: Pick<SilencedOutcome, 'by' | 'reason'> | undefined;
  /** The same in every run of the same findings. */
  readonly fingerprint: string;
}

function resultsOf({ name, outcomes, silenced }: LocatedReport): Result[] {
  const seen = new Map<string, number>();
  const told = outcomes.filter(({ status, severity }) => status === 'finding' && severity !== 'hint');
  return [
    ...told.map((finding) => ({ finding, silenced: undefined })),
    ...silenced.map((one) => ({ finding: one, silenced: one })),
  ].map(({ finding, silenced: by }) => {
    const identity = `${name} ${findingIdentity(finding)}`;
    const count = (seen.get(identity) ?? 0) + 1;
    seen.set(identity, count);
    return { name, finding, silenced: by, fingerprint: count === 1 ? identity : `${identity} ${count.toString()}` };
  });
}

function ruleOf(code: string, { pages, rule }: SarifTool): object {
  const { info, page } = rule(code);
  const helpUri = `${pages}/${code}.md`;
  return {
    id: code,
    name: pascalCase(code),
    shortDescription: { text: info.title },
    fullDescription: { text: info.title },
    help: { text: page, markdown: page },
    helpUri,
    defaultConfiguration: { level: levels[info.level] },
    properties: { tags: [code.split('/', 1)[0]], 'problem.severity': problemSeverities[info.level] },
  };
}

function resultOf({ name, finding, silenced, fingerprint }: Result, codes: readonly string[]): object {
  return {
    ruleId: finding.code,
    ruleIndex: codes.indexOf(finding.code),
    level: levels[finding.severity],
    message: { text: finding.message },
    locations: [{ physicalLocation: physicalLocation(name, finding.range) }],
    relatedLocations: finding.related.map(({ range, message }, id) => ({
      id,
      physicalLocation: physicalLocation(name, range),
      message: { text: message },
    })),
    partialFingerprints: { 'pullscopeFinding/v1': fingerprint },
    properties: { target: finding.target, evidence: finding.evidence },
    ...(silenced && {
      suppressions: [
        {
          kind: silenced.by === 'comment' ? 'inSource' : 'external',
          status: 'accepted',
          justification: silenced.reason,
        },
      ],
    }),
    ...(silenced?.by === 'baseline' && { baselineState: 'unchanged' }),
  };
}

/** SARIF counts lines and columns from 1; an end column is the one behind the last character. */
function physicalLocation(name: string, { start, end }: TextRange): object {
  return {
    artifactLocation: { uri: relativeUri(name), uriBaseId: 'SRCROOT' },
    region: {
      startLine: start.line + 1,
      startColumn: start.character + 1,
      endLine: end.line + 1,
      endColumn: end.character + 1,
    },
  };
}

/** A path as a URI reference; without a scheme it is relative to where the command was run. */
function relativeUri(name: string): string {
  const parts = name.replaceAll('\\', '/').split('/').map(encodeURIComponent);
  return /^[A-Za-z]:/.test(name) || name.startsWith('/') ? `file://${parts.join('/')}` : parts.join('/');
}

const levels: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

const problemSeverities = { error: 'error', warning: 'warning', information: 'recommendation' } as const;

function pascalCase(code: string): string {
  return code.replaceAll(/(?:^|[/-])([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
