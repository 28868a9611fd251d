import { l10n } from 'vscode';
import type { ConfigPath } from '../../config/analysis';

/** Whether `path` is `ancestor` or lies below it. */
export function within(path: ConfigPath, ancestor: ConfigPath): boolean {
  return ancestor.length <= path.length && ancestor.every((key, depth) => path[depth] === key);
}

/** What a path stands in, in words: `nuisance pileup`; `undefined` where that is the whole file. */
export function describePath(path: ConfigPath): string | undefined {
  const [section, name] = path;
  if (typeof section !== 'string') return undefined;
  const entry = typeof name === 'string' ? entryOf(section, name) : undefined;
  return entry ?? sectionNamed(section);
}

function entryOf(section: string, name: string): string | undefined {
  switch (section) {
    case 'samples':
      return l10n.t('sample {0}', name);
    case 'models':
      return l10n.t('model {0}', name);
    case 'nuisances':
      return l10n.t('nuisance {0}', name);
    case 'application':
      return l10n.t('application {0}', name);
    default:
      return undefined;
  }
}

function sectionNamed(section: string): string | undefined {
  switch (section) {
    case 'samples':
      return l10n.t('samples');
    case 'models':
      return l10n.t('models');
    case 'nuisances':
      return l10n.t('nuisances');
    case 'application':
      return l10n.t('application');
    case 'model':
      return l10n.t('model');
    case 'nominal':
      return l10n.t('nominal');
    case 'protected':
      return l10n.t('protected variables');
    case 'pulls':
      return l10n.t('pulls');
    case 'learned':
      return l10n.t('what is learned');
    case 'corruptions':
      return l10n.t('corruptions');
    case 'inference':
      return l10n.t('the fit');
    case 'abcd':
      return l10n.t('predicted regions');
    case 'undetected':
      return l10n.t('undetected shifts');
    case 'emulator':
      return l10n.t('the emulator');
    default:
      return undefined;
  }
}
