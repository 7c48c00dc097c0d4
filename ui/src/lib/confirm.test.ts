import { expect, test } from 'vitest';
import { confirm, question } from './components/confirm.svelte';
import { call } from './ipc';
import { otherProject } from './ipc/testing';
import { enter, setProject } from './project.svelte';

const ask = () => confirm({ title: 'Remove x?', text: '', action: 'Remove' });

test('a question is dismissed when the window changes to another project', async () => {
  setProject((await call('initial_state')).project);
  const answer = ask();
  await enter(otherProject);
  expect(question()).toBeNull();
  expect(await answer).toBe(false);
});
