import type { Severity, Status } from '../../src/report/report';
import { l10n } from '../l10n';

/** What came of a check, in a word of the reader's language. */
export function statusWord(of: Status | Severity): string {
  switch (of) {
    case 'pass':
      return l10n.t('pass');
    case 'finding':
      return l10n.t('finding');
    case 'undecided':
      return l10n.t('undecided');
    case 'skipped':
      return l10n.t('skipped');
    case 'error':
      return l10n.t('error');
    case 'warning':
      return l10n.t('warning');
    case 'information':
      return l10n.t('information');
    case 'hint':
      return l10n.t('hint');
  }
}
