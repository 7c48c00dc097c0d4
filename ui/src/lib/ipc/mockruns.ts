// The pretend program's list of runs: what the store would find, and in which order.

import type { RunFilter, RunQuery, RunRow, RunSort, RunValues } from './bindings';

/** What a person looks back to: a day, or so many days or hours ago. */
function time(text: string): number {
  const ago = /^(\d+)([dh])$/.exec(text.trim());
  const unit = ago?.[2] === 'd' ? 86_400_000 : 3_600_000;
  return ago ? Date.now() - Number(ago[1]) * unit : Date.parse(text);
}

function lets(filter: RunFilter, run: RunRow): boolean {
  const made = run.made ? `${run.package} ${run.made}` : '';
  const texts = [run.id, run.name, `${run.package} ${run.version}`, made, run.note, ...run.tags];
  const datasets = [run.dataset ?? '', run.evaluation ?? ''];
  const sought = filter.text.trim().toLowerCase();
  return (
    (filter.statuses.length === 0 || filter.statuses.includes(run.status)) &&
    (filter.kinds.length === 0 || filter.kinds.includes(run.kind)) &&
    (filter.package ?? run.package) === run.package &&
    (filter.version ?? run.version) === run.version &&
    (filter.dataset === null || datasets.includes(filter.dataset)) &&
    filter.tags.every((tag) => run.tags.includes(tag)) &&
    (filter.since === null || run.created >= time(filter.since)) &&
    (filter.until === null || run.created < time(filter.until)) &&
    [...texts, ...datasets].some((text) => text.toLowerCase().includes(sought))
  );
}

function value(run: RunRow, by: RunSort): string | number | null {
  if (by === 'duration') return run.started && (run.ended ?? Date.now()) - run.started;
  if (by === 'type') return run.kind;
  if (by === 'tags') return run.tags.join() || null;
  if (by === 'package') return `${run.package} ${run.version}`;
  return run[by === 'queue' ? 'place' : by];
}

/** The runs that a query finds, in its order. */
export function found(runs: RunRow[], query: RunQuery): RunRow[] {
  const order = query.descending ? -1 : 1;
  const pins = (run: RunRow) => Number(run.pinned && query.sort !== 'queue');
  return runs
    .filter((run) => lets(query.filter, run))
    .sort((a, b) => {
      const [x, y] = [value(a, query.sort), value(b, query.sort)];
      const last = Number(x === null) - Number(y === null);
      const compared = last || (x! < y! ? -order : x! > y! ? order : 0);
      return pins(b) - pins(a) || compared || b.created - a.created;
    });
}

/** What the list of runs can be narrowed to. */
export function values(runs: RunRow[]): RunValues {
  const all = (texts: (string | null)[]) =>
    [...new Set(texts)].filter((text) => text !== null).sort();
  const versions = (name: string) =>
    all(runs.map((run) => (run.package === name ? run.version : null)));
  return {
    packages: all(runs.map((run) => run.package)).map((name) => ({
      name,
      versions: versions(name),
    })),
    datasets: all(runs.flatMap((run) => [run.dataset, run.evaluation])),
    tags: all(runs.flatMap((run) => run.tags)),
  };
}
