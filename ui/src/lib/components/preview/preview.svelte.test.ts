import { mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  call,
  type Ask,
  type Entry,
  type Preview as Answer,
  type Refusal,
  type Rows,
} from '$lib/ipc';
import Preview from '../Preview.svelte';

vi.mock('$lib/ipc', async (actual) => ({
  ...(await actual<typeof import('$lib/ipc')>()),
  call: vi.fn(),
}));

type Asked = (path: string, ask: Ask) => Answer | Promise<Answer>;

const entry: Entry = { name: 'a', kind: 'file', bytes: 100, changed: 1 };
let shown: ReturnType<typeof mount> | null = null;

beforeEach(() => {
  // Lists have a height, so that they draw rows.
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(400);
  vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(600);
});

afterEach(async () => {
  if (shown) await unmount(shown);
  shown = null;
  vi.restoreAllMocks();
});

/** What the program answers. */
function program(answer: Asked) {
  vi.mocked(call).mockReset();
  vi.mocked(call).mockImplementation(async (name, ...args) => {
    if (name !== 'preview') throw new Error(`${name} was not expected.`);
    const { path, ask } = asIs(args);
    return { preview: await answer(path, ask), bytes: 100 };
  });
}

/** The types of mocks know only one set of arguments. */
const asIs = (args: unknown) => (args as [{ path: string; ask: Ask }])[0];

/** What was asked, of one kind. */
const asked = (ask: Ask['ask']) =>
  vi
    .mocked(call)
    .mock.calls.map(([, ...args]) => asIs(args).ask)
    .filter((made) => made.ask === ask);

function open(path: string) {
  const props = $state({ tree: { of: 'artifacts', id: 'x' } as const, path, entry });
  shown = mount(Preview, { target: document.body, props });
  return props;
}

const all = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)];
const texts = (selector: string) => all(selector).map(({ textContent }) => textContent!.trim());
const press = (key: string, selector: string) =>
  all(selector)[0]!.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }),
  );
const firstCells = () => texts('[role=row] [role=gridcell]:first-child');

const rows = (from: number, count: number, next: number | null): Rows => ({
  rows: Array.from({ length: count }, (_, i) => ({ cells: [String(1000 - from - i), 'x'] })),
  next,
  endless: false,
});
const table = (read = rows(0, 20, 77)): Answer => ({
  as: 'table',
  columns: [
    { name: 'n', kind: 'integer', declared: null },
    { name: 'letter', kind: 'text', declared: 'BYTE_ARRAY' },
  ],
  cut: false,
  delimiter: 'comma',
  total: null,
  rows: read,
});

test('a table reads more rows with the position that came with those before, and sorts all of them', async () => {
  program((_, ask) => (ask.ask === 'rows' ? { as: 'rows', ...rows(20, 5, null) } : table()));
  open('a.csv');
  await vi.waitFor(() => expect(all('[role=grid]')[0]?.ariaRowCount).toBe('26'));
  expect(asked('rows')).toEqual([{ ask: 'rows', at: 77 }]);
  expect(texts('.title')).toEqual(['n', 'letter']);
  expect(texts('.type')).toEqual(['integer', 'BYTE_ARRAY']);
  expect(firstCells()[0]).toBe('1000');
  all('[role=columnheader] button')[0]!.click();
  await vi.waitFor(() => expect(firstCells()[0]).toBe('976'));
  expect(all('[role=columnheader]')[0]!.ariaSort).toBe('ascending');
  // The rows keep their numbers.
  expect(texts('.gutter .number')[0]).toBe('25');
  all('[role=columnheader] button')[0]!.click();
  await vi.waitFor(() => expect(firstCells()[0]).toBe('1000'));
});

test('statistics are read when they are asked for', async () => {
  const numbers = { count: 3, least: -2, most: 8.5, mean: 3, width: 1, bins: [1, 0, 2] };
  program((_, ask) =>
    ask.ask === 'columns'
      ? {
          as: 'columns',
          columns: [{ name: 'n', kind: 'number', empty: 4, numbers, texts: null }],
          rows: 7,
          all: false,
          read: [1, 4],
        }
      : table(rows(0, 2, null)),
  );
  open('a.csv');
  await vi.waitFor(() => expect(all('[data-testid=preview-statistics]')).toHaveLength(1));
  expect(asked('columns')).toEqual([]);
  all('[data-testid=preview-statistics]')[0]!.click();
  await vi.waitFor(() => expect(texts('dd')).toEqual(['4', '-2', '3', '8.5']));
  expect(all('svg[role=img]')[0]!.ariaLabel).toBe('Histogram of n, from -2 to 8.5');
  expect(document.body.textContent).toContain('25 %');
});

