import { tick } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { drop, toasts } from '$lib/components/toasts.svelte';
import { ANY, call, type RunForm } from '$lib/ipc';
import { hold, otherProject, settled } from '$lib/ipc/testing';
import { enter, onProjectChange, setProject } from '$lib/project.svelte';
import { compared, removedParameters, parameterWas } from './changes';
import { Draft } from './draft.svelte';

const newest = {
  filter: { ...ANY, since: '1h' },
  sort: 'created',
  descending: true,
  offset: 0,
  limit: 1,
} as const;

let draft: Draft;

/** What the page's effect does after each change, and the pause until the check. */
async function changed() {
  draft.changed();
  await vi.advanceTimersByTimeAsync(200);
  await settled();
}

beforeEach(async () => {
  sessionStorage.clear();
  setProject((await call('initial_state')).project);
  await enter('default');
  vi.useFakeTimers();
  draft = new Draft();
  await draft.begin();
});

afterEach(() => {
  vi.restoreAllMocks();
  for (const { id } of toasts()) drop(id);
});

test('a mistake is shown at its field once the user has visited it', async () => {
  await changed();
  expect(draft.refusals[0]?.field).toBe('name');
  expect(draft.wrong('name')).toBeNull();
  draft.touch('name');
  await tick();
  expect(draft.wrong('name')).toMatch(/no name/);
  expect(draft.wrong('package')).toBeNull();
});

test('a field that was just filled in does not show its earlier mistake', async () => {
  await changed();
  expect(draft.refusals[0]?.field).toBe('name');
  draft.form!.name = 'mine';
  draft.touch('name');
  draft.changed();
  await tick();
  expect(draft.wrong('name')).toBeNull();
  draft.form!.name = '';
  await changed();
  expect(draft.wrong('name')).toMatch(/no name/);
});

test('Create shows everything that is wrong, each mistake at its field', async () => {
  draft.form!.parameters.push({ name: '', value: '1' }, { name: 'PATH', value: '1' });
  Object.assign(draft.form!, { memory: 'much', cores: 'all', graceSeconds: 3601 });
  Object.assign(draft.form!.when, { is: 'recurring', days: [], time: '25:00' });
  expect(await draft.create()).toBeNull();
  const shown = (
    ['name', 'package', 'dataset', 'memory', 'cores', 'grace', 'days', 'time'] as const
  ).map((field) => draft.wrong(field));
  expect(shown).not.toContain(null);
  expect(draft.wrong('type')).toBeNull();
  expect(draft.wrong('parameters', 1)).toBeNull();
  expect(draft.wrong('parameters', 2)).toMatch(/no name/);
  expect(draft.wrong('parameters', 3)).toMatch(/PATH/);
  expect(draft.wrong(null)).toBeNull();
});

test('a parameter is refused in its own row', async () => {
  const choices = await call('choices');
  draft.choosePackage('churn', choices);
  draft.chooseDataset('dataset', 'wine');
  draft.form?.parameters.push({ name: 'a=b', value: '' });
  draft.touch('parameters');
  await changed();
  expect(draft.wrong('parameters', 1)).toBeNull();
  expect(draft.wrong('parameters', 2)).toMatch(/a=b/);
});

test('dependent fields follow a choice, but a name that the user typed stays', async () => {
  const choices = await call('choices');
  draft.choosePackage('churn', choices);
  expect(draft.form).toMatchObject({ name: 'churn 1.3', version: '1.3' });
  draft.chooseVersion('1.1', choices);
  expect(draft.form?.name).toBe('churn 1.1');
  if (draft.form) draft.form.name = 'mine';
  draft.choosePackage('wine', choices);
  expect(draft.form).toMatchObject({ name: 'mine', package: 'wine', version: '1.2' });
  // None of its versions can be trained, so none is chosen.
  draft.choosePackage('invoice_fields', choices);
  expect(draft.form?.version).toBe('');
});

