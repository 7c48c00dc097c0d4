import { expect, test } from 'vitest';
import { Log, textOf } from './log.svelte';

function growing() {
  let total = 0;
  const reads: number[] = [];
  const log = new Log(async (from, count) => {
    reads.push(count);
    const first = from ?? Math.max(0, total - count);
    const length = Math.max(0, Math.min(count, total - first));
    const line = (text: string) => ({
      spans: [{ text, look: '', color: null, background: null }],
      at: null,
      kind: null,
    });
    const lines = Array.from({ length }, (_, i) => line(`line ${first + i}`));
    return { first, lines, total, bytes: total * 10 };
  });
  return { log, reads, write: (lines: number) => (total += lines) };
}

test('while the end is followed, every visible line is loaded', async () => {
  const { log, write } = growing();
  for (const lines of [3, 40, 5000, 1, 200_000]) {
    write(lines);
    await log.again();
    expect(textOf(log.at(log.total - 1))).toBe(`line ${log.total - 1}`);
    for (let i = Math.max(0, log.total - 60); i < log.total; i += 1)
      expect(log.at(i)).toBeDefined();
  }
  expect(log.total).toBe(205_044);
  expect(log.unseen).toBe(0);
});

test('a user who scrolls up stays there, and sees how many lines are new', async () => {
  const { log, write } = growing();
  write(10_000);
  await log.again();
  log.look(2000, 50);
  log.stick(false);
  await log.again();
  expect(textOf(log.at(2000))).toBe('line 2000');
  write(77);
  await log.again();
  expect(textOf(log.at(2000))).toBe('line 2000');
  expect(log.unseen).toBe(77);
  log.stick(true);
  await log.again();
  expect(log.unseen).toBe(0);
  expect(textOf(log.at(10_076))).toBe('line 10076');
});

test('memory does not grow with the log', async () => {
  const { log, reads, write } = growing();
  for (let i = 0; i < 100; i += 1) {
    write(50_000);
    await log.again();
  }
  expect(Math.max(...reads)).toBeLessThan(500);
  expect(log.at(log.total - 2000)).toBeUndefined();
});

test('at the end, as many lines are loaded as are folded into what is visible', async () => {
  const { log, write } = growing();
  write(10_000);
  await log.again();
  log.look(9000, 1000);
  await expect.poll(() => log.at(9000)).toBeDefined();
  expect(log.stuck).toBe(true);
});
