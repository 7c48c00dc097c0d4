// A pretend program behind the border, for the browser (`npm run dev`) and for component tests.
// It stands in for `@tauri-apps/api/core`; a release build has the real one (`vite.config.ts`).
// The address chooses what there is: ?data=empty|usual|full&lang=fr&theme=dark&lines=50000.

import { hint, t } from '../words.svelte';
import type {
  Commands,
  Event,
  Parameter,
  Refusal,
  RunForm,
  RunRow,
  RunView,
  ScheduleRow,
  Settings,
} from './bindings';
import { details, entries, line, nothingSaid, world, type Amount } from './mockdata';
import { found, values } from './mockruns';

type Command<N extends keyof Commands> = (
  args: Commands[N]['args'],
) => Commands[N]['answer'] | Promise<Commands[N]['answer']>;

export class Channel<T> {
  onmessage: (message: T) => void = () => {};
}

const asked = new URLSearchParams(location.search);
const now = Date.now();
const store = world((asked.get('data') ?? 'usual') as Amount, now);
const linesPerSecond = Number(asked.get('lines') ?? 3);
const settings: Settings = {
  language: (asked.get('lang') as Settings['language']) ?? null,
  theme: (asked.get('theme') as Settings['theme']) ?? 'system',
  runsAtOnce: 1,
  uv: null,
  indexUrl: null,
  proxy: null,
  firstIndex: false,
  caFile: null,
  keepFailed: false,
};
const views: RunView[] = [];
const removed: RunRow[][] = [];
let channel: Channel<Event> | null = null;
let followed: string | null = null;

/** Tells the window something, as the program would. */
export function tell(event: Event): void {
  channel?.onmessage(event);
}

setInterval(() => followed && linesPerSecond && tell({ event: 'run', id: followed }), 500);

type Called = { name: keyof Commands; arguments: object };

export async function invoke(handler: string, args: object): Promise<unknown> {
  if (handler === 'subscribe') {
    channel = (args as { channel: Channel<Event> }).channel;
    return null;
  }
  const { name, arguments: given } = args as Called;
  const command = commands[name] as (args: object) => unknown;
  return structuredClone(await command(given));
}

function refuse<I extends Parameters<typeof t>[0]>(
  field: Refusal['field'],
  id: I,
  args: object = {},
  row: number | null = null,
): Refusal {
  const say = (words: (id: I, args: object) => string | null) => words(id, args);
  const text = [say(t as never), say(hint as never)].filter(Boolean).join(' ');
  return { code: id, text, field, row };
}

function run(id: string): RunRow {
  const found = store.runs.find((run) => run.id === id);
  if (!found) throw refuse(null, 'run-unknown', { id });
  return found;
}

let paused = false;

/** The runs that wait, the next one first. */
const waiting = () =>
  store.runs
    .filter((run) => run.status === 'Queued')
    .sort((a, b) => (a.place ?? 0) - (b.place ?? 0));

function lines(run: RunRow): number {
  if (run.status === 'Queued') return 0;
  const held = store.amount === 'full' ? 5_000_000 : 1_840;
  if (run.status !== 'Running') return held;
  return held + Math.floor(((Date.now() - now) / 1000) * linesPerSecond);
}