test('a day to resolve as of that came with a version goes with it', async () => {
  const choices = await call('choices');
  draft.choosePackage('wine', choices);
  expect(draft.form?.asOf).toBe('2019-08-14');
  draft.chooseVersion('1.0', choices);
  expect(draft.form?.asOf).toBe('');
  draft.chooseVersion('1.2', choices);
  expect(draft.form?.asOf).toBe('2019-08-14');
  // A day that the user typed stays, and so does a day that they deleted.
  draft.form!.asOf = '2020-01-31';
  draft.chooseVersion('1.0', choices);
  expect(draft.form?.asOf).toBe('2020-01-31');
  draft.chooseVersion('1.1', choices);
  draft.form!.asOf = '';
  draft.choosePackage('churn', choices);
  draft.choosePackage('wine', choices);
  expect(draft.form).toMatchObject({ version: '1.1', asOf: '' });
});

test('a day that the program suggests is shown as a difference from the run', async () => {
  const id = await failedRun();
  await draft.fill({ from: 'run', id }, '2019-08-14');
  expect(draft.form?.asOf).toBe('2019-08-14');
  expect(draft.original?.asOf).toBe('');
  draft.takeBack('asOf', await call('choices'));
  expect(draft.form?.asOf).toBe('');
});

test('an invalid day is refused at its own field', async () => {
  const choices = await call('choices');
  draft.choosePackage('churn', choices);
  draft.chooseDataset('dataset', 'wine');
  draft.form!.asOf = '14.08.2019';
  draft.touch('asOf');
  await changed();
  expect(draft.wrong('asOf')).toMatch(/14\.08\.2019/);
});

test('another dataset has other folders', async () => {
  draft.chooseDataset('dataset', 'customers');
  draft.chooseDataset('evaluationDataset', 'customers');
  Object.assign(draft.form!, { folder: '2026', evaluationFolder: '2026/test' });
  draft.chooseDataset('dataset', 'customers');
  expect(draft.form?.folder).toBe('2026');
  draft.chooseDataset('dataset', 'wine');
  expect(draft.form).toMatchObject({ folder: '', evaluationFolder: '2026/test' });
});

test('another type brings its own parameters and leaves those of the user', async () => {
  const choices = await call('choices');
  const rows = () => draft.form!.parameters.map(({ name, value }) => `${name}=${value}`);
  draft.form!.parameters[1]!.value = 'true';
  draft.form!.parameters.push({ name: 'epochs', value: '3' });
  draft.chooseKind('full', choices);
  expect(rows()).toEqual([
    'artifacts_directory=artifacts',
    'save_training_data=true',
    'save_test_data=false',
    'training_data_directory=dataset/training',
    'test_data_directory=dataset/test',
    'epochs=3',
  ]);
  draft.chooseKind('evaluation', choices);
  expect(rows()).toEqual(['artifacts_directory=artifacts', 'save_test_data=false', 'epochs=3']);
});

test('each type asks for the datasets that it takes, and forgets none', async () => {
  const choices = await call('choices');
  draft.choosePackage('churn', choices);
  draft.chooseDataset('dataset', 'customers');
  draft.chooseKind('evaluation', choices);
  await changed();
  expect(draft.refusals[0]?.field).toBe('evaluationDataset');
  draft.chooseDataset('evaluationDataset', 'wine');
  await changed();
  expect(draft.sentence).toBe('Evaluates churn 1.3 on wine.');
  draft.chooseKind('full', choices);
  await changed();
  expect(draft.sentence).toMatch(
    /trains churn 1.3 on customers and evaluates it on wine; .*the next version of churn/,
  );
  draft.chooseDataset('evaluationDataset', '');
  await changed();
  expect(draft.sentence).toMatch(
    /^Processes, trains and evaluates churn 1.3 on customers; .*the next version of churn/,
  );
});

test('a version that cannot run another type is reported at once', async () => {
  const choices = await call('choices');
  draft.chooseKind('evaluation', choices);
  draft.choosePackage('invoice_fields', choices);
  expect(draft.form?.version).not.toBe('');
  draft.chooseKind('training', choices);
  await changed();
  expect(draft.wrong('version')).toMatch(/cannot run this pipeline type/);
});

