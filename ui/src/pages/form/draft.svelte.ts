// The form as it is being filled in. What was typed is never lost: it outlives the page, and in
// the session's storage the window's reload.

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

export const DAYS: Day[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** Each project has a draft of its own. */
const kept = () => `form ${project()?.id}`;
const PATIENCE = 150;

/** Each dataset of the form with the folder in it. */
export const folderOf = { dataset: 'folder', evaluationDataset: 'evaluationFolder' } as const;

export class Draft {
  form = $state<RunForm | null>(null);
  refusal = $state.raw<Refusal | null>(null);
  sentence = $state<string | null>(null);
  /** The next times at which it will be made. */
  times = $state.raw<number[]>([]);
  creating = $state(false);

  /** Fields the person has been at: what is wrong with the others can wait. */
  #touched = $state.raw<ReadonlySet<Field>>(new Set());
  /** Create was pressed: what is wrong is said wherever it is. */
  #pressed = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #check = 0;

  /** The kept draft, else an empty form. */
  async begin(): Promise<void> {
    const draft = sessionStorage.getItem(kept());
    if (draft && !this.form) this.form = JSON.parse(draft) as RunForm;
    if (this.form) return;
    const empty = await call('form', { from: { from: 'empty' } });
    // Meanwhile another one may have been begun.
    this.form ??= empty;
  }

  /** A form filled in anew. Answers the draft that it replaces, if the person had begun one. */
  async fill(from: FormSource): Promise<RunForm | null> {
    const before = this.#touched.size > 0 ? $state.snapshot(this.form) : null;
    this.replace(await call('form', { from }));
    return before;
  }

  /** Lays it aside: it is kept for when the window works in its project again. */
  putAway(): void {
    clearTimeout(this.#timer);
    this.form = null;
    this.refusal = null;
    this.sentence = null;
    this.times = [];
    this.#check += 1;
    this.#touched = new Set();
    this.#pressed = false;
  }

  replace(form: RunForm): void {
    this.form = form;
    this.#touched = new Set();
    this.#pressed = false;
  }

  /**
   * The person goes on from a field. What is wrong with it is said a moment later: it moves what
   * stands below, and must not move it away from under the press that left the field.
   */
  leave(field: Field): void {
    setTimeout(() => this.touch(field), 250);
  }

  touch(field: Field): void {
    this.#touched = new Set([...this.#touched, field]);
  }

  /** What is to be said at a field, or, without one, where no field is to blame. */
  wrong(field: Field | null, row: number | null = null): string | null {
    const about = this.refusal;
    if (!about || about.field !== field || (row !== null && about.row !== row)) return null;
    const due = this.#pressed || (field !== null && this.#touched.has(field));
    return due ? about.text : null;
  }

  /** Keeps it, and has it judged once the person pauses. Reads the form, so effects follow it. */
  changed(): void {
    const form = $state.snapshot(this.form);
    if (!form) return;
    sessionStorage.setItem(kept(), JSON.stringify(form));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#judge(form), PATIENCE);
  }

  async #judge(form: RunForm): Promise<void> {
    const check = ++this.#check;
    const verdict = await call('check_form', { form }).catch((thrown) => ({
      refusal: asRefusal(thrown),
      sentence: null,
      times: [],
    }));
    // An older answer says nothing about what stands there now.
    if (check !== this.#check) return;
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
    clearTimeout(this.#timer);
    const check = ++this.#check;
    try {
      const made = await make($state.snapshot(this.form));
      this.#forget();
      return made;
    } catch (thrown) {
      if (check === this.#check) {
        this.refusal = asRefusal(thrown);
        this.sentence = null;
      }
      return null;
    } finally {
      this.creating = false;
    }
  }

  #forget(): void {
    clearTimeout(this.#timer);
    sessionStorage.removeItem(kept());
    this.form = null;
    this.refusal = null;
    this.sentence = null;
    this.times = [];
    this.#touched = new Set();
    this.#pressed = false;
  }

  // What one choice means for the others.

  choosePackage(name: string, choices: Choices): void {
    const form = this.form;
    if (!form) return;
    const versions = choices.packages.find((known) => known.name === name)?.versions ?? [];
    const able = versions.find(
      ({ kinds }) => !kinds.find(({ kind }) => kind === form.kind)?.refused,
    );
    this.#rename(form, name, able?.version ?? '');
    form.package = name;
    form.version = able?.version ?? '';
    this.touch('package');
  }

  chooseVersion(version: string): void {
    if (!this.form) return;
    this.#rename(this.form, this.form.package, version);
    this.form.version = version;
    this.touch('version');
  }

  /** A name that the person has not chosen follows what they choose. */
  #rename(form: RunForm, name: string, version: string): void {
    const prefilled = `${form.package} ${form.version}`.trim();
    if (form.name.trim() === '' || form.name === prefilled) form.name = `${name} ${version}`.trim();
  }

  /** Another dataset has other folders. */
  chooseDataset(of: keyof typeof folderOf, name: string): void {
    if (!this.form) return;
    if (name !== this.form[of]) this.form[folderOf[of]] = '';
    this.form[of] = name;
    this.touch(of);
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
    const before = defaultsOf(choices, this.form.kind);
    this.form.parameters = withDefaults(this.form.parameters, before, defaultsOf(choices, kind));
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

/** The new type's defaults, as far as they were there with their values, and the person's own. */
function withDefaults(rows: Parameter[], before: Parameter[], after: Parameter[]): Parameter[] {
  const named = (name: string) => (parameter: Parameter) => parameter.name === name;
  return [
    ...after.map((standard) => rows.find(named(standard.name)) ?? { ...standard }),
    ...rows.filter(({ name }) => !after.some(named(name)) && !before.some(named(name))),
  ];
}

/** The one draft there is. */
export const draft = new Draft();
whenLeft(() => draft.putAway());