function judge(form: RunForm): Refusal | null {
  if (form.name.trim() === '') return refuse('name', 'run-name-empty');
  if (form.package === '') return refuse('package', 'package-unknown', { name: '' });
  if (form.version === '') return refuse('version', 'version-invalid', { version: '' });
  const { package: of, version, kind } = form;
  const known = store.packages.find(({ name }) => name === of)?.versions ?? [];
  if (!known.find((one) => one.version === version)?.kinds.includes(kind))
    return refuse('version', 'kind-unsupported', { package: of, version, kind, needs: '…' });
  const wrongDay = judgeAsOf(form.asOf);
  if (wrongDay) return wrongDay;
  if (kind !== 'evaluation' && form.dataset === '')
    return refuse('dataset', 'input-dataset-missing');
  if (kind === 'evaluation' && form.evaluationDataset === '')
    return refuse('evaluationDataset', 'evaluation-dataset-missing');
  const names = form.parameters.map((parameter) => parameter.name);
  for (const [row, name] of names.entries()) {
    if (name === '') return refuse('parameters', 'parameter-name-empty', {}, row);
    if (name.includes('=')) return refuse('parameters', 'parameter-name-invalid', { name }, row);
    if (name === 'PATH') return refuse('parameters', 'parameter-reserved', { name }, row);
    if (names.indexOf(name) < row) return refuse('parameters', 'parameter-twice', { name }, row);
  }
  if (form.gpu) return refuse('gpu', 'gpu-missing');
  if (form.memory !== '' && !/^\d+ ?[KMGT]?B$/i.test(form.memory))
    return refuse('memory', 'memory-limit-invalid', { size: form.memory });
  if (form.cores !== '' && !/^[1-9]\d*$/.test(form.cores))
    return refuse('cores', 'cores-invalid', { cores: form.cores });
  const wrong = judgeWhen(form.when);
  if (wrong) return wrong;
  return form.graceSeconds > 3600 ? refuse('grace', 'grace-too-long', { longest: 3600 }) : null;
}

function judgeAsOf(asOf: string): Refusal | null {
  const isDay = asOf === '' || /^20\d\d-\d\d-\d\d$/.test(asOf);
  return isDay ? null : refuse('asOf', 'as-of-invalid', { text: asOf });
}

function judgeWhen(when: RunForm['when']): Refusal | null {
  if (when.is === 'at' && when.at === '') return refuse('at', 'at-invalid', { text: '' });
  if (when.is === 'recurring' && when.cron !== '' && when.cron.split(' ').length !== 5)
    return refuse('cron', 'cron-invalid', { text: when.cron });
  if (when.is === 'recurring' && when.cron === '' && when.days.length === 0)
    return refuse('days', 'days-missing');
  return null;
}

const emptyForm: RunForm = {
  name: '',
  kind: 'training',
  package: '',
  version: '',
  asOf: '',
  dataset: '',
  folder: '',
  evaluationDataset: '',
  evaluationFolder: '',
  parameters: defaults('training'),
  gpu: false,
  memory: '',
  cores: '',
  graceSeconds: 10,
  when: {
    is: 'now',
    at: '',
    days: [],
    time: '08:00',
    cron: '',
    missed: 'once',
    schedule: null,
  },
};

function defaults(kind: RunForm['kind']): Parameter[] {
  return [
    { name: 'artifacts_directory', value: 'artifacts' },
    ...(kind === 'evaluation' ? [] : [{ name: 'save_training_data', value: 'false' }]),
    ...(kind === 'training' ? [] : [{ name: 'save_test_data', value: 'false' }]),
    ...(kind === 'full'
      ? [
          { name: 'training_data_directory', value: 'dataset/training' },
          { name: 'test_data_directory', value: 'dataset/test' },
        ]
      : []),
  ];
}

/** What a form will do, as the program says it. */
function sentence(form: RunForm): string {
  const place = (dataset: string, folder: string) => [dataset, folder].filter(Boolean).join('/');
  const { package: of, version: from } = form;
  const dataset = place(form.dataset, form.folder);
  const evaluation = place(form.evaluationDataset, form.evaluationFolder);
  const to = `${from.split('.')[0]}.9`;
  if (form.kind === 'training') return t('form-trains', { package: of, from, dataset, to });
  if (form.kind === 'evaluation')
    return t('form-evaluates', { package: of, from, dataset: evaluation });
  return evaluation === ''
    ? t('form-runs-all', { package: of, from, dataset, to })
    : t('form-runs-all-apart', { package: of, from, dataset, evaluation, to });
}

const schedules: { row: ScheduleRow; form: RunForm }[] = [];

