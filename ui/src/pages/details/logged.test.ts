import { flushSync, mount, tick, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { call, type LoggedList } from '$lib/ipc';
import Logged from './Logged.svelte';

vi.mock('$lib/ipc', async (actual) => ({
  ...(await actual<typeof import('$lib/ipc')>()),
  call: vi.fn(),
  on: vi.fn(() => () => undefined),
}));

const mlflow = { source: 'mlflow' as const, part: '' };
const parameter = (name: string, value: string, part = '') => ({
  source: 'mlflow' as const,
  part,
  name,
  value,
  cut: false,
});

let list: LoggedList;
let page: ReturnType<typeof mount> | null = null;

beforeEach(() => {
  list = { parameters: [], tags: [], datasets: [], models: [], texts: [], notice: null };
  vi.mocked(call).mockImplementation((async () => list) as never);
});

afterEach(async () => {
  if (page) await unmount(page);
  page = null;
  document.body.replaceChildren();
});

async function show() {
  page = mount(Logged, { target: document.body, props: { id: 'r' } });
  await settled();
}

async function settled() {
  for (let turn = 0; turn < 5; turn += 1) await tick();
  flushSync();
}

const text = (testid: string) =>
  document.querySelector(`[data-testid="${testid}"]`)?.textContent.replace(/\s+/g, ' ').trim();

test('a run that logged nothing has no empty section', async () => {
  await show();
  expect(document.body.textContent.trim()).toBe('');
});

test('what was logged is shown by the parts of the training', async () => {
  list.parameters = [parameter('lr', '0.1'), parameter('lr', '0.2', 'child')];
  list.tags = [{ ...parameter('team', 'blue'), cut: true }];
  list.datasets = [{ ...mlflow, name: 'rows', digest: 'ab12', context: 'train', from: '{}' }];
  list.models = [
    { ...mlflow, id: 'm-1', name: 'model', path: 'mlflow/models/model', ready: false },
  ];
  await show();
  expect(text('logged-parameters')).toBe('lr 0.1');
  expect(text('logged-tags')).toBe('team blue…');
  expect(text('logged-datasets')).toBe('rows train ab12 {}');
  expect(text('logged-models')).toBe('model not complete mlflow/models/model m-1');
  expect([...document.querySelectorAll('h3')].map((part) => part.textContent)).toEqual([
    'Part child',
  ]);
  const copy = document.querySelector('[aria-label="Copy the value of team"]');
  expect(copy).toBeTruthy();
});

test('one of thousands of parameters is found by its name or value', async () => {
  list.parameters = Array.from({ length: 5000 }, (_, n) => parameter(`layer ${n}`, `v${n}`));
  await show();
  expect(document.querySelectorAll('dt').length).toBe(200);
  const field = document.querySelector('input')!;
  field.value = 'V4321';
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await settled();
  expect(text('logged-parameters')).toBe('layer 4321 v4321');
  field.value = 'none of them';
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await settled();
  expect(document.querySelectorAll('dt').length).toBe(0);
  expect(document.body.textContent).toContain('Nothing logged contains');
});

test('a text is Markdown in which nothing can be run or asked for', async () => {
  const written = '# Notes\n<script>alert(1)</script><img src="http://example.com/a.png">';
  list.texts = [
    { ...mlflow, source: 'tensorboard', name: 'note', step: 3, text: written, cut: false },
  ];
  await show();
  const details = document.querySelector('details')!;
  expect(details.textContent).toContain('note · step 3');
  expect(details.querySelector('h1')).toBeNull();
  details.open = true;
  details.dispatchEvent(new Event('toggle'));
  await settled();
  expect(details.querySelector('h1')!.textContent).toBe('Notes');
  expect(details.querySelector('script, img[src^="http"]')).toBeNull();
});
