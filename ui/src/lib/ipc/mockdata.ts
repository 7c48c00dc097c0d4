// What the pretend program of `mock.ts` knows: little, as usual, or very much.

import type {
  About,
  DatasetRow,
  Entry,
  Kind,
  PackageDetails,
  RunDetails,
  RunRow,
  Status,
  VersionRow,
} from './bindings';

export type Amount = 'empty' | 'usual' | 'full';
export type World = {
  runs: RunRow[];
  packages: PackageDetails[];
  datasets: DatasetRow[];
  amount: Amount;
};

/** Of a package of which nothing is said. */
export const nothingSaid: About = {
  description: '',
  inputType: 'json',
  inputDescription: '',
  outputDescription: '',
  gpuRecommended: false,
};

const MINUTE = 60_000;
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';

/** The same numbers every time, so that pictures can be compared. */
function numbers(seed: number): () => number {
  return () => {
    seed = (seed * 1664525 + 1013904223) % 2 ** 32;
    return seed / 2 ** 32;
  };
}

export function world(amount: Amount, now: number): World {
  if (amount === 'empty') return { runs: [], packages: [], datasets: [], amount };
  const random = numbers(7);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const names = ['churn', 'wine', 'invoice_fields', 'ticket_language_detection_with_a_long_name'];
  if (amount === 'full') for (let i = names.length; i < 200; i += 1) names.push(`package_${i}`);
  const packages = names.map((name, i) => {
    const count = amount === 'full' ? 50 : 4 - i;
    const created = now - 90 * MINUTE * 24;
    return { name, created, about: nothingSaid, versions: versions(name, count, now) };
  });
  const datasets: DatasetRow[] = [
    dataset('customers', 214, 38_214_556, now),
    dataset('wine', 2, 11_160, now),
    { ...dataset('scans', 100_000, 48_233_911_232, now), link: '/data/shared/scans' },
    dataset(
      'invoices 2024–2026 (all branches, deduplicated, with the corrections of March)',
      8_412,
      2_114_556_001,
      now,
    ),
  ];
  const runs: RunRow[] = [];
  const count = amount === 'full' ? 10_000 : 34;
  for (let i = 0; i < count; i += 1) {
    const from = i < 3 ? packages[0]! : pick(packages);
    const version = pick(from.versions);
    const status: Status =
      i < 2
        ? 'Queued'
        : i === 2
          ? 'Packaging'
          : i === 3
            ? 'Running'
            : pick(['Successful', 'Successful', 'Successful', 'Failed', 'Killed'] as const);
    const created = now - i * i * 4 * MINUTE - i * 3 * MINUTE - 20_000;
    const started = status === 'Queued' ? null : created + 4_000;
    const ends = status === 'Queued' || status === 'Packaging' || status === 'Running';
    const kind: Kind = i % 11 === 7 ? 'evaluation' : i % 13 === 5 ? 'full' : 'training';
    const done = status === 'Successful';
    runs.push({
      id: Array.from({ length: 8 }, () => pick([...LETTERS])).join(''),
      name:
        i % 9 === 4
          ? `${from.name} ${version.version}, weekly, without the branches that closed`
          : `${from.name} ${version.version}`,
      kind,
      package: from.name,
      version: version.version,
      dataset: kind === 'evaluation' ? null : pick(datasets).name,
      folder: kind !== 'evaluation' && i % 3 === 0 ? '2026/training' : '',
      evaluation: kind === 'evaluation' ? pick(datasets).name : null,
      evaluationFolder: kind === 'evaluation' ? '2026/test' : '',
      status,
      place: status === 'Queued' ? 2 - i : null,
      reason:
        status === 'Failed'
          ? pick([
              "train raised ValueError: could not convert string to float: 'n/a'",
              'Python was killed in train because the machine ran out of memory. Use less data at once, or close other programs.',
              'The requirements cannot be installed: no version of scikit-lern was found',
            ])
          : status === 'Killed'
            ? "At the user's request."
            : null,
      made: done && kind !== 'evaluation' ? `${version.version.split('.')[0]}.${i + 4}` : null,
      score: done && kind !== 'training' ? 0.5 + random() / 2 : null,
      schedule: null,
      due: null,
      created,
      started,
      ended:
        ends || started === null
          ? null
          : started + Math.floor(random() * random() * 9_000_000) + 2_000,
      tags: i % 5 === 1 ? ['baseline'] : i % 7 === 2 ? ['nightly', 'to show'] : [],
      note: i % 8 === 3 ? 'Better than the last one.\nThe learning rate was halved.' : '',
      pinned: i === 6,
    });
  }
  return { runs, packages, datasets, amount };
}

function versions(name: string, count: number, now: number): VersionRow[] {
  return Array.from({ length: count }, (_, i) => {
    const minor = i % 5;
    const version = `${1 + Math.floor(i / 5)}.${minor}`;
    const kinds: Kind[] =
      name === 'invoice_fields' ? ['evaluation'] : ['training', 'evaluation', 'full'];
    return {
      package: name,
      version,
      madeBy: minor > 0 ? 'k7p2m9xd' : null,
      madeFrom: minor > 0 ? `${1 + Math.floor(i / 5)}.${minor - 1}` : null,
      changeLog: minor === 0 ? 'Reads the new column “tariff”. Smaller batches.' : '',
      python: '3.11',
      asOf: name === 'wine' && minor > 0 ? '2019-08-14' : null,
      kinds,
      digest: 'b3:6d0f2c4e8a1b',
      bytes: 48_213 + i * 1_234_567,
      score: minor > 1 ? 0.8 + i / 100 : null,
      created: now - (count - i) * 36 * 60 * MINUTE,
    };
  }).reverse();
}

