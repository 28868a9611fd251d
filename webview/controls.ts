/**
 * The page's controls. This is the only module that knows the webview UI toolkit, which is archived upstream: to
 * replace it, replace this file.
 */
import { provideVSCodeDesignSystem, vsCodeButton, vsCodeLink } from '@vscode/webview-ui-toolkit';
import { element } from './element';

provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeLink());

export type Emphasis = 'primary' | 'secondary' | 'quiet';

const appearance: Readonly<Record<Emphasis, string>> = { primary: 'primary', secondary: 'secondary', quiet: 'icon' };

/** A button with a text. `label` is what a screen reader says, when the text alone would be ambiguous. */
export function button(text: string, emphasis: Emphasis, onPress: () => void, label = text): HTMLElement {
  const made = element('vscode-button' as 'div', { class: `button button-${emphasis}`, text });
  // Before the appearance: the toolkit calls an unlabelled icon button "Icon Button".
  made.setAttribute('aria-label', label);
  made.setAttribute('appearance', appearance[emphasis]);
  made.addEventListener('click', onPress);
  return made;
}

/** Says whether what a button opens is open. */
export function setExpanded(control: HTMLElement, expanded: boolean): void {
  control.setAttribute('aria-expanded', String(expanded));
}

/** Text that leads somewhere. */
export function link(text: string, onFollow: () => void, label = text): HTMLElement {
  const made = element('vscode-link' as 'a', { class: 'link', text, attributes: { href: '#', 'aria-label': label } });
  made.addEventListener('click', (event) => {
    event.preventDefault();
    onFollow();
  });
  return made;
}
