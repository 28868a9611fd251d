/** What is the same in every page: it says that it is there, shows the states that it is sent, and tells its errors. */
import { element } from './element';
import { connectHost, errorMessage, type Host } from './host';

/**
 * To be called once.
 * @param failed says that it cannot be shown, and why not
 */
export function runPage<Sent, State>(
  make: (root: HTMLElement, host: Host<Sent, State>) => { show(state: State): void },
  failed: (reason: string) => string,
): void {
  const host = connectHost<Sent, State>();
  window.addEventListener('error', (event) => host.report(event.error ?? event.message, 'page'));
  window.addEventListener('unhandledrejection', (event) => host.report(event.reason, 'page'));

  const root = document.getElementById('root') ?? document.body.appendChild(element('main'));
  const page = make(root, host);

  const failure = element('p', { class: 'card-error', attributes: { role: 'alert', hidden: '' } });
  root.before(failure);

  host.onState((state) => {
    failure.hidden = true;
    try {
      page.show(state);
    } catch (error) {
      host.report(error, 'page');
      failure.textContent = failed(errorMessage(error));
      failure.hidden = false;
    }
  });
  host.send({ type: 'ready' });
}