test('what was typed outlives the window', async () => {
  if (draft.form) draft.form.name = 'half done';
  await changed();
  const reloaded = new Draft();
  await reloaded.begin();
  expect(reloaded.form?.name).toBe('half done');
});

test('a form that is filled in again can give back what it replaced', async () => {
  if (draft.form) draft.form.name = 'half done';
  draft.touch('name');
  const before = await draft.fill({ from: 'dataset', dataset: 'wine', state: null });
  expect(draft.form).toMatchObject({ name: '', dataset: 'wine' });
  expect(before?.form?.name).toBe('half done');
});

async function failedRun(): Promise<string> {
  const { rows } = await call('runs', { query: { ...newest, filter: ANY, limit: 50 } });
  return rows.find(({ status }) => status === 'Failed')!.id;
}

// "Create new" would open the form of another run, under its name.
test('what was discarded is gone, and can be brought back, also for a run that is made again', async () => {
  const id = await failedRun();
  await draft.fill({ from: 'run', id });
  expect(draft.discard()).toBeNull();
  await draft.fill({ from: 'run', id });
  draft.form!.name = 'once more';
  await changed();
  const discarded = draft.discard();
  const reloaded = new Draft();
  await reloaded.begin();
  expect(reloaded.form?.name).toBe('');
  draft.bringBack(discarded!);
  await draft.begin();
  expect(draft.form?.name).toBe('once more');
  expect(draft.original).not.toBeNull();
});

test('a draft that was restored still counts as begun', async () => {
  draft.form!.name = 'half done';
  const before = await draft.fill({ from: 'dataset', dataset: 'wine', state: null });
  draft.restore(before!);
  const again = await draft.fill({ from: 'dataset', dataset: 'customers', state: null });
  expect(again?.form?.name).toBe('half done');
});

test('a draft from before a reload of the window still counts as begun', async () => {
  draft.form!.name = 'half done';
  await changed();
  const reloaded = new Draft();
  const before = await reloaded.fill({ from: 'dataset', dataset: 'wine', state: null });
  expect(before?.form?.name).toBe('half done');
});

test('a draft counts as begun exactly if it differs from how it was filled in', async () => {
  const filled = () => draft.fill({ from: 'dataset', dataset: 'wine', state: null });
  await filled();
  draft.touch('name');
  expect(await filled()).toBeNull();
  draft.form!.when.is = 'recurring';
  expect((await filled())?.form?.when.is).toBe('recurring');
  draft.form!.parameters.pop();
  expect(await filled()).not.toBeNull();
});

test('a field that was left just before Create leaves nothing behind', async () => {
  await filled();
  draft.leave('name');
  await draft.create();
  await vi.advanceTimersByTimeAsync(300);
  expect(await draft.fill({ from: 'dataset', dataset: 'wine', state: null })).toBeNull();
});

test('a field of a form that was replaced is not blamed in the next one', async () => {
  draft.leave('name');
  await draft.fill({ from: 'dataset', dataset: 'wine', state: null });
  await changed();
  await vi.advanceTimersByTimeAsync(300);
  expect(draft.refusals[0]?.field).toBe('name');
  expect(draft.wrong('name')).toBeNull();
});

test('the draft is removed once it has become a run', async () => {
  const choices = await call('choices');
  draft.choosePackage('churn', choices);
  draft.chooseDataset('dataset', 'wine');
  await changed();
  expect(draft.refusals).toEqual([]);
  expect(draft.sentence).toMatch(/churn 1.3 on wine/);
  expect(await draft.create()).toMatchObject({ page: 'run', tab: 'overview' });
  const { rows } = await call('runs', { query: newest });
  expect(rows[0]?.status).toBe('Queued');
  expect(draft.form).toBeNull();
  expect(sessionStorage.getItem('form default')).toBeNull();
});

/** Fills in everything but the time. */
async function filled() {
  const choices = await call('choices');
  draft.choosePackage('churn', choices);
  draft.chooseDataset('dataset', 'wine');
  return draft.form!.when;
}

