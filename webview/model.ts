/** Entry of the model page. */
import { ModelPage } from './model/modelPage';
import type { FromModelPage, ModelState } from './modelProtocol';
import { runPage } from './runPage';

runPage<FromModelPage, ModelState>('The model', (root, host) => new ModelPage(root, host));
