/** What stands for the extension in an exported file: its one state is in the document, and files are downloads. */
import type { Host } from './host';
import type { FromFigures } from './protocol';

/** Id of the script element with the state as JSON. */
const stateId = 'state';

const types: Readonly<Record<Extract<FromFigures, { type: 'save' }>['format'], string>> = {
  csv: 'text/csv;charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
};

export function standaloneHost<Sent, State>(): Host<Sent, State> {
  return {
    standalone: true,
    send: (message) => {
      if (isSave(message)) download(message);
    },
    // There is no log: what fails says so at its place in the page.
    report: () => undefined,
    onState: (listener) => {
      // After the page has been set up, as an extension would answer.
      queueMicrotask(() => listener(JSON.parse(document.getElementById(stateId)?.textContent ?? '') as State));
    },
    kept: () => undefined,
    keep: () => undefined,
  };
}

type Save = Extract<FromFigures, { type: 'save' }>;

function isSave(message: unknown): message is Save {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'save';
}

function download({ name, format, content }: Save): void {
  const bytes = format === 'png' ? Uint8Array.from(atob(content), (character) => character.charCodeAt(0)) : content;
  const address = URL.createObjectURL(new Blob([bytes], { type: types[format] }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
