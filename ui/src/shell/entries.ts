// What the palette leads to and does.

import { iconOf, type IconName } from '$lib/components/icons';
import { attempt } from '$lib/components/toasts.svelte';
import { leaveDrop } from '$lib/drop.svelte';
import {
  call,
  type Language,
  type ProjectRow,
  type RunRow,
  type ScheduleRow,
  type Theme,
} from '$lib/ipc';
import { project, switchTo, titleOf } from '$lib/project.svelte';
import { go, sections } from '$lib/router.svelte';
import { dialogs } from '$lib/runs/list.svelte';
import { readViews, showView, views } from '$lib/runs/views.svelte';
import { applyLanguage, applyTheme } from '$lib/session.svelte';
import { t } from '$lib/words.svelte';
import type { Entry, Group } from './palette';

/** Of a run, its state, package and time are shown too: several can have one name. */
export type Item = Entry & { icon: IconName; of?: RunRow };

const theme = (theme: Theme) =>
  attempt(async () => {
    const { settings } = await call('settings');
    await call('apply_settings', { settings: { ...settings, theme } });
    applyTheme(theme);
  });

const speak = (language: Language) =>
  attempt(async () => {
    const { settings } = await call('settings');
    await call('apply_settings', { settings: { ...settings, language } });
    await applyLanguage(language);
  });

const add = (what: 'package' | 'folder', page: 'packages' | 'datasets') =>
  attempt(async () => {
    const [chosen] = await call('choose', { what });
    if (!chosen) return;
    leaveDrop(chosen);
    go({ page });
  });

export const pages = (): Item[] => [
  ...sections.map((page): Item => {
    return {
      id: `page ${page}`,
      icon: iconOf(page),
      label: t(`nav-${page}`),
      run: () => go({ page }),
    };
  }),
  {
    id: 'page projects',
    icon: 'projects',
    label: t('projects'),
    run: () => go({ page: 'projects' }),
  },
];

export const actions = (): Item[] =>
  [
    { icon: 'plus', label: t('form-title'), run: () => go({ page: 'form' }) },
    {
      icon: 'filter',
      label: t('filters-title'),
      run: () => {
        go({ page: 'pipelines' });
        dialogs.filters = true;
      },
    },
    { icon: 'plus', label: t('packages-add'), run: () => add('package', 'packages') },
    { icon: 'plus', label: t('datasets-add'), run: () => add('folder', 'datasets') },
    { icon: 'settings', label: t('palette-light'), run: () => theme('light') },
    { icon: 'settings', label: t('palette-dark'), run: () => theme('dark') },
    { icon: 'settings', label: 'English', run: () => speak('en') },
    { icon: 'settings', label: 'Français', run: () => speak('fr') },
  ].map((action) => ({ ...action, id: action.label }) as Item);

const scheduled = ({ id, name }: ScheduleRow): Item => ({
  id: `schedule ${id}`,
  icon: 'scheduled',
  label: name,
  run: () => go({ page: 'schedule', id }),
});

/** What a person has given a name: packages, datasets, schedules, saved views, and projects. */
export async function readNames(): Promise<Group<Item>[]> {
  const [projects, packages, datasets, schedules] = await Promise.all([
    call('projects', { counted: false }),
    call('packages'),
    call('datasets'),
    call('schedules'),
    readViews(),
  ]);
  const others = projects.rows.filter(({ id }) => id !== project()?.id);
  return [
    { title: t('nav-packages'), entries: packages.map(({ name }) => named('package', name)) },
    { title: t('nav-datasets'), entries: datasets.map(({ name }) => named('dataset', name)) },
    { title: t('nav-schedules'), entries: schedules.rows.map(scheduled) },
    { title: t('views'), entries: views.all.map(viewing) },
    { title: t('projects'), entries: others.map(switching) },
  ];
}

const viewing = (view: (typeof views.all)[number]): Item => ({
  id: `view ${view.name}`,
  icon: 'view',
  label: view.name,
  run: () => {
    go({ page: 'pipelines' });
    showView(view);
  },
});

const switching = (row: ProjectRow): Item => ({
  id: `project ${row.id}`,
  icon: 'projects',
  label: t('projects-switch-to', { name: titleOf(row) }),
  run: () => void attempt(() => switchTo(row.id)),
});

function named(page: 'package' | 'dataset', name: string): Item {
  const icon = page === 'package' ? 'packages' : 'datasets';
  return { id: `${page} ${name}`, icon, label: name, run: () => go({ page, name }) };
}
