/** Entry of the model page. */
import { l10n } from './l10n';
import { ModelPage } from './model/modelPage';
import type { FromModelPage, ModelState } from './modelProtocol';
import { runPage } from './runPage';

runPage<FromModelPage, ModelState>(
  (root, host) => new ModelPage(root, host),
  (reason) => l10n.t('The model cannot be shown: {0}', reason),
);