const value = (key: string | null, kind: 'number' | 'array', start: number) => ({
  key,
  kind,
  shown: kind === 'array' ? '[1, …' : '1',
  cut: false,
  start,
  end: null,
});
const children = (values: ReturnType<typeof value>[]): Answer => ({
  as: 'json',
  of: 'object',
  first: 0,
  values,
  next: null,
  broken: null,
});

test('what is in a JSON value is read when it is unfolded, by keys as well', async () => {
  program((_, ask) =>
    ask.ask === 'children'
      ? children([value(null, 'number', 41), value(null, 'number', 44)])
      : children([value('loss', 'array', 40), value('epochs', 'number', 90)]),
  );
  open('a.json');
  await vi.waitFor(() => expect(all('[role=treeitem]')).toHaveLength(2));
  expect(asked('children')).toEqual([]);
  expect(all('[role=treeitem]')[0]!.ariaExpanded).toBe('false');
  press('ArrowRight', '[role=tree]');
  await vi.waitFor(() => expect(all('[role=treeitem]')).toHaveLength(4));
  expect(asked('children')).toEqual([{ ask: 'children', start: 40, from: null, most: 200 }]);
  expect(all('[role=treeitem]')[1]!.getAttribute('aria-level')).toBe('2');
  press('ArrowRight', '[role=tree]');
  press('ArrowLeft', '[role=tree]');
  press('ArrowLeft', '[role=tree]');
  await vi.waitFor(() => expect(all('[role=treeitem]')).toHaveLength(2));
  // What was read once is there.
  press('ArrowRight', '[role=tree]');
  await vi.waitFor(() => expect(all('[role=treeitem]')).toHaveLength(4));
  expect(asked('children')).toHaveLength(1);
});

test('the rest of a JSON value is read once it comes into view, from where the value begins', async () => {
  const mark = { at: 60, index: 1, within: { depth: 0, string: false, escaped: false } };
  program((_, ask) => {
    if (ask.ask === 'hex') return { as: 'hex', digits: 'efbbbf0a7b', at: 0, next: null };
    if (ask.ask === 'children') return children([value('b', 'number', 61)]);
    return { ...children([value('a', 'number', 10)]), next: mark } as Answer;
  });
  open('a.json');
  await vi.waitFor(() => expect(texts('[role=treeitem] .key')).toEqual(['a', 'b']));
  expect(asked('children')).toEqual([{ ask: 'children', start: 4, from: mark, most: 200 }]);
});

test('lines that are JSON are numbered, and more of them are read by their position', async () => {
  program((_, ask) =>
    ask.ask === 'rows'
      ? { as: 'lines', values: [value(null, 'array', 50)], next: null }
      : { as: 'lines', values: [value(null, 'array', 0), value(null, 'number', 20)], next: 50 },
  );
  open('a.jsonl');
  await vi.waitFor(() => expect(texts('[role=treeitem] .key')).toEqual(['1', '2', '3']));
  expect(asked('rows')).toEqual([{ ask: 'rows', at: 50 }]);
});

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
  await vi.waitFor(() => expect(asked('open')).toHaveLength(1));
  props.path = 'quick.pkl';
  await vi.waitFor(() => expect(document.body.textContent).toContain('numpy.ndarray'));
  answerFirst(pickle('late.Class'));
  await new Promise((resume) => setTimeout(resume, 20));
  expect(document.body.textContent).not.toContain('late.Class');
});

test('a file that changes is read again, and what was shown stays until then', async () => {
  let answers = 0;
  program(() => pickle(`class.Number${(answers += 1)}`));
  const props = open('a.pkl');
  await vi.waitFor(() => expect(document.body.textContent).toContain('class.Number1'));
  const list = all('ul')[0];
  props.entry = { ...entry, changed: 2 };
  await vi.waitFor(() => expect(document.body.textContent).toContain('class.Number2'));
  expect(all('ul')[0]).toBe(list);
});

