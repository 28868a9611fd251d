/** Entry of the plots page. */
import { PlotsPage } from './plotsPage';
import type { PlotsState, ToHost } from './protocol';
import { runPage } from './runPage';

runPage<ToHost, PlotsState>('The plots', (root, host) => new PlotsPage(root, host));
