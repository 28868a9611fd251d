/** Entry of the plots page. */
import { l10n } from './l10n';
import { PlotsPage } from './plotsPage';
import type { PlotsState, ToHost } from './protocol';
import { runPage } from './runPage';

runPage<ToHost, PlotsState>(
  (root, host) => new PlotsPage(root, host),
  (reason) => l10n.t('The plots cannot be shown: {0}', reason),
);