test('a file that changes faster than it is read is shown all the same', async () => {
  const answers: ((answer: Answer) => void)[] = [];
  program(() => new Promise<Answer>((resolve) => answers.push(resolve)));
  const props = open('a.pkl');
  for (const changed of [2, 3]) {
    await vi.waitFor(() => expect(answers).toHaveLength(changed - 1));
    props.entry = { ...entry, changed };
  }
  await vi.waitFor(() => expect(answers).toHaveLength(3));
  answers[1]!(pickle('the.Second'));
  await vi.waitFor(() => expect(document.body.textContent).toContain('the.Second'));
  // An earlier one does not replace it, a later one does.
  answers[0]!(pickle('the.First'));
  answers[2]!(pickle('the.Third'));
  await vi.waitFor(() => expect(document.body.textContent).toContain('the.Third'));
  expect(document.body.textContent).not.toContain('the.First');
});

test('pieces that were read are read again when the file has changed, and replaced at once', async () => {
  let version = 'a';
  const digits = () => version.repeat(2 * 16 * 40);
  program((_, ask) => {
    const at = ask.ask === 'hex' ? ask.at : 0;
    return { as: 'hex', digits: digits(), at, next: at === 0 ? 640 : null };
  });
  const props = open('a.bin');
  await vi.waitFor(() => expect(all('[role=grid]')).toHaveLength(1));
  all('[data-testid=preview-more]')[0]?.click();
  await vi.waitFor(() => expect(all('[role=grid]')[0]?.ariaRowCount).toBe('81'));
  version = 'b';
  props.entry = { ...entry, changed: 2 };
  await vi.waitFor(() => expect(texts('[role=gridcell]')[1]).toMatch(/^bb/));
  expect(all('[role=grid]')[0]?.ariaRowCount).toBe('81');
  expect(asked('hex')).toHaveLength(2);
});

test('HTML is shown in a frame in which nothing runs, once all of it is there, or as it is written', async () => {
  const text = { encoding: 'utf8', syntax: 'html', kind: 'html' } as const;
  program((_, ask) =>
    ask.ask === 'text'
      ? { as: 'text', ...text, text: '</h1><img src="//evil.example">', at: 9, next: null }
      : { as: 'text', ...text, text: '<h1>Title', at: 0, next: 9 },
  );
  open('report.html');
  await vi.waitFor(() => expect(all('iframe')).toHaveLength(1));
  const frame = all('iframe')[0] as HTMLIFrameElement;
  expect(frame.getAttribute('sandbox')).toBe('');
  expect(frame.srcdoc).toContain('<h1>Title</h1>');
  expect(frame.srcdoc).not.toContain('evil');
  all('[data-testid=preview-source]')[0]!.click();
  await vi.waitFor(() => expect(document.body.textContent).toContain('evil.example'));
  expect(all('iframe')).toHaveLength(0);
});

test('what is refused can be looked at as bytes and as text', async () => {
  const refusal: Refusal = { code: 'preview-broken', text: 'Damaged.', field: null, row: null };
  program((_, ask) => {
    if (ask.ask !== 'hex') throw refusal;
    return { as: 'hex', digits: '48690a', at: 0, next: null };
  });
  open('a.png');
  await vi.waitFor(() => expect(texts('[role=alert]')).toEqual(['Damaged.']));
  expect(all('[data-testid=preview-as-text]')).toHaveLength(1);
  all('[data-testid=preview-as-hex]')[0]!.click();
  await vi.waitFor(() => expect(texts('[role=gridcell]')).toEqual(['00000000', '48 69 0a', 'Hi·']));
  expect(texts('[role=alert]')).toEqual([]);
});

test('the next file is shown as what it is again', async () => {
  program((_, ask) =>
    ask.ask === 'hex' ? { as: 'hex', digits: '00', at: 0, next: null } : pickle('a.B'),
  );
  const props = open('a.pkl');
  await vi.waitFor(() => expect(document.body.textContent).toContain('a.B'));
  all('[data-testid=preview-as-hex]')[0]!.click();
  await vi.waitFor(() => expect(all('[role=grid]')).toHaveLength(1));
  props.path = 'b.pkl';
  await vi.waitFor(() => expect(all('[role=grid]')).toHaveLength(0));
  expect(all('[data-testid=preview-as-open]')[0]!.ariaPressed).toBe('true');
});
