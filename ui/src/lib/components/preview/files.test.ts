import { expect, test, vi } from 'vitest';
import type { Preview as Answer, Refusal } from '$lib/ipc';
import { all, asked, entry, open, program, texts } from './testing.svelte';

vi.mock('$lib/ipc', async (actual) => ({
  ...(await actual<typeof import('$lib/ipc')>()),
  call: vi.fn(),
}));

const pickle = (name: string): Answer => ({
  as: 'pickle',
  protocol: 4,
  names: [name],
  whole: true,
  packed: false,
});

test('an answer that comes late for another file is dropped', async () => {
  let answerFirst = (_: Answer) => {};
  program((path) =>
    path === 'slow.pkl'
      ? new Promise<Answer>((resolve) => (answerFirst = resolve))
      : pickle('numpy.ndarray'),
  );
  const props = open('slow.pkl');
  await expect.poll(() => asked('open')).toHaveLength(1);
  props.path = 'quick.pkl';
  await expect.poll(() => document.body.textContent).toContain('numpy.ndarray');
  answerFirst(pickle('late.Class'));
  await new Promise((resume) => setTimeout(resume, 20));
  expect(document.body.textContent).not.toContain('late.Class');
});

test('a file that changes while somebody reads it is read again when they say so', async () => {
  let answers = 0;
  program(() => pickle(`class.Number${(answers += 1)}`));
  const props = open('a.pkl');
  await expect.poll(() => document.body.textContent).toContain('class.Number1');
  const list = all('ul')[0];
  props.entry = { ...entry, changed: 2 };
  await expect.poll(() => all('[data-testid=preview-again]')).toHaveLength(1);
  expect(asked('open')).toHaveLength(1);
  all('[data-testid=preview-again]')[0]!.click();
  await expect.poll(() => document.body.textContent).toContain('class.Number2');
  expect(all('ul')[0]).toBe(list);
  expect(texts('[data-testid=preview-notice]')).toEqual([]);
});

test('of an empty file, it is said that it is empty', async () => {
  const text = { as: 'text', text: '', next: null, encoding: 'utf8', kind: 'plain', syntax: null };
  program(() => text as Answer, 0);
  open('a.txt');
  await expect.poll(() => document.body.textContent).toContain('This file is empty.');
});

test('a file that could not be read is read again as soon as it changes', async () => {
  const refusal: Refusal = { code: 'preview-broken', text: 'Damaged.', field: null, row: null };
  program(() => {
    if (asked('open').length === 1) throw refusal;
    return pickle('whole.Now');
  });
  const props = open('a.pkl');
  await expect.poll(() => texts('[role=alert]')).toEqual(['Damaged.']);
  props.entry = { ...entry, changed: 2 };
  await expect.poll(() => document.body.textContent).toContain('whole.Now');
});

test('a file that could not be read is read again by a click', async () => {
  const refusal: Refusal = { code: 'preview-slow', text: 'Too slow.', field: null, row: null };
  program(() => {
    if (asked('open').length === 1) throw refusal;
    return pickle('whole.Now');
  });
  open('a.pkl');
  await expect.poll(() => texts('[role=alert]')).toEqual(['Too slow.']);
  all('[data-testid=preview-again]')[0]!.click();
  await expect.poll(() => document.body.textContent).toContain('whole.Now');
});

test('what was read of a file stays when it is gone, and says so', async () => {
  program(() => pickle('a.B'));
  const props = open('a.pkl');
  await expect.poll(() => document.body.textContent).toContain('a.B');
  props.gone = true;
  await expect
    .poll(() => texts('[data-testid=preview-notice]'))
    .toEqual(['This file no longer exists.']);
  expect(document.body.textContent).toContain('a.B');
});

test('a file that changes faster than it is read is shown all the same', async () => {
  const answers: ((answer: Answer) => void)[] = [];
  program(() => new Promise<Answer>((resolve) => answers.push(resolve)));
  const props = open('a.pkl');
  for (const changed of [2, 3]) {
    await expect.poll(() => answers).toHaveLength(changed - 1);
    props.entry = { ...entry, changed };
  }
  await expect.poll(() => answers).toHaveLength(3);
  answers[1]!(pickle('the.Second'));
  await expect.poll(() => document.body.textContent).toContain('the.Second');
  // An earlier one does not replace it, a later one does.
  answers[0]!(pickle('the.First'));
  answers[2]!(pickle('the.Third'));
  await expect.poll(() => document.body.textContent).toContain('the.Third');
  expect(document.body.textContent).not.toContain('the.First');
});

test('what is refused can be looked at as bytes and as text', async () => {
  const refusal: Refusal = { code: 'preview-broken', text: 'Damaged.', field: null, row: null };
  program((_, ask) => {
    if (ask.ask !== 'hex') throw refusal;
    return { as: 'hex', digits: '48690a', at: 0, next: null };
  });
  open('a.png');
  await expect.poll(() => texts('[role=alert]')).toEqual(['Damaged.']);
  expect(all('[data-testid=preview-as-text]')).toHaveLength(1);
  all('[data-testid=preview-as-hex]')[0]!.click();
  await expect.poll(() => texts('[role=gridcell]')).toEqual(['00000000', '48 69 0a', 'Hi·']);
  expect(texts('[role=alert]')).toEqual([]);
});

test('the next file is shown as what it is again', async () => {
  program((_, ask) =>
    ask.ask === 'hex' ? { as: 'hex', digits: '00', at: 0, next: null } : pickle('a.B'),
  );
  const props = open('a.pkl');
  await expect.poll(() => document.body.textContent).toContain('a.B');
  all('[data-testid=preview-as-hex]')[0]!.click();
  await expect.poll(() => all('[role=grid]')).toHaveLength(1);
  props.path = 'b.pkl';
  await expect.poll(() => all('[role=grid]')).toHaveLength(0);
  expect(all('[data-testid=preview-as-open]')[0]!.ariaPressed).toBe('true');
});
