// The form as it is being filled in. What was typed is never lost: it outlives the page, and in
// the session's storage the window's reload.

import { tick } from 'svelte';
import { toast } from '$lib/components/toasts.svelte';
import {
  call,
  refusal as asRefusal,
  type Choices,
  type Day,
  type Field,
  type FormSource,
  type Parameter,
  type Refusal,
  type RunForm,
} from '$lib/ipc';
import { project, whenLeft } from '$lib/project.svelte';
import type { Route } from '$lib/router.svelte';
import type { Compared } from './changes';

export const DAYS: Day[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** Each project has a draft of its own. */
const storageKey = () => `form ${project()?.id}`;
const DELAY = 150;

/** Each dataset of the form with the folder in it. */
export const folderOf = { dataset: 'folder', evaluationDataset: 'evaluationFolder' } as const;

/** What was chosen or typed and is not shown now, should the person choose what it belongs to again. */
type Remembered = {
  /** Values of another type's own parameters, by name. */
  parameters: Record<string, string>;
  /** Versions by package. */
  versions: Record<string, string>;
  /** Days to resolve as of, by package and version. */
  asOf: Record<string, string>;
  /** Folders by dataset, of each dataset of the form. */
  folders: Record<keyof typeof folderOf, Record<string, string>>;
};

const nothing = (): Remembered => ({
  parameters: {},
  versions: {},
  asOf: {},
  folders: { dataset: {}, evaluationDataset: {} },
});

/** A draft as it is kept. */
export type SavedDraft = {
  form: RunForm | null;
  /** The form as it was filled in: what differs from it is the person's. */
  filled: RunForm | null;
  original: RunForm | null;
  remembered: Remembered;
};

const cleared = (): SavedDraft => ({
  form: null,
  filled: null,
  original: null,
  remembered: nothing(),
});

export class Draft {
  form = $state<RunForm | null>(null);
  /** The run that is made again, as a form; null: none is. */
  original = $state.raw<RunForm | null>(null);
  refusal = $state.raw<Refusal | null>(null);
  sentence = $state<string | null>(null);
  /** The next times at which it will be made. */
  times = $state.raw<number[]>([]);
  creating = $state(false);

  /** Fields the person has been at: what is wrong with the others can wait. */
  #touched = $state.raw<ReadonlySet<Field>>(new Set());
  /** Of those, the ones that were judged as they stand now: what was wrong before is not said of them. */
  #checked = $state.raw<ReadonlySet<Field>>(new Set());
  /** Create was pressed: what is wrong is said wherever it is. */
  #pressed = $state(false);
  #filled: RunForm | null = null;
  #remembered = nothing();
  /** Counts the forms that there were: an answer for an earlier one comes too late. */
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #check = 0;
  #isChecking = false;

  /**
   * The form for a new run: the draft as it was left, else an empty one. The edit of a schedule is
   * none, and makes room: answers it, if the person had changed something.
   */
  async begin(): Promise<SavedDraft | null> {
    this.#recall();
    if (this.form && !this.form.when.schedule) return null;
    return this.fill({ from: 'empty' });
  }

  /**
   * A form that is filled in again, to resolve as of another day if one is given. Answers the draft that it
   * replaces, if the person had begun one.
   */
  async fill(from: FormSource, asOf?: string): Promise<SavedDraft | null> {
    const recalled = this.#recall();
    // The window was reloaded over an edit, which goes on.
    if (recalled && from.from === 'schedule' && this.form?.when.schedule === from.id) return null;
    const turn = ++this.#turn;
    const was = await call('form', { from });
    const form = { ...was, asOf: asOf ?? was.asOf };
    // Meanwhile another one was begun, or the project was left.
    if (turn !== this.#turn) return null;
    const before = this.#isBegun() ? this.#snapshot() : null;
    const filled = structuredClone(form);
    const original = from.from === 'run' ? was : null;
    this.restore({ form, filled, original, remembered: nothing() });
    return before;
  }

  /** Takes up the kept draft where there is none here. Answers whether there was one to take up. */
  #recall(): boolean {
    const saved = this.form ? null : sessionStorage.getItem(storageKey());
    // A draft that an older program saved may lack a field.
    if (saved) this.restore({ ...cleared(), ...(JSON.parse(saved) as Partial<SavedDraft>) });
    return saved !== null;
  }

  /** Whether the person has made something of it. */
  #isBegun(): boolean {
    return this.form !== null && JSON.stringify(this.form) !== JSON.stringify(this.#filled);
  }

  /** Lays it aside: it is kept for when the window works in its project again. */
  putAway(): void {
    clearTimeout(this.#timer);
    this.#check += 1;
    [this.refusal, this.sentence, this.times] = [null, null, []];
    this.restore(cleared());
  }

  #snapshot(): SavedDraft {
    return {
      form: $state.snapshot(this.form),
      filled: this.#filled,
      original: this.original,
      remembered: structuredClone(this.#remembered),
    };
  }

  /** Another form in its place. */
  replace(form: RunForm): void {
    this.restore({ ...cleared(), form, filled: structuredClone(form) });
  }

  restore({ form, filled, original, remembered }: SavedDraft): void {
    this.#turn += 1;
    [this.form, this.#filled, this.original, this.#remembered] = [
      form,
      filled,
      original,
      remembered,
    ];
    this.#touched = this.#checked = new Set();
    this.#pressed = this.#isChecking = false;
  }

  /**
   * The person goes on from a field. What is wrong with it is said a moment later: it moves what
   * stands below, and must not move it away from under the press that left the field. Another form
   * that stands there by then is not the one they were at.
   */
  leave(field: Field): void {
    const turn = this.#turn;
    setTimeout(() => turn === this.#turn && this.touch(field), 250);
  }

  touch(field: Field): void {
    this.#touched = new Set([...this.#touched, field]);
    // What was just chosen is judged first, once it is known that it changes the form.
    void tick().then(() => {
      if (!this.#isChecking) this.#checked = this.#touched;
    });
  }

  /** What is to be said at a field, or, without one, where no field is to blame. */
  wrong(field: Field | null, row: number | null = null): string | null {
    const about = this.refusal;
    if (!about || about.field !== field || (row !== null && about.row !== row)) return null;
    const due = this.#pressed || (field !== null && this.#checked.has(field));
    return due ? about.text : null;
  }

  /** Keeps it, and has it judged once the person pauses. Reads the form, so effects follow it. */
  changed(): void {
    const saved = this.#snapshot();
    const { form } = saved;
    if (!form) return;
    sessionStorage.setItem(storageKey(), JSON.stringify(saved));
    clearTimeout(this.#timer);
    this.#isChecking = true;
    this.#timer = setTimeout(() => void this.#runCheck(form), DELAY);
  }

  async #runCheck(form: RunForm): Promise<void> {
    const check = ++this.#check;
    const verdict = await call('check_form', { form }).catch((thrown) => ({
      refusal: asRefusal(thrown),
      sentence: null,
      times: [],
    }));
    // An older answer says nothing about what stands there now.
    if (check !== this.#check) return;
    this.#isChecking = false;
    this.#checked = this.#touched;
    this.refusal = verdict.refusal;
    this.sentence = verdict.sentence;
    this.times = verdict.times;
  }

  /**
   * Creates the run, or the schedule that will. Answers the page that shows it; null: it was refused,
   * and the form says why.
   */
  async create(): Promise<Route | null> {
    if (!this.form || this.creating) return null;
    this.#pressed = true;
    this.creating = true;
    this.#isChecking = false;
    clearTimeout(this.#timer);
    const check = ++this.#check;
    const key = storageKey();
    try {
      const made = await make($state.snapshot(this.form));
      this.#forget(key);
      return made;
    } catch (thrown) {
      const refusal = asRefusal(thrown);
      if (check === this.#check) {
        this.refusal = refusal;
        this.sentence = null;
      } else if (refusal.field === null) {
        // No judgement of what was typed meanwhile will say it.
        toast({ look: 'failed', text: refusal.text });
      }
      return null;
    } finally {
      this.creating = false;
    }
  }

  /** The draft that is kept under this key has become what it was for. */
  #forget(key: string): void {
    sessionStorage.removeItem(key);
    // Meanwhile another project may have been entered, which has a draft of its own.
    if (key === storageKey()) this.putAway();
  }

  // What one choice means for the others.

  choosePackage(name: string, choices: Choices): void {
    const form = this.form;
    if (!form) return;
    const versions = choices.packages.find((known) => known.name === name)?.versions ?? [];
    const able = versions.find(
      ({ kinds }) => !kinds.find(({ kind }) => kind === form.kind)?.refused,
    );
    this.#remembered.versions[form.package] = form.version;
    const before = versions.find(({ version }) => version === this.#remembered.versions[name]);
    const version = (before ?? able)?.version ?? '';
    this.#take(form, name, version, choices);
    this.touch('package');
  }

  chooseVersion(version: string, choices: Choices): void {
    if (!this.form) return;
    this.#take(this.form, this.form.package, version, choices);
    this.touch('version');
  }

  /** Another version. A name, and a day to resolve as of, that the person has not chosen follow it. */
  #take(form: RunForm, name: string, version: string, choices: Choices): void {
    const prefilled = `${form.package} ${form.version}`.trim();
    if (form.name.trim() === '' || form.name === prefilled) form.name = `${name} ${version}`.trim();
    this.#remembered.asOf[`${form.package} ${form.version}`] = form.asOf;
    if (form.asOf === asOfVersion(choices, form.package, form.version))
      form.asOf =
        this.#remembered.asOf[`${name} ${version}`] ?? asOfVersion(choices, name, version);
    form.package = name;
    form.version = version;
  }

  /** Another dataset has other folders. */
  chooseDataset(of: keyof typeof folderOf, name: string): void {
    if (!this.form) return;
    const folders = this.#remembered.folders[of];
    folders[this.form[of]] = this.form[folderOf[of]];
    this.form[folderOf[of]] = folders[name] ?? '';
    this.form[of] = name;
    this.touch(of);
  }

  /** Makes a field again what it is in the original. */
  takeBack(field: Compared, choices: Choices): void {
    const { form, original } = this;
    if (!form || !original) return;
    if (field === 'kind') return this.chooseKind(original.kind, choices);
    if (field === 'package') this.choosePackage(original.package, choices);
    if (field === 'package' || field === 'version') this.chooseVersion(original.version, choices);
    if (field === 'dataset' || field === 'evaluationDataset')
      this.chooseDataset(field, original[field]);
    // With it what it brings along: a version of this package, a folder of this dataset.
    const whole = {
      dataset: ['folder'],
      evaluationDataset: ['evaluationFolder'],
    };
    const more = (whole as Partial<Record<Compared, Compared[]>>)[field] ?? [];
    for (const one of [field, ...more]) Object.assign(form, { [one]: original[one] });
    this.touch('name');
  }

  toggleDay(day: Day): void {
    const when = this.form?.when;
    if (!when) return;
    const others = when.days.filter((other) => other !== day);
    when.days = others.length < when.days.length ? others : [...others, day];
    this.touch('days');
  }

  chooseKind(kind: RunForm['kind'], choices: Choices): void {
    if (!this.form) return;
    const [before, after] = [defaultsOf(choices, this.form.kind), defaultsOf(choices, kind)];
    for (const { name, value } of this.form.parameters) {
      if (named(before, name) && !named(after, name)) this.#remembered.parameters[name] = value;
    }
    this.form.parameters = withDefaults(
      this.form.parameters,
      before,
      after.map(({ name, value }) => ({ name, value: this.#remembered.parameters[name] ?? value })),
    );
    this.form.kind = kind;
    this.touch('type');
    // It may not be able to run the new type.
    this.touch('version');
  }
}

async function make(form: RunForm): Promise<Route> {
  if (form.when.is === 'now') {
    const { id } = await call('create_run', { form });
    return { page: 'run', id, tab: 'overview' };
  }
  const { id } = await call('keep_schedule', { form });
  return { page: 'schedule', id };
}

export function defaultsOf(choices: Choices, kind: RunForm['kind']): Parameter[] {
  return choices.kinds.find((known) => known.kind === kind)?.defaults ?? [];
}

/** The day that a version's runs resolve as of; empty: none. */
function asOfVersion(choices: Choices, name: string, version: string): string {
  const versions = choices.packages.find((known) => known.name === name)?.versions;
  return versions?.find((known) => known.version === version)?.asOf ?? '';
}

/** The new type's defaults, as far as they were there with their values, and the person's own. */
function withDefaults(rows: Parameter[], before: Parameter[], after: Parameter[]): Parameter[] {
  return [
    ...after.map((standard) => named(rows, standard.name) ?? { ...standard }),
    ...rows.filter(({ name }) => !named(after, name) && !named(before, name)),
  ];
}

const named = (rows: Parameter[], name: string) => rows.find((row) => row.name === name);

/** The one draft there is. */
export const draft = new Draft();
whenLeft(() => draft.putAway());
