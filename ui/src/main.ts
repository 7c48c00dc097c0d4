import { mount } from 'svelte';
import './tokens.css';
import './lib/components/popup.css';
import { call } from '$lib/ipc';
import { forgetLink } from '$lib/ipc/request';
import { watchErrors } from '$lib/errors';
import App from './App.svelte';
import { asLastTime } from '$lib/session.svelte';

watchErrors();
forgetLink();
// Asked before anything is drawn: the answer is on its way while the frame is painted.
const begun = call('begin');
begun.catch(() => {});
await asLastTime();
mount(App, { target: document.body, props: { begun } });
