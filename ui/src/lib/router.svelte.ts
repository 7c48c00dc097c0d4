// Which page is shown. It is part of the address, so that a reload shows the same page.

export const tabs = ['overview', 'log', 'charts', 'artifacts', 'results'] as const;
export type Tab = (typeof tabs)[number];

/** How runs are plotted. */
const plots = ['scatter', 'parallel', 'table'] as const;
export type PlotTab = (typeof plots)[number];

export type Route =
  | { page: 'pipelines' }
  /** The form: the draft as it was left, or filled in from something. */
  | {
      page: 'form';
      package?: string;
      version?: string;
      dataset?: string;
      /** The number of the dataset's state. */
      state?: string;
      run?: string;
      /** The day as of which the run is to resolve instead. */
      asOf?: string;
      schedule?: string;
      /** The form for a new schedule. */
      when?: 'recurring';
    }
  | { page: 'run'; id: string; tab: Tab }
  /** Compares runs. */
  | { page: 'comparison'; ids: string[] }
  /** Plots any number of runs. */
  | { page: 'plot'; ids: string[]; tab: PlotTab }
  | { page: 'schedules' }
  | { page: 'schedule'; id: string }
  | { page: 'packages' }
  | { page: 'package'; name: string; tab?: 'runs' | 'charts' }
  /** The files of a version, one of them shown at a line, counted from 1. */
  | { page: 'files'; name: string; version: string; path?: string; line?: number }
  /** Compares two versions of a package. */
  | { page: 'compare'; name: string; before: string; after: string }
  | { page: 'datasets' }
  | { page: 'dataset'; name: string; tab?: 'states' }
  /** What something was made of, and what it led to. */
  | { page: 'lineage'; of: 'run'; id: string }
  | { page: 'lineage'; of: 'version'; name: string; version: string }
  | { page: 'lineage'; of: 'dataset'; name: string }
  | { page: 'lineage'; of: 'file'; name: string; path: string }
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
    case 'comparison':
      return `#/compare/${route.ids.map(named).join('/')}`;
    case 'plot':
      return `#/plot/${route.tab}/${route.ids.map(named).join('/')}`;
    case 'schedule':
      return `#/schedules/${named(route.id)}`;
    case 'package':
      return `#/packages/${named(route.name)}${route.tab ? `/${route.tab}` : ''}`;
    case 'files': {
      const { path, line } = route;
      const query = new URLSearchParams({
        ...(path && { path }),
        ...(line && { line: `${line}` }),
      });
      return `#/packages/${named(route.name)}/files/${named(route.version)}${path ? `?${query}` : ''}`;
    }
    case 'compare':
      return `#/packages/${named(route.name)}/${named(route.before)}/${named(route.after)}`;
    case 'dataset':
      return `#/datasets/${named(route.name)}${route.tab ? `/${route.tab}` : ''}`;
    case 'lineage': {
      if (route.of === 'run') return `#/lineage/run/${named(route.id)}`;
      const rest =
        route.of === 'version'
          ? `/${named(route.version)}`
          : route.of === 'file'
            ? `?${new URLSearchParams({ path: route.path })}`
            : '';
      return `#/lineage/${route.of}/${named(route.name)}${rest}`;
    }
    default:
      return `#/${route.page}`;
  }
}

/** Parses an address. If it is invalid, the result is the first page. */
export function read(hash: string): Route {
  const [path = '', query] = hash.replace(/^#\//, '').split('?');
  const parts = path.split('/').map(decodeURIComponent);
  const [section, name, tab, other] = parts;
  if (section === 'pipelines' && name === 'new') {
    return { page: 'form', ...Object.fromEntries(new URLSearchParams(query)) };
  }
  if (section === 'pipelines' && name) {
    return { page: 'run', id: name, tab: tabs.find((known) => known === tab) ?? 'overview' };
  }
  if (section === 'compare' && name) {
    return { page: 'comparison', ids: parts.slice(1).filter(Boolean) };
  }
  if (section === 'plot' && name) {
    const tab = plots.find((known) => known === name) ?? 'scatter';
    return { page: 'plot', ids: parts.slice(2).filter(Boolean), tab };
  }
  if (section === 'schedules') return name ? { page: 'schedule', id: name } : { page: 'schedules' };
  if (section === 'packages' && name && tab === 'files' && other) {
    const from = new URLSearchParams(query);
    const [file, line] = [from.get('path'), Number(from.get('line'))];
    return {
      page: 'files',
      name,
      version: other,
      ...(file && { path: file, ...(line > 0 && { line }) }),
    };
  }
  if (section === 'packages' && name && tab && other) {
    return { page: 'compare', name, before: tab, after: other };
  }
  if (section === 'packages' && name && (tab === 'runs' || tab === 'charts'))
    return { page: 'package', name, tab };
  if (section === 'packages') return name ? { page: 'package', name } : { page: 'packages' };
  if (section === 'datasets' && name && tab === 'states') return { page: 'dataset', name, tab };
  if (section === 'datasets') return name ? { page: 'dataset', name } : { page: 'datasets' };
  if (section === 'lineage' && name && tab) return readLineage(name, tab, other, query);
  return section === 'logs' ||
    section === 'storage' ||
    section === 'settings' ||
    section === 'projects'
    ? { page: section }
    : { page: 'pipelines' };
}

function readLineage(of: string, name: string, version?: string, query?: string): Route {
  if (of === 'run') return { page: 'lineage', of, id: name };
  if (of === 'version' && version) return { page: 'lineage', of, name, version };
  const path = new URLSearchParams(query).get('path');
  if (of === 'file' && path) return { page: 'lineage', of, name, path };
  return of === 'dataset' ? { page: 'lineage', of, name } : { page: 'pipelines' };
}

/** The entries of the navigation. */
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

/** The section that a page belongs to. */
export function section(route: Route): Section | 'projects' {
  if (route.page === 'form') return route.schedule || route.when ? 'schedules' : 'pipelines';
  if (route.page === 'run' || route.page === 'comparison' || route.page === 'plot')
    return 'pipelines';
  if (route.page === 'schedule') return 'schedules';
  if (route.page === 'package' || route.page === 'compare' || route.page === 'files')
    return 'packages';
  if (route.page === 'lineage' && route.of === 'run') return 'pipelines';
  if (route.page === 'lineage') return route.of === 'version' ? 'packages' : 'datasets';
  return route.page === 'dataset' ? 'datasets' : route.page;
}

let here = $state.raw(read(location.hash));
// How many pages the user can go back to, which the browser's history does not report.
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

/** Replaces the page in the history. */
export function swap(to: Route): void {
  history.replaceState({ depth }, '', write(to));
  here = to;
}

/** Goes back to the previous page or, in a new window, to the list that the page belongs to. */
export function back(): void {
  if (depth > 0) history.back();
  else swap({ page: section(here) });
}