test('a recurring run needs its days, and becomes a schedule', async () => {
  const when = await filled();
  when.is = 'recurring';
  expect(when).toMatchObject({ days: ['mon', 'tue', 'wed', 'thu', 'fri'], time: '08:00' });
  when.days = [];
  await changed();
  expect(draft.refusals[0]?.field).toBe('days');
  expect(draft.times).toEqual([]);
  for (const day of ['mon', 'wed', 'mon', 'mon'] as const) draft.toggleDay(day);
  expect(when.days).toEqual(['wed', 'mon']);
  await changed();
  expect(draft.refusals).toEqual([]);
  expect(draft.times).toHaveLength(5);
  const made = await draft.create();
  expect(made?.page).toBe('schedule');
  const { rows } = await call('schedules');
  expect(rows.map(({ id }) => ({ page: 'schedule', id }))).toContainEqual(made);
});

test('a cron expression is checked while it is typed', async () => {
  const when = await filled();
  Object.assign(when, { is: 'recurring', cron: '30 8 *' });
  draft.touch('cron');
  await changed();
  expect(draft.wrong('cron')).toMatch(/30 8 \*/);
  when.cron = '30 8 * * MON-FRI';
  await changed();
  expect(draft.wrong('cron')).toBeNull();
  expect(draft.times).toHaveLength(5);
});

test('editing a schedule does not create another one', async () => {
  const when = await filled();
  Object.assign(when, { is: 'at', at: '2099-01-01 08:00' });
  const made = await draft.create();
  if (made?.page !== 'schedule') throw new Error('no schedule');
  await draft.fill({ from: 'schedule', id: made.id });
  if (draft.form) draft.form.name = 'renamed';
  expect(await draft.create()).toEqual(made);
  const { rows } = await call('schedules');
  expect(rows.filter(({ id }) => id === made.id).map(({ name }) => name)).toEqual(['renamed']);
});

/** Creates a schedule and opens the form that edits it. */
async function edited() {
  Object.assign(await filled(), { is: 'at', at: '2099-01-01 08:00' });
  const made = await draft.create();
  if (made?.page !== 'schedule') throw new Error('no schedule');
  await draft.fill({ from: 'schedule', id: made.id });
  return made.id;
}

test('the edit of a schedule does not become the form for a new run', async () => {
  const schedule = await edited();
  expect(await draft.begin()).toBeNull();
  expect(draft.form).toMatchObject({ name: '', when: { is: 'now', schedule: null } });
  await draft.fill({ from: 'schedule', id: schedule });
  draft.form!.name = 'renamed';
  const before = await draft.begin();
  expect(draft.form).toMatchObject({ name: '', when: { is: 'now', schedule: null } });
  expect(before?.form).toMatchObject({ name: 'renamed', when: { schedule } });
});

test('the edit of a schedule outlives the window', async () => {
  const schedule = await edited();
  draft.form!.name = 'renamed';
  await changed();
  const reloaded = new Draft();
  expect(await reloaded.fill({ from: 'schedule', id: schedule })).toBeNull();
  expect(reloaded.form).toMatchObject({ name: 'renamed', when: { schedule } });
});

/** The form as it is now. */
const snapshot = () => JSON.parse(JSON.stringify(draft.form)) as object;

/** Opens the form that runs the first training again. */
async function again() {
  const { rows } = await call('runs', { query: { ...newest, filter: ANY, limit: 50 } });
  const run = rows.find(({ status, kind }) => status === 'Successful' && kind === 'training');
  await draft.fill({ from: 'run', id: run!.id });
  return draft.original!;
}