function dataset(name: string, files: number, bytes: number, now: number): DatasetRow {
  return { name, link: null, files, bytes, created: now - 12 * 24 * 60 * MINUTE };
}

/** One folder of a tree that has files of every kind, and in `many/` very many. */
export function entries(path: string, many: number): Entry[] {
  const at = Date.UTC(2026, 10, 20);
  const folder = (name: string): Entry => ({ name, kind: 'folder', bytes: null, changed: at });
  const file = (name: string, bytes: number): Entry => ({ name, kind: 'file', bytes, changed: at });
  if (path === '') {
    return [
      folder('many'),
      folder('plots'),
      file('metrics.json', 412),
      file('model.onnx', 18_233_412),
      file('notes on the training of the third of November, with the corrections.txt', 2_213),
    ];
  }
  if (path === 'plots')
    return [file('confusion.svg', 3_112), file('loss.svg', 2_871), folder('per class')];
  if (path === 'plots/per class')
    return Array.from({ length: 6 }, (_, i) => file(`class ${i}.svg`, 2_900 + i));
  if (path !== 'many') return [];
  return Array.from({ length: many }, (_, i) =>
    file(`sample_${String(i).padStart(6, '0')}.csv`, 900 + (i % 700)),
  );
}

const words = [
  'epoch',
  'loss',
  'accuracy',
  'batch',
  'reading',
  'customers.csv',
  'learning rate',
  'warm-up',
  'saved',
];

export function line(i: number): string {
  if (i % 97 === 13)
    return 'UserWarning: X does not have valid feature names, but StandardScaler was fitted with feature names';
  const rest = `${words[i % 9]} ${words[(i * 7) % 9]}`;
  return `[${String(Math.floor(i / 60) % 60).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}] step ${i}  loss ${(2 / (1 + i / 400)).toFixed(4)}  ${rest}`;
}

export function details(run: RunRow, lines: number): RunDetails {
  const began = run.started ?? 0;
  const ended = run.ended;
  const step = (ended ?? began + 60_000) - began;
  const running = run.status === 'Running';
  const packaging = run.status === 'Packaging';
  const failed = run.status === 'Failed';
  const at = (part: number) => Math.round(began + step * part);
  const stages: RunDetails['stages'] =
    run.started === null
      ? []
      : [
          { stage: 'package', title: 'package', status: 'Packaging', began, ended: at(0.02) },
          {
            stage: 'environment',
            title: 'environment',
            status: 'Packaging',
            began: at(0.02),
            ended: packaging ? null : at(0.2),
          },
          ...(packaging
            ? []
            : ([
                {
                  stage: 'data',
                  title: 'data',
                  status: 'Packaging',
                  began: at(0.2),
                  ended: at(0.24),
                },
                {
                  stage: 'train',
                  title: 'train',
                  status: 'Running',
                  began: at(0.24),
                  ended: running ? null : at(0.9),
                },
                ...(running || failed
                  ? []
                  : [
                      {
                        stage: 'save',
                        title: 'save',
                        status: 'Running' as const,
                        began: at(0.9),
                        ended: at(0.95),
                      },
                      {
                        stage: 'version',
                        title: 'new version',
                        status: 'Running' as const,
                        began: at(0.95),
                        ended,
                      },
                    ]),
              ] as const)),
        ];
  return {
    project: 'default',
    run,
    parameters: [
      { name: 'artifacts_directory', value: 'artifacts' },
      { name: 'save_training_data', value: 'false' },
      { name: 'learning_rate', value: '0.003' },
    ],
    asOf: null,
    gpu: false,
    memoryLimit: null,
    cores: null,
    waitReason: null,
    graceSeconds: 10,
    stages,
    progress: packaging ? { done: 31_000_000, total: 112_000_000, files: 0 } : null,
    resources: running ? { cpu: 312.4, memory: 1_412_000_000, processes: 5 } : null,
    installed: [],
    stopping: false,
    failure: failed
      ? {
          kind: 'code',
          title: 'The package’s code failed',
          stage: 'train',
          reason: run.reason ?? '',
          advice:
            'Read the traceback, correct the package, add it as a new version and run again with it.',
          action: 'again',
          asOf: null,
          lines: [
            'Traceback (most recent call last):',
            '  File "train.py", line 41, in train',
            '    X = frame[self.columns].astype(float)',
            '  File ".../pandas/core/generic.py", line 6643, in astype',
            '    new_data = self._mgr.astype(dtype=dtype, copy=copy, errors=errors)',
            "ValueError: could not convert string to float: 'n/a'",
          ],
          firstLine: Math.max(0, lines - 6),
        }
      : null,
    forecast: run.status === 'Successful' ? null : `${run.version.split('.')[0]}.9`,
    packageThere: true,
    datasetThere: run.dataset !== 'wine',
    evaluationThere: run.evaluation !== 'wine',
    hasResults: ended !== null,
    keptData: false,
    scheduleName: run.schedule && 'Nightly',
    imported: null,
    packageKept: false,
    unpublished: false,
    leftOut: [],
    leftOutCount: 0,
    artifacts: 12,
    logBytes: lines * 70,
    directory: `/home/ada/.local/share/trainyard/runs/${run.id}`,
  };
}
