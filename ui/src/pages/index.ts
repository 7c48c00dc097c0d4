// The component of each page. Only that of the first page is part of the initial download.

import type { Component } from 'svelte';
import { write, type Route } from '$lib/router.svelte';
import Pipelines from './pipelines/Pipelines.svelte';

/** Each gets the fields of its route as props. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the fields of all routes differ
export type Page = Component<any>;

const imports: Record<Route['page'], () => Promise<{ default: Page }>> = {
  pipelines: async () => ({ default: Pipelines }),
  form: () => import('./form/Form.svelte'),
  run: () => import('./details/Details.svelte'),
  comparison: () => import('./comparison/Comparison.svelte'),
  plot: () => import('./plot/Plot.svelte'),
  schedules: () => import('./schedules/Schedules.svelte'),
  schedule: () => import('./schedules/Schedule.svelte'),
  packages: () => import('./packages/Packages.svelte'),
  package: () => import('./packages/Package.svelte'),
  files: () => import('./packages/Files.svelte'),
  compare: () => import('./packages/Compare.svelte'),
  datasets: () => import('./datasets/Datasets.svelte'),
  dataset: () => import('./datasets/Dataset.svelte'),
  lineage: () => import('./lineage/Lineage.svelte'),
  projects: () => import('./projects/Projects.svelte'),
  logs: () => import('./logs/Logs.svelte'),
  storage: () => import('./storage/Storage.svelte'),
  settings: () => import('./settings/Settings.svelte'),
};

const loaded = new Map<Route['page'], Page>([['pipelines', Pipelines]]);

/** A page's component, or a promise if it has not been loaded. */
export function page({ page: name }: Route): Page | Promise<Page> {
  return loaded.get(name) ?? load(name);
}

async function load(name: Route['page']): Promise<Page> {
  const { default: component } = await imports[name]();
  loaded.set(name, component);
  return component;
}

/** Loads the other pages once the window is idle. */
export function warmUp(): void {
  setTimeout(() => {
    for (const name of Object.keys(imports) as Route['page'][]) {
      // A page that cannot be loaded now is loaded when somebody opens it.
      load(name).catch(() => {});
    }
  }, 500);
}

/** Routes with the same key share an instance of the page, whose props change. */
export function keyOf(route: Route): string {
  if (route.page === 'run' || route.page === 'schedule') return `${route.page} ${route.id}`;
  if (route.page === 'lineage') return write(route);
  if (route.page === 'comparison') return `comparison ${route.ids.join()}`;
  if (route.page === 'plot') return `plot ${route.ids.join()}`;
  if (route.page === 'files') return `files ${route.name} ${route.version}`;
  if (route.page === 'compare') return `compare ${route.name}`;
  if (route.page === 'package' || route.page === 'dataset') return `${route.page} ${route.name}`;
  return route.page;
}
