// The form as it is being filled in. Nothing that was typed is lost: the draft outlives the page,
// and the session's storage preserves it when the window is reloaded.

import { tick } from 'svelte';
import { toast } from '$lib/components/toasts.svelte';
import {
  call,
  refusal as asRefusal,
  type Choices,
  type Day,
  type Field,
  type FormSource,
  type FormVerdict,
  type Parameter,
  type Refusal,
  type RunForm,
} from '$lib/ipc';
import { project, onProjectChange } from '$lib/project.svelte';
import type { Route } from '$lib/router.svelte';
import { addDays, today, written } from '../days';
import type { Compared } from './changes';

export const DAYS: Day[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** Each project has its own draft. */
const storageKey = () => `form ${project()?.id}`;
/** How long the user pauses before the form is checked, in milliseconds. */
const DELAY = 150;

/** The form's dataset fields, with the field for the folder in each. */
export const folderOf = { dataset: 'folder', evaluationDataset: 'evaluationFolder' } as const;

/** The form's dataset fields, with the field for the state of each. */
export const stateOf = {
  dataset: 'datasetState',
  evaluationDataset: 'evaluationDatasetState',
} as const;

/** Values of fields that another choice has hidden. They return when it is changed back. */
type Remembered = {
  /** Values of the parameters of other pipeline types, by name. */
  parameters: Record<string, string>;
  /** Versions by package. */
  versions: Record<string, string>;
  /** Days to resolve as of, by package and version. */
  asOf: Record<string, string>;
  /** Folders by dataset, for each dataset field. */
  folders: Record<keyof typeof folderOf, Record<string, string>>;
};

const nothing = (): Remembered => ({
  parameters: {},
  versions: {},
  asOf: {},
  folders: { dataset: {}, evaluationDataset: {} },
});

/** A draft as it is saved. */
export type SavedDraft = {
  form: RunForm | null;
  /** The form as it was filled in; the differences are the user's work. */
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
  /** The form of the run that is run again; null for a new run. */
  original = $state.raw<RunForm | null>(null);
  /** Everything that is wrong with the form. */
  refusals = $state.raw<Refusal[]>([]);
  sentence = $state<string | null>(null);
  /** The next times at which the schedule will fire. */
  times = $state.raw<number[]>([]);
  creating = $state(false);

  /** Fields that the user has visited. Mistakes in the others are not shown yet. */
  #touched = $state.raw<ReadonlySet<Field>>(new Set());
  /** Visited fields whose current values have been checked. Only their mistakes are shown. */
  #checked = $state.raw<ReadonlySet<Field>>(new Set());
  /** Create was pressed, so mistakes are shown in every field. */
  #pressed = $state(false);
  #filled: RunForm | null = null;
  #remembered = nothing();
  /** Counts the forms: an answer about an earlier one is ignored. */
  #turn = 0;
  /** The form page, which opens next, shows this draft. */
  #isBroughtBack = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #check = 0;
  #isChecking = false;

  /**
   * The form for a new run, or for a new schedule: the saved draft, or else an empty form. A draft that
   * edits a schedule is replaced, and returned if the user had changed something.
   */
  async begin(when: 'now' | 'recurring' = 'now'): Promise<SavedDraft | null> {
    this.#recall();
    const isKept = this.form && (!this.form.when.schedule || this.#isBroughtBack);
    this.#isBroughtBack = false;
    const replaced = isKept ? null : await this.fill({ from: 'empty' });
    // If the user has begun the draft, its time is theirs, unless they ask for a schedule now.
    const asks = this.form?.when.is === 'now' ? when === 'recurring' : !this.#isBegun();
    if (this.form && this.#filled && asks) this.form.when.is = this.#filled.when.is = when;
    return replaced;
  }

  /**
   * Fills in the form, with another day to resolve as of if one is given. Returns the draft that it
   * replaces, if the user had begun one.
   */
  async fill(from: FormSource, asOf?: string): Promise<SavedDraft | null> {
    const recalled = this.#recall();
    // The window was reloaded during an edit, which continues.
    if (recalled && from.from === 'schedule' && this.form?.when.schedule === from.id) return null;
    const turn = ++this.#turn;
    const was = await call('form', { from });
    const form = { ...was, asOf: asOf ?? was.asOf };
    // In the meantime another form was requested, or the project was left.
    if (turn !== this.#turn) return null;
    const before = this.#isBegun() ? this.#snapshot() : null;
    const filled = structuredClone(form);
    const original = from.from === 'run' ? was : null;
    this.restore({ form, filled, original, remembered: nothing() });
    return before;
  }

  /** Restores the saved draft if no form is open. Returns whether there was one. */
  #recall(): boolean {
    const saved = this.form ? null : sessionStorage.getItem(storageKey());
    // A draft that an older program saved may lack a field.
    if (saved) this.restore({ ...cleared(), ...(JSON.parse(saved) as Partial<SavedDraft>) });
    return saved !== null;
  }

  /** Whether the user has changed something. */
  #isBegun(): boolean {
    return this.form !== null && JSON.stringify(this.form) !== JSON.stringify(this.#filled);
  }

  /** Discards the draft. Returns it if the user had begun one. */
  discard(): SavedDraft | null {
    const before = this.#isBegun() ? this.#snapshot() : null;
    sessionStorage.removeItem(storageKey());
    this.putAway();
    return before;
  }

  /** Takes back {@link discard}, before the form page is opened. */
  bringBack(discarded: SavedDraft): void {
    this.restore(discarded);
    this.#isBroughtBack = true;
  }

  /** Closes the form. The saved draft remains until the window works in its project again. */
  putAway(): void {
    clearTimeout(this.#timer);
    this.#check += 1;
    [this.refusals, this.sentence, this.times] = [[], null, []];
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

  /** Replaces the form. */
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
   * The user leaves a field. Its mistake is shown a moment later: the message moves what is below it,
   * which must not move from under the click that left the field. By then another form may be open,
   * which the user has not visited.
   */
  leave(field: Field): void {
    const turn = this.#turn;
    setTimeout(() => turn === this.#turn && this.touch(field), 250);
  }

  touch(field: Field): void {
    this.#touched = new Set([...this.#touched, field]);
    // If the choice changed the form, an effect starts a check first, and its result is awaited.
    void tick().then(() => {
      if (!this.#isChecking) this.#checked = this.#touched;
    });
  }

  /** The message to show at a field; for null, the one that is about no field. */
  wrong(field: Field | null, row: number | null = null): string | null {
    const about = this.refusals.find(
      (refusal) => refusal.field === field && (row === null || refusal.row === row),
    );
    // Without a package there is no version to choose.
    if (!about || (field === 'version' && this.form?.package === '')) return null;
    const due = this.#pressed || (field !== null && this.#checked.has(field));
    return due ? about.text : null;
  }

  /** How many mistakes Create has shown. */
  get mistakes(): number {
    const shown = ({ field, row }: Refusal) => field && this.wrong(field, row) !== null;
    return this.#pressed ? this.refusals.filter(shown).length : 0;
  }

  /** Saves the draft, and checks it once the user pauses. Effects that call this depend on the form. */
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
    const verdict = await checked(form);
    // A newer check was started, so this answer is out of date.
    if (check !== this.#check) return;
    this.#isChecking = false;
    this.#checked = this.#touched;
    this.refusals = verdict.refusals;
    this.sentence = verdict.sentence;
    this.times = verdict.times;
  }

  /**
   * Creates the run or the schedule. Resolves to the page that shows it, or to null if it was
   * refused, and the form shows why.
   */
  async create(): Promise<Route | null> {
    if (!this.form || this.creating) return null;
    this.#pressed = true;
    this.creating = true;
    this.#isChecking = false;
    clearTimeout(this.#timer);
    const check = ++this.#check;
    const key = storageKey();
    const form = $state.snapshot(this.form);
    try {
      const made = await make(form);
      this.#forget(key);
      return made;
    } catch (thrown) {
      const refusal = asRefusal(thrown);
      // It is the first mistake; the user sees all of them at once.
      const { refusals } = await checked(form);
      if (check === this.#check) {
        const isKnown = refusals.some(
          ({ field, row }) => field === refusal.field && row === refusal.row,
        );
        this.refusals = isKnown ? refusals : [refusal, ...refusals];
        this.sentence = null;
      } else if (refusal.field === null) {
        // The check of what was typed in the meantime will not repeat this message.
        toast({ look: 'failed', text: refusal.text });
      }
      return null;
    } finally {
      this.creating = false;
    }
  }

  /** Removes the draft with this key, which has become a run or a schedule. */
  #forget(key: string): void {
    sessionStorage.removeItem(key);
    // In the meantime the window may have changed to another project, which has its own draft.
    if (key === storageKey()) this.putAway();
  }

  // How a choice affects other fields.

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

  /** Sets the version. A name and a day to resolve as of that the user did not enter follow it. */
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

  /** Sets a dataset, and the folder that was last chosen in it. */
  chooseDataset(of: keyof typeof folderOf, name: string): void {
    if (!this.form) return;
    const folders = this.#remembered.folders[of];
    folders[this.form[of]] = this.form[folderOf[of]];
    this.form[folderOf[of]] = folders[name] ?? '';
    this.form[stateOf[of]] = null;
    this.form[of] = name;
    this.touch(of);
  }

  /** Resets a field to its value in the original run. */
  takeBack(field: Compared, choices: Choices): void {
    const { form, original } = this;
    if (!form || !original) return;
    if (field === 'kind') return this.chooseKind(original.kind, choices);
    if (field === 'package') this.choosePackage(original.package, choices);
    if (field === 'package' || field === 'version') this.chooseVersion(original.version, choices);
    if (field === 'dataset' || field === 'evaluationDataset')
      this.chooseDataset(field, original[field]);
    // Fields that depend on it are reset with it: the folder and the state of a dataset.
    const whole = {
      dataset: ['folder', 'datasetState'],
      evaluationDataset: ['evaluationFolder', 'evaluationDatasetState'],
    };
    const more = (whole as Partial<Record<Compared, Compared[]>>)[field] ?? [];
    for (const one of [field, ...more]) Object.assign(form, { [one]: original[one] });
    this.touch('name');
  }

  /** Sets a version that was just added. */
  takePackage(name: string, version: string, choices: Choices): void {
    this.choosePackage(name, choices);
    this.chooseVersion(version, choices);
  }

  /** Sets when the run is to be created: by default tomorrow morning, if at a time. */
  chooseWhen(is: RunForm['when']['is']): void {
    const when = this.form?.when;
    if (!when) return;
    when.is = is;
    if (is === 'at' && when.at === '')
      this.setAt({ day: written(addDays(today(), 1)), time: '08:00' });
  }

  /** The day and the time of `at`, in which the time is what follows the last space. */
  get at(): { day: string; time: string } {
    const at = this.form?.when.at ?? '';
    const end = at.lastIndexOf(' ');
    return end < 0 ? { day: at, time: '' } : { day: at.slice(0, end), time: at.slice(end + 1) };
  }

  setAt(changed: { day?: string; time?: string }): void {
    if (!this.form) return;
    const { day, time } = { ...this.at, ...changed };
    // A time that is pasted or typed after the day replaces the one beside it.
    const both = /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}$/.test(day);
    this.form.when.at = both ? day.replace('T', ' ') : `${day} ${time}`;
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
    // The version may not support the new type.
    this.touch('version');
  }
}

async function make(form: RunForm): Promise<Route> {
  if (form.when.is === 'now') {
    const { id } = await call('create_run', { form });
    return { page: 'run', id, tab: 'overview' };
  }
  const { id } = await call('save_schedule', { form });
  return { page: 'schedule', id };
}

/** What is wrong with a form, and what it will do. */
const checked = (form: RunForm): Promise<FormVerdict> =>
  call('check_form', { form }).catch((thrown) => ({
    refusals: [asRefusal(thrown)],
    sentence: null,
    times: [],
  }));

export function defaultsOf(choices: Choices, kind: RunForm['kind']): Parameter[] {
  return choices.kinds.find((known) => known.kind === kind)?.defaults ?? [];
}

/** The day as of which a version's runs resolve; empty if it has none. */
function asOfVersion(choices: Choices, name: string, version: string): string {
  const versions = choices.packages.find((known) => known.name === name)?.versions;
  return versions?.find((known) => known.version === version)?.asOf ?? '';
}

/** The new type's parameters, with the values they already have in the form, then the user's own. */
function withDefaults(rows: Parameter[], before: Parameter[], after: Parameter[]): Parameter[] {
  return [
    ...after.map((standard) => named(rows, standard.name) ?? { ...standard }),
    ...rows.filter(({ name }) => !named(after, name) && !named(before, name)),
  ];
}

const named = (rows: Parameter[], name: string) => rows.find((row) => row.name === name);

/** The only draft. */
export const draft = new Draft();
onProjectChange(() => draft.putAway());
