// Where the person is. It stands in the address, so that a reloaded window shows the same page.

export const tabs = ['overview', 'log', 'artifacts', 'results'] as const;
export type Tab = (typeof tabs)[number];

export type Route =
  | { page: 'pipelines' }
  /** The form: as the draft was left, or filled in for something. */
  | {
      page: 'form';
      package?: string;
      version?: string;
      dataset?: string;
      run?: string;
      /** The day that the run is to resolve as of now. */
      asOf?: string;
      schedule?: string;
    }
  | { page: 'run'; id: string; tab: Tab }
  | { page: 'schedules' }
  | { page: 'schedule'; id: string }
  | { page: 'packages' }
  | { page: 'package'; name: string; tab?: 'runs' }
  /** Two versions of a package; which, stands in the address too. */
  | { page: 'compare'; name: string; before: string; after: string }
  | { page: 'datasets' }
  | { page: 'dataset'; name: string }
  | { page: 'projects' }
  | { page: 'logs' }
  | { page: 'storage' }
  | { page: 'settings' };

export function write(route: Route): string {
  const named = (name: string) => encodeURIComponent(name);
  switch (route.page) {
    case 'form': {
      const { page: _, ...from } = route;
      const query = new URLSearchParams(from).toString();
      return `#/pipelines/new${query && `?${query}`}`;
    }
    case 'run':
      return `#/pipelines/${named(route.id)}/${route.tab}`;
    case 'schedule':
      return `#/schedules/${named(route.id)}`;
    case 'package':
      return `#/packages/${named(route.name)}${route.tab ? `/${route.tab}` : ''}`;
    case 'compare':
      return `#/packages/${named(route.name)}/${named(route.before)}/${named(route.after)}`;
    case 'dataset':
      return `#/datasets/${named(route.name)}`;
    default:
      return `#/${route.page}`;
  }
}

/** What is no address leads to the first page. */
export function read(hash: string): Route {
  const [path = '', query] = hash.replace(/^#\//, '').split('?');
  const [section, name, tab, other] = path.split('/').map(decodeURIComponent);
  if (section === 'pipelines' && name === 'new') {
    return { page: 'form', ...Object.fromEntries(new URLSearchParams(query)) };
  }
  if (section === 'pipelines' && name) {
    return { page: 'run', id: name, tab: tabs.find((known) => known === tab) ?? 'overview' };
  }
  if (section === 'schedules') return name ? { page: 'schedule', id: name } : { page: 'schedules' };
  if (section === 'packages' && name && tab && other) {
    return { page: 'compare', name, before: tab, after: other };
  }
  if (section === 'packages' && name && tab === 'runs') return { page: 'package', name, tab };
  if (section === 'packages') return name ? { page: 'package', name } : { page: 'packages' };
  if (section === 'datasets') return name ? { page: 'dataset', name } : { page: 'datasets' };
  return section === 'logs' ||
    section === 'storage' ||
    section === 'settings' ||
    section === 'projects'
    ? { page: section }
    : { page: 'pipelines' };
}

/** What stands in the navigation. */
export const sections = [
  'pipelines',
  'schedules',
  'packages',
  'datasets',
  'logs',
  'storage',
  'settings',
] as const;
export type Section = (typeof sections)[number];

/** The list that a page belongs to. */
export function section(route: Route): Section | 'projects' {
  if (route.page === 'form' || route.page === 'run') return 'pipelines';
  if (route.page === 'schedule') return 'schedules';
  if (route.page === 'package' || route.page === 'compare') return 'packages';
  return route.page === 'dataset' ? 'datasets' : route.page;
}

let here = $state.raw(read(location.hash));
// How many pages of this window one can go back to; the browser's history does not say.
let depth: number = history.state?.depth ?? 0;

addEventListener('popstate', () => {
  here = read(location.hash);
  depth = history.state?.depth ?? 0;
});

export const route = (): Route => here;

/** Shows a page. */
export function go(to: Route): void {
  if (write(to) === write(here)) return;
  depth += 1;
  history.pushState({ depth }, '', write(to));
  here = to;
}

/** Shows a page in place of this one: going back leads to where one was before. */
export function swap(to: Route): void {
  history.replaceState({ depth }, '', write(to));
  here = to;
}

/** Goes back to where one came from; in a new window to the list that the page belongs to. */
export function back(): void {
  if (depth > 0) history.back();
  else swap({ page: section(here) });
}