function scheduled(id: string): (typeof schedules)[number] {
  const found = schedules.find(({ row }) => row.id === id);
  if (!found) throw refuse(null, 'schedule-unknown', { id });
  return found;
}

/** Tomorrow and the days after, whatever was chosen. */
function times({ when }: RunForm): number[] {
  if (when.is === 'now' || judgeWhen(when)) return [];
  const count = when.is === 'at' ? 1 : 5;
  return Array.from({ length: count }, (_, day) => now + (day + 1) * 86_400_000);
}

function changed(): null {
  setTimeout(() => tell({ event: 'store' }));
  return null;
}

/** Copies so much, slowly enough to be watched and cancelled. */
async function work(task: number): Promise<void> {
  for (let done = 0; done <= 20; done += 1) {
    if (cancelled.has(task)) throw refuse(null, 'cancelled');
    tell({
      event: 'progress',
      task,
      filesDone: done * 17,
      filesTotal: 340,
      bytesDone: done * 4_100_000,
      bytesTotal: 82_000_000,
    });
    await new Promise((resume) => setTimeout(resume, 100));
  }
}
const cancelled = new Set<number>();

const projects = ['default', 'Fraud detection'].map((name, i) => ({
  id: i === 0 ? 'default' : 'k7p2m9xd',
  name,
  description: i === 0 ? '' : 'Cards and transfers, all regions',
  holds: { packages: 3 * i, datasets: i, runs: 41 * i },
}));
let current = projects[0]!;

