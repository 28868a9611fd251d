import type { Scalar } from 'yaml';
import type { ConfigPath } from './analysis';
import type { Problem } from './problem';
import { scalarText, spanOf, type YamlSource } from './yamlSource';

/**
 * Plain words and numbers that other YAML readers take for something else: this file is YAML 1.2, while PyYAML, which
 * most of the field's scripts use, reads YAML 1.1. Both readings are made and compared.
 * @see https://yaml.org/type/float.html, https://yaml.org/type/int.html, https://yaml.org/type/bool.html
 */
export function yamlTraps(source: YamlSource): readonly Problem[] {
  const problems: Problem[] = [];
  source.eachScalar((scalar, path, isKey) => {
    if (scalar.type !== 'PLAIN' || scalar.source === undefined || scalar.source === '') return;
    if (isLevel(path, isKey)) return;
    if (source.joined.has(scalar)) {
      problems.push(splitCall(scalar, source));
      return;
    }
    const other = readByPyYaml(scalar.source);
    const own = isKey ? scalar.source : scalar.value;
    if (isKey ? typeof other === 'number' || typeof other === 'string' : other === own) return;
    const text = replacement(scalar, isKey);
    const range = source.rangeOf(spanOf(scalar));
    problems.push({
      code: 'config/yaml-trap',
      severity: 'warning',
      message: `'${scalar.source}' is ${kindOf(own)} here, but ${kindOf(other)} to PyYAML and other readers of YAML 1.1: write ${text}.`,
      range,
      fix: { range, text, title: `Write ${text}` },
    });
  });
  return problems;
}

function splitCall(scalar: Scalar, source: YamlSource): Problem {
  const range = source.rangeOf(spanOf(scalar));
  const text = quoted(scalarText(scalar));
  return {
    code: 'config/yaml-trap',
    severity: 'warning',
    message: `Other YAML readers split this at its comma, as it stands in braces or brackets: write ${text}.`,
    range,
    fix: { range, text, title: `Write ${text}` },
  };
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** `off` is our own word for the level of a check, and false is taken for it. */
function isLevel(path: ConfigPath, isKey: boolean): boolean {
  return !isKey && path[0] === 'checks' && (path.length === 2 || (path.length === 3 && path[2] === 'level'));
}

type Reading = string | number | boolean | null | Date;

const booleans = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;

/** A plain scalar as PyYAML's `safe_load` takes it. */
function readByPyYaml(text: string): Reading {
  if (/^(?:~|null|Null|NULL)$/.test(text)) return null;
  if (booleans.test(text)) return /^(?:yes|on|true)$/i.test(text);
  const sign = text.startsWith('-') ? -1 : 1;
  const digits = text.replace(/^[-+]/, '').replace(/_/g, '');
  if (/^[-+]?0b[01_]+$/.test(text)) return sign * Number.parseInt(digits.slice(2), 2);
  if (/^[-+]?0x[0-9a-fA-F_]+$/.test(text)) return sign * Number.parseInt(digits.slice(2), 16);
  if (/^[-+]?0[0-7_]+$/.test(text)) return sign * Number.parseInt(digits, 8);
  if (/^[-+]?(?:0|[1-9][0-9_]*)$/.test(text)) return sign * Number(digits);
  if (/^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/.test(text)) {
    return sign * digits.split(':').reduce((sum, part) => 60 * sum + Number(part), 0);
  }
  if (/^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?)$/.test(text)) {
    return sign * Number(digits);
  }
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(text)) return sign * Infinity;
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return new Date(text);
  return text;
}

/** What both kinds of reader take for the same. */
function replacement(scalar: Scalar, isKey: boolean): string {
  const text = scalar.source ?? '';
  if (isKey || typeof scalar.value !== 'number') return quoted(text);
  const exponent = /^([-+]?)(\d*)\.?(\d*)[eE]([-+]?)(\d+)$/.exec(text);
  if (exponent === null) return String(scalar.value);
  const [, sign = '', whole = '', fraction = '', exponentSign = '', power = ''] = exponent;
  return `${sign}${whole === '' ? '0' : whole}.${fraction === '' ? '0' : fraction}e${exponentSign === '' ? '+' : exponentSign}${power}`;
}

function kindOf(value: unknown): string {
  if (value === null) return 'nothing';
  if (value instanceof Date) return 'a date';
  if (typeof value === 'string') return 'text';
  return typeof value === 'number' ? `the number ${value}` : String(value === true);
}
