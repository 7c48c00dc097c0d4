import { expect, test } from 'vitest';
import { call, listen, on, refusal } from '.';
import { send } from './testing';

test('whatever goes wrong is a refusal', async () => {
  await expect(call('run', { id: 'nowhere' })).rejects.toMatchObject({
    code: 'run-unknown',
    text: expect.stringContaining('nowhere'),
  });
  expect(refusal(new Error('the other end hung up'))).toEqual({
    code: 'unexpected',
    text: 'the other end hung up',
    field: null,
    row: null,
  });
  expect(refusal('no such command').text).toBe('no such command');
});

test('events reach those who listen to them, until they stop', async () => {
  const heard: string[] = [];
  const off = on('show', ({ id }) => heard.push(id));
  await listen();
  send({ event: 'show', id: 'a' });
  send({ event: 'store' });
  off();
  send({ event: 'show', id: 'b' });
  expect(heard).toEqual(['a']);
});
