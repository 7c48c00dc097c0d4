import { expect, test } from 'vitest';
import { call, listen, on, refusal } from '.';
import { send } from './testing';

test('whatever goes wrong becomes a refusal', async () => {
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

test('events reach their listeners, until these are removed', async () => {
  const received: string[] = [];
  const off = on('show', ({ id }) => received.push(id));
  await listen();
  send({ event: 'show', id: 'a' });
  send({ event: 'store' });
  off();
  send({ event: 'show', id: 'b' });
  expect(received).toEqual(['a']);
});
