/** Entry of the plots page: connects it to the extension and asks for its state. */
import { element } from './element';
import { connectHost, errorMessage } from './host';
import { PlotsPage } from './plotsPage';

const host = connectHost();

window.addEventListener('error', (event) => host.report(event.error ?? event.message, 'page'));
window.addEventListener('unhandledrejection', (event) => host.report(event.reason, 'page'));

const root = document.getElementById('root') ?? document.body.appendChild(element('main'));
const page = new PlotsPage(root, host);

const failure = element('p', { class: 'card-error', attributes: { role: 'alert', hidden: '' } });
root.before(failure);

host.onMessage(({ state }) => {
  failure.hidden = true;
  try {
    page.show(state);
  } catch (error) {
    host.report(error, 'page');
    failure.textContent = `The plots cannot be shown: ${errorMessage(error)}`;
    failure.hidden = false;
  }
});
host.send({ type: 'ready' });
