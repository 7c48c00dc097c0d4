import { expect, test } from 'vitest';
import { confirm, question } from './components/confirm.svelte';
import { call } from './ipc';
import { otherProject } from './ipc/testing';
import { enter, worksIn } from './project.svelte';

const ask = () => confirm({ title: 'Remove x?', text: '', action: 'Remove' });

test('what is asked in one project is no question in another', async () => {
  worksIn((await call('begin')).project);
  const answer = ask();
  await enter(otherProject);
  expect(question()).toBeNull();
  expect(await answer).toBe(false);
});