test('nothing is lost by choosing another type or package and coming back', async () => {
  const choices = await call('choices');
  const original = await again();
  draft.form!.parameters.push({ name: 'epochs', value: '3' });
  draft.form!.parameters.find(({ name }) => name === 'save_training_data')!.value = 'true';
  const versions = choices.packages.find(({ name }) => name === original.package)!.versions;
  draft.chooseVersion(versions.at(-1)!.version, choices);
  Object.assign(draft.form!, { name: 'mine', folder: '2026', memory: '4 GB', graceSeconds: 99 });
  const before = snapshot();
  for (const kind of ['evaluation', 'full', 'training'] as const) draft.chooseKind(kind, choices);
  const other = choices.packages.find(({ name }) => name !== original.package)!.name;
  for (const name of [other, original.package]) draft.choosePackage(name, choices);
  const dataset = draft.form!.dataset;
  for (const name of ['other', dataset]) draft.chooseDataset('dataset', name);
  expect(snapshot()).toEqual(before);
  // The same after a reload of the window.
  draft.chooseKind('evaluation', choices);
  draft.choosePackage(other, choices);
  await changed();
  const reloaded = new Draft();
  await reloaded.begin();
  reloaded.chooseKind('training', choices);
  reloaded.choosePackage(original.package, choices);
  expect(JSON.parse(JSON.stringify(reloaded.form))).toEqual(before);
  expect(reloaded.original).toEqual(original);
});

test('differences from the run that is run again can be reset', async () => {
  const choices = await call('choices');
  const original = await again();
  draft.chooseKind('evaluation', choices);
  const other = choices.packages.find(({ name }) => name !== original.package)!.name;
  draft.choosePackage(other, choices);
  draft.chooseDataset('dataset', 'other');
  Object.assign(draft.form!, { name: 'mine', memory: '4 GB', cores: '2', gpu: true });
  for (const field of compared) draft.takeBack(field, choices);
  expect(snapshot()).toEqual(original);
});

test('a parameter that was changed, added or removed is marked', () => {
  const named = (name: string, value: string) => ({ name, value });
  const original = { parameters: [named('a', '1'), named('b', '2'), named('own', 'x')] } as RunForm;
  expect(parameterWas(original, named('a', '1'))).toBeNull();
  expect(parameterWas(original, named('a', '2'))).toEqual({ value: '1' });
  expect(parameterWas(original, named('c', ''))).toBe('missing');
  expect(parameterWas(original, named('', ''))).toBeNull();
  expect(parameterWas(null, named('c', ''))).toBeNull();
  const form = { parameters: [named('a', '1')] } as RunForm;
  // "own" is a parameter of the original's type, which the new type does not have.
  expect(removedParameters(original, form, [named('own', '')], [])).toEqual([named('b', '2')]);
});

test('each project has its own draft, which waits while the window works in another', async () => {
  onProjectChange(() => draft.putAway());
  draft.form!.name = 'of the first';
  await changed();
  await enter(otherProject);
  expect(draft.form).toBeNull();
  await draft.begin();
  expect(draft.form!.name).toBe('');
  draft.form!.name = 'of the other';
  await changed();
  await enter('default');
  await draft.begin();
  expect(draft.form!.name).toBe('of the first');
});

test('creating a run while the window changes project leaves that project’s draft alone', async () => {
  onProjectChange(() => draft.putAway());
  await enter(otherProject);
  await draft.begin();
  draft.form!.name = 'of the other';
  await changed();
  await enter('default');
  await draft.begin();
  await filled();
  await changed();
  const release = hold('create_run');
  const creating = draft.create();
  await enter(otherProject);
  await draft.begin();
  release();
  expect(await creating).toMatchObject({ page: 'run' });
  expect(draft.form!.name).toBe('of the other');
  expect(sessionStorage.getItem(`form ${otherProject}`)).not.toBeNull();
  expect(sessionStorage.getItem('form default')).toBeNull();
});

test('a form that arrives after the window changed project is ignored', async () => {
  onProjectChange(() => draft.putAway());
  const release = hold('form');
  const filling = draft.fill({ from: 'dataset', dataset: 'wine', state: null });
  await enter(otherProject);
  release();
  expect(await filling).toBeNull();
  expect(draft.form).toBeNull();
});

test('a refusal without a field is shown even if the user types in the meantime', async () => {
  await filled();
  const refusal = { code: 'store-failed', text: 'The disk is full.', field: null, row: null };
  const release = hold('create_run', refusal);
  const creating = draft.create();
  draft.form!.name = 'mine';
  await changed();
  release();
  expect(await creating).toBeNull();
  expect(toasts().map(({ text }) => text)).toEqual(['The disk is full.']);
});
