import { mount } from 'svelte';
import './tokens.css';
import './lib/components/popup.css';
import { call } from '$lib/ipc';
import { forgetLink } from '$lib/ipc/request';
import { watchErrors } from '$lib/errors';
import App from './App.svelte';
import { restoreAppearance } from '$lib/session.svelte';

watchErrors();
forgetLink();
// What draws charts writes numbers in the browser's language as soon as it is loaded. Of a system without a language
// (`LANG=C`), WebKit says `c`, which is none: no run could be shown.
try {
  Intl.getCanonicalLocales(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en' });
}
// Called before anything is drawn, so that the answer arrives while the frame is painted.
const begun = call('initial_state');
begun.catch(() => {});
// If French cannot be loaded now, the window begins in English.
await restoreAppearance().catch(() => {});
mount(App, { target: document.body, props: { begun } });