const commands: { [N in keyof Commands]: Command<N> } = {
  begin: () => ({
    language: settings.language ?? (navigator.language.startsWith('fr') ? 'fr' : 'en'),
    theme: settings.theme,
    version: '0.1.0',
    home: '/home/ada/.local/share/trainyard',
    folder: '/home/ada',
    project: projects[0]!,
    empty: store.packages.length === 0 && store.datasets.length === 0 && store.runs.length === 0,
    notices: [],
  }),
  projects: () => ({ rows: projects, current }),
  create_project: ({ name, description }) => {
    const holds = { packages: 0, datasets: 0, runs: 0 };
    const made = { id: `made${projects.length}`, name, description, holds };
    projects.push(made);
    changed();
    return made;
  },
  edit_project: ({ id, ...rest }) => {
    const row = projects.find((known) => known.id === id) ?? current;
    Object.assign(row, rest);
    changed();
    return row;
  },
  remove_project: ({ id }) => {
    const at = projects.findIndex((known) => known.id === id);
    projects.splice(at, 1);
    changed();
    return 41_212_003;
  },
  enter_project: ({ id }) => (current = projects.find((known) => known.id === id) ?? current),
  runs: ({ query }) => {
    const all = found(store.runs, query);
    const rows = all.slice(query.offset, query.offset + query.limit);
    return { total: all.length, all: store.runs.length, rows };
  },
  run_values: () => values(store.runs),
  tag_runs: ({ ids, add, remove }) => {
    const wrong = add.find((tag) => tag.trim() === '' || tag.includes(','));
    if (wrong !== undefined) throw refuse('tags', 'tag-invalid', { tag: wrong, longest: 50 });
    for (const each of ids.map(run)) {
      const kept = each.tags.filter((tag) => !remove.includes(tag));
      each.tags = [...new Set([...kept, ...add.map((tag) => tag.trim())])].sort();
    }
    changed();
    return null;
  },
  note_run: ({ id, note }) => {
    run(id).note = note.trim();
    changed();
    return null;
  },
  pin_runs: ({ ids, pinned }) => {
    for (const each of ids.map(run)) each.pinned = pinned;
    changed();
    return null;
  },
  run_views: () => views,
  keep_run_view: ({ view, old }) => {
    const { name } = view;
    if (name.trim() === '') throw refuse('name', 'view-name-invalid', { name, longest: 100 });
    if (name !== old && views.some((other) => other.name === name))
      throw refuse('name', 'view-taken', { name });
    const at = views.findIndex((other) => other.name === old);
    views.splice(at < 0 ? views.length : at, 1, view);
    return views;
  },
  remove_run_view: ({ name }) => {
    const at = views.findIndex((view) => view.name === name);
    if (at < 0) throw refuse(null, 'view-unknown', { name });
    views.splice(at, 1);
    return views;
  },
  run: ({ id }) => details(run(id), lines(run(id))),
  follow: ({ id }) => {
    followed = id;
    return null;
  },
  form: ({ from }) => {
    if (from.from === 'version') {
      const { package: name, version } = from;
      const versions = store.packages.find((known) => known.name === name)?.versions;
      const asOf = versions?.find((known) => known.version === version)?.asOf ?? '';
      return { ...emptyForm, name: `${name} ${version}`, package: name, version, asOf };
    }
    if (from.from === 'dataset') return { ...emptyForm, dataset: from.dataset };
    if (from.from === 'empty') return emptyForm;
    if (from.from === 'schedule') return scheduled(from.id).form;
    const {
      name,
      kind,
      package: of,
      version,
      dataset,
      folder,
      evaluation,
      evaluationFolder,
    } = run(from.id);
    const { parameters, asOf, gpu, memoryLimit, cores, graceSeconds } = details(run(from.id), 0);
    return {
      name,
      kind,
      package: of,
      version,
      asOf: asOf ?? '',
      dataset: dataset ?? '',
      folder,
      evaluationDataset: evaluation ?? '',
      evaluationFolder,
      parameters,
      gpu,
      memory: memoryLimit === null ? '' : `${memoryLimit} B`,
      cores: cores === null ? '' : String(cores),
      graceSeconds,
      when: emptyForm.when,
    };
  },
  choices: () => ({
    kinds: (['training', 'evaluation', 'full'] as const).map((kind) => ({
      kind,
      title: t(`kind-${kind}`),
      defaults: defaults(kind),
    })),
    packages: store.packages.map(({ name, about, versions }) => ({
      name,
      gpuRecommended: about.gpuRecommended,
      versions: versions.map(({ version, asOf, kinds }) => ({
        version,
        asOf: asOf ?? '',
        kinds: (['training', 'evaluation', 'full'] as const).map((kind) => ({
          kind,
          refused: kinds.includes(kind)
            ? null
            : t('kind-unsupported', { package: name, version, kind, needs: 'train, save' }),
        })),
      })),
    })),
    datasets: store.datasets,
    gpus: 0,
    gpuMissing: t('gpu-missing'),
  }),
  dataset_folders: () => ['2025', '2025/training', '2026', '2026/training', '2026/test'],
  check_form: ({ form }) => {
    const refusal = judge(form);
    return { refusal, sentence: refusal ? null : sentence(form), times: times(form) };
  },
  create_run: ({ form }) => {
    const refusal = judge(form);
    if (refusal) throw refusal;
    const { name, kind, package: of, version, folder, evaluationFolder } = form;
    const [dataset, evaluation] = [form.dataset || null, form.evaluationDataset || null];
    const data = { dataset, folder, evaluation, evaluationFolder };
    const id = Math.random().toString(32).slice(2, 10).padEnd(8, '0');
    const times = { created: Date.now(), started: null, ended: null };
    const ends = {
      status: 'Queued' as const,
      place: waiting().length + 1,
      reason: null,
      made: null,
      score: null,
    };
    const by = { schedule: null, due: null };
    const said = { tags: [], note: '', pinned: false };
    const about = { id, name, kind, package: of, version, ...data };
    const row = { ...about, ...ends, ...by, ...times, ...said };
    store.runs.unshift(row);
    changed();
    return row;
  },
  schedules: () => ({ rows: schedules.map(({ row }) => row), agent: false }),
  schedule: ({ id }) => {
    const { row, form } = scheduled(id);
    return {
      schedule: row,
      project: 'default',
      missed: t(`missed-${form.when.missed}`),
      asOf: form.asOf || null,
      dataset: form.dataset || null,
      evaluation: form.evaluationDataset || null,
      times: row.paused ? [] : times(form),
      runs: store.runs.filter((run) => run.schedule === id),
      leftOut: null,
      agent: false,
    };
  },
  keep_schedule: ({ form }) => {
    const refusal = judge(form);
    if (refusal) throw refusal;
    const { name, kind, package: of, version, when } = form;
    const id = when.schedule ?? Math.random().toString(32).slice(2, 10).padEnd(8, '0');
    const said = when.is === 'at' ? when.at : when.cron || `${when.days.join(', ')} ${when.time}`;
    const next = times(form)[0] ?? null;
    const facts = { id, name, kind, package: of, version, when: said };
    const row = { ...facts, paused: false, over: false, next };
    const kept = { row, form: { ...form, when: { ...when, schedule: id } } };
    const at = schedules.findIndex((schedule) => schedule.row.id === id);
    schedules.splice(at < 0 ? schedules.length : at, at < 0 ? 0 : 1, kept);
    changed();
    return row;
  },
  pause_schedule: ({ id, paused }) => {
    const kept = scheduled(id);
    Object.assign(kept.row, { paused, next: paused ? null : (times(kept.form)[0] ?? null) });
    return changed();
  },
  run_schedule: async ({ id }) => {
    const created = await commands.create_run({ form: scheduled(id).form });
    return Object.assign(run(created.id), { schedule: id });
  },
  remove_schedule: ({ id }) => {
    schedules.splice(schedules.indexOf(scheduled(id)), 1);
    return changed();
  },
  stop_run: ({ id }) => {
    Object.assign(run(id), { status: 'Killed', reason: t('reason-stopped'), ended: Date.now() });
    if (followed === id) tell({ event: 'run', id });
    return changed();
  },
  queue: () => ({ paused, waiting: waiting().length }),
  pause_queue: (wanted) => {
    paused = wanted.paused;
    return changed();
  },
  move_run: ({ id, to }) => {
    const all = waiting();
    const from = all.indexOf(run(id));
    const [moved] = all.splice(from, 1);
    const at = (other: string) => all.findIndex((known) => known.id === other);
    const place = {
      before: () => ('id' in to ? at(to.id) : 0),
      after: () => ('id' in to ? at(to.id) + 1 : 0),
      sooner: () => Math.max(0, from - 1),
      later: () => from + 1,
    }[to.to]();
    if (moved) all.splice(place, 0, moved);
    all.forEach((known, i) => (known.place = i + 1));
    return changed();
  },
  remove_run: ({ id }) => {
    store.runs.splice(store.runs.indexOf(run(id)), 1);
    changed();
    return 41_212_003;
  },
  run_ids: ({ query }) =>
    found(store.runs, query)
      .map(({ id }) => id)
      .slice(query.offset, query.offset + query.limit),
  selected_runs: ({ ids }) => {
    const those = store.runs.filter(({ id }) => ids.includes(id));
    const is = (...states: string[]) => those.filter(({ status }) => states.includes(status));
    return {
      scheduled: is('Scheduled').map(({ id, name }) => ({ id, name })),
      open: is('Queued', 'Packaging', 'Running').map(({ id, name }) => ({ id, name })),
      ended: is('Successful', 'Failed', 'Killed').map(({ id }) => id),
    };
  },
  runs_usage: ({ ids }) => ids.length * 41_212_003,
  stop_runs: ({ ids, now }) => {
    ids.forEach((id) => commands.stop_run({ id, now }));
    return null;
  },
  remove_runs: ({ ids }) => {
    const gone = store.runs.filter(({ id }) => ids.includes(id));
    store.runs = store.runs.filter((run) => !gone.includes(run));
    const undo = removed.push(gone) - 1;
    changed();
    return { undo, bytes: gone.length * 41_212_003 };
  },
  restore_runs: ({ undo }) => {
    store.runs.push(...(removed[undo] ?? []));
    removed[undo] = [];
    return changed();
  },
  forget_runs: ({ undo }) => {
    removed[undo] = [];
    return null;
  },
  log_lines: ({ id, first: from, count }) => {
    const total = lines(run(id));
    const first = from ?? Math.max(0, total - count);
    const length = Math.max(0, Math.min(count, total - first));
    return {
      first,
      lines: Array.from({ length }, (_, i) => line(first + i)),
      total,
      bytes: total * 70,
    };
  },
  results: ({ id }) => {
    const { name, package: of, version, made, started, ended } = run(id);
    const inputs = { package: of, version, train_data: 'datasets/customers/files', gpu: 'False' };
    const env = { artifacts_directory: 'artifacts', save_training_data: 'false' };
    const outputs = {
      train_data: 'None',
      artifacts_data: `runs/${id}/artifacts`,
      package: of,
      version: made ?? 'None',
    };
    const [start_at, end_at] = [(started ?? 0) / 1000, (ended ?? 0) / 1000];
    const run_summary = { execution_time: end_at - start_at, start_at, end_at, outputs };
    return JSON.stringify({ parameters: { pipeline: name, inputs, env }, run_summary }, null, 2);
  },
  folder: async ({ tree, path, offset, limit }) => {
    await new Promise((resume) => setTimeout(resume, 5));
    const many = tree.of === 'dataset' ? 100_000 : store.amount === 'full' ? 20_000 : 30;
    const all = entries(path, many);
    return { total: all.length, entries: all.slice(offset, offset + limit) };
  },
  preview: ({ path }) => {
    if (path.endsWith('.svg')) return { as: 'image', mime: 'image/svg+xml', bytes: 2_871 };
    if (path.endsWith('.onnx'))
      return { as: 'none', why: 'This kind of file has no preview.', bytes: 18_233_412 };
    const text = Array.from({ length: 400 }, (_, i) => `${i},${i * 3},${(i / 7).toFixed(3)}`);
    return { as: 'text', text: text.join('\n'), bytes: 912_344, cut: true };
  },
  image: () => {
    const curve =
      '<path d="M20 30C120 40 60 170 300 176" fill="none" stroke="#c25a00" stroke-width="3"/>';
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="200"><rect width="320" height="200" fill="#fff"/>${curve}</svg>`;
    return new TextEncoder().encode(svg).buffer;
  },
  save_from_run: async ({ path, task }) => {
    await work(task);
    return {
      path: `/home/ada/Downloads/${path?.split('/').pop() ?? 'artifacts'}.zip`,
      bytes: 18_233_412,
      leftOut: null,
      url: null,
    };
  },
  publish_run: async ({ id, task }) => {
    await work(task);
    const { package: name, version } = run(id);
    return { package: name, version: `${version.split('.')[0]}.9` };
  },
  save_package: ({ name }) => ({
    path: `/home/ada/Downloads/${name}.zip`,
    bytes: 48_213,
    leftOut: null,
    url: null,
  }),
  export_run: async ({ id, task }) => {
    await work(task);
    return { path: `/home/ada/Downloads/${id}.run.zip`, bytes: 412_233, leftOut: null, url: null };
  },
  import_runs: () => ({ runs: store.runs.slice(0, 1), refused: [] }),
  compare_versions: ({ name, before, after }) => {
    const versions = store.packages.find((known) => known.name === name)?.versions ?? [];
    const one = (number: string) => {
      const found = versions.find(({ version }) => version === number);
      if (!found) throw refuse(null, 'version-unknown', { package: name, version: number });
      return found;
    };
    const changes = [
      { path: 'requirements.txt', before: 42, after: 57 },
      { path: 'model/weights.bin', before: 18_233_412, after: 18_301_004 },
      { path: 'notes.md', before: 812, after: null },
      { path: 'train.py', before: 4_120, after: 4_502 },
    ];
    return { before: one(before), after: one(after), changes, same: 12 };
  },
  compare_file: ({ path }) =>
    path.endsWith('.bin')
      ? null
      : [
          { is: 'gap' },
          { is: 'same', text: 'numpy==2.1' },
          { is: 'removed', text: 'scikit-learn==1.5' },
          { is: 'added', text: 'scikit-learn==1.6' },
          { is: 'added', text: 'lightgbm==4.5' },
        ],
  packages: () =>
    store.packages.map(({ name, versions }) => ({
      name,
      latest: versions[0]?.version ?? null,
      versions: versions.length,
      kinds: versions[0]?.kinds ?? [],
      bytes: versions.reduce((sum, version) => sum + version.bytes, 0),
      changed: versions[0]?.created ?? now,
    })),
  package: ({ name }) => {
    const found = store.packages.find((known) => known.name === name);
    if (!found) throw refuse(null, 'package-unknown', { name });
    return found;
  },
  check_package: ({ path }) => {
    const accepted = !path.includes('broken');
    const name =
      path
        .split('/')
        .pop()
        ?.replace(/\.zip$/, '') ?? '';
    const known = store.packages.find((known) => known.name === name);
    const check = (
      verdict: 'pass' | 'warning' | 'fail',
      text: string,
      file: string | null = null,
    ) => ({ verdict, text, file, line: file ? 12 : null });
    return {
      accepted,
      checks: [
        check('pass', t('check-root', { root: name })),
        check('pass', t('check-requirements')),
        check('pass', t('check-class', { file: 'main.py' }), 'main.py'),
        accepted
          ? check('warning', t('check-function-missing', { function: 'evaluate' }), 'train.py')
          : check('fail', t('check-class-missing', { file: 'train.py' }), 'train.py'),
      ],
      kinds: accepted ? ['training'] : [],
      name,
      version: known ? `${Number(known.versions[0]?.version.split('.')[0] ?? 0) + 1}.0` : '1.0',
      files: 14,
      bytes: 212_004,
    };
  },
  add_package: async ({ new: { name, changeLog, python, asOf, about }, task }) => {
    const wrong = judgeAsOf(asOf);
    if (wrong) throw wrong;
    await work(task);
    const known = store.packages.find((known) => known.name === name);
    const major = Number(known?.versions[0]?.version.split('.')[0] ?? 0) + 1;
    const made = {
      package: name,
      version: `${major}.0`,
      madeBy: null,
      madeFrom: null,
      changeLog,
      python: python || null,
      asOf: asOf || null,
      kinds: ['training' as const],
      digest: 'b3:6d0f2c4e8a1b',
      bytes: 212_004,
      score: null,
      created: Date.now(),
    };
    if (known) known.versions.unshift(made);
    else
      store.packages.push({
        name,
        created: Date.now(),
        about: about ?? nothingSaid,
        versions: [made],
      });
    changed();
    return made;
  },
  describe_package: ({ name, about }) => {
    const known = store.packages.find((known) => known.name === name);
    if (known) known.about = about;
    changed();
    return null;
  },
  remove_package: ({ name, version }) => {
    const at = store.packages.findIndex((known) => known.name === name);
    const versions = store.packages[at]?.versions ?? [];
    if (version)
      versions.splice(
        versions.findIndex((one) => one.version === version),
        1,
      );
    else store.packages.splice(at, 1);
    changed();
    return 48_213;
  },
  datasets: () => store.datasets,
  dataset: ({ name }) => {
    const found = store.datasets.find((known) => known.name === name);
    if (!found) throw refuse(null, 'dataset-unknown', { name });
    return {
      dataset: found,
      data: found.bytes,
      usedBy: store.runs
        .filter((run) => [run.dataset, run.evaluation].includes(name))
        .slice(0, 200),
    };
  },
  add_dataset: async ({ name, path, link, task }) => {
    if (store.datasets.some((known) => known.name === name))
      throw refuse('name', 'dataset-taken', { name });
    if (name === '' || name.includes('/')) throw refuse('name', 'dataset-name-invalid', { name });
    await work(task);
    const row = {
      name,
      link: link ? path : null,
      files: 340,
      bytes: 82_000_000,
      created: Date.now(),
    };
    store.datasets.push(row);
    changed();
    return { dataset: row, leftOut: null };
  },
  remove_dataset: ({ name }) => {
    const at = store.datasets.findIndex((known) => known.name === name);
    changed();
    return store.datasets.splice(at, 1)[0]?.bytes ?? 0;
  },
  tutorial: async ({ task }) => {
    await work(task);
    Object.assign(store, world('usual', now), { runs: [] });
    changed();
    return { ...emptyForm, name: 'wine 1.0', package: 'wine', version: '1.0', dataset: 'wine' };
  },
  choose: ({ what }) => {
    const path = {
      package: 'churn.zip',
      folder: 'customers',
      runs: 'nightly.run.zip',
      uv: 'uv',
      certificate: 'ca.pem',
    }[what];
    const name = path.replace('.zip', '');
    return [{ path: `/home/ada/${path}`, isFolder: what === 'folder', name, isUpload: false }];
  },
  cancel: ({ task }) => {
    cancelled.add(task);
    return null;
  },
  ml_log: ({ query }) => {
    const made = Array.from({ length: store.amount === 'full' ? 100_000 : 40 }, (_, i) => {
      const of = store.runs[i % Math.max(1, store.runs.length)];
      return {
        id: i,
        at: now - i * 600_000,
        kind: 'run' as const,
        failed: i % 7 === 0,
        text: of ? t('log-run-created', { name: of.name }) : '',
        about: of ? { is: 'run' as const, id: of.id } : null,
      };
    });
    const all = store.runs.length === 0 ? [] : made;
    const wanted = all.filter(
      ({ kind, failed, at }) =>
        (query.kind === null || query.kind === kind || (query.kind === 'error' && failed)) &&
        (query.since === null || at >= query.since),
    );
    const rows = wanted.slice(query.offset, query.offset + query.limit);
    return { total: wanted.length, all: all.length, rows };
  },
  storage: () => ({
    freeBytes: 212_004_110_336,
    sums: (['environment', 'package', 'dataset', 'run'] as const).map((kind) => ({
      kind,
      count: kind === 'dataset' ? store.datasets.length : 0,
      bytes: kind === 'dataset' ? store.datasets.reduce((sum, { bytes }) => sum + bytes, 0) : 0,
    })),
    smaller: { kind: 'run', count: 0, bytes: 0 },
    stored: store.datasets.map(({ name, bytes, created }, i) => ({
      kind: 'dataset' as const,
      id: name,
      name,
      project: 'default',
      projectName: 'default',
      bytes,
      used: created,
      needed: i === 0 ? t('dataset-in-use', { name, run: store.runs[0]?.id ?? '' }) : null,
      outdated: false,
    })),
  }),
  remove_stored: () => 41_212_003,
  remove_outdated: () => 0,
  damaged: () => [],
  remove_damaged: () => 4096,
  export_damaged: () => null,
  settings: () => settingsView(),
  put_settings: ({ settings: wanted }) => {
    const { runsAtOnce } = wanted;
    if (!(runsAtOnce >= 1 && runsAtOnce <= 1000)) {
      throw refuse('runsAtOnce', 'setting-invalid', {
        name: 'runs-at-once',
        value: String(runsAtOnce),
      });
    }
    Object.assign(settings, wanted);
    changed();
    return settingsView();
  },
  close: () => null,
};

function settingsView(): Commands['settings']['answer'] {
  return {
    settings,
    home: '/home/ada/.local/share/trainyard',
    freeBytes: 212_004_110_336,
    uvFound: '/usr/bin/uv',
    uvMissing: null,
    pythons: [
      { version: '3.11.2', path: '/usr/bin/python3.11' },
      { version: '3.12.4', path: '/home/ada/.local/bin/python3.12' },
    ],
    version: '0.1.0',
  };
}
