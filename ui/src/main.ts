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
// Called before anything is drawn, so that the answer arrives while the frame is painted.
const begun = call('initial_state');
begun.catch(() => {});
// If French cannot be loaded now, the window begins in English.
await restoreAppearance().catch(() => {});
mount(App, { target: document.body, props: { begun } });
