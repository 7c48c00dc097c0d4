// What can be done with a chart.

import type { MenuItem } from '$lib/components/menu';
import { t } from '$lib/words.svelte';
import type { Charts } from './charts.svelte';
import { copyChart, saveChart, saveValues, type View } from './exporting';
import type { Chart } from './grouping';

/** How a chart is moved by a screen reader or without a pointer is in its menu, too. */
export function menuOf(charts: Charts, chart: Chart, view: () => View): MenuItem[] {
  const { id } = chart;
  const isPinned = charts.layout.pinned.includes(id);
  const isFull = charts.full !== null;
  const about: MenuItem[] = [
    {
      label: t('charts-log'),
      checked: charts.isLog(id),
      testid: 'chart-log',
      onselect: () => charts.toggle('logOther', id),
    },
    'line',
    {
      label: t('charts-full'),
      icon: 'expand',
      keys: '↵',
      testid: 'chart-full',
      onselect: () => (charts.full = { id, asTable: false }),
    },
    {
      label: t('charts-as-table'),
      icon: 'view',
      testid: 'chart-table',
      onselect: () => (charts.full = { id, asTable: true }),
    },
    {
      label: isPinned ? t('charts-unpin') : t('charts-pin'),
      icon: 'pin',
      testid: 'chart-pin',
      onselect: () => charts.toggle('pinned', id),
    },
    {
      label: t('charts-hide'),
      icon: 'hide',
      testid: 'chart-hide',
      onselect: () => charts.toggle('hidden', id),
    },
    {
      label: t('charts-earlier'),
      icon: 'left',
      keys: 'Alt ←',
      testid: 'chart-earlier',
      onselect: () => charts.move(id, -1),
    },
    {
      label: t('charts-later'),
      icon: 'right',
      keys: 'Alt →',
      testid: 'chart-later',
      onselect: () => charts.move(id, 1),
    },
    'line',
  ];
  return [...(isFull ? [] : about), ...exportsOf(charts, view)];
}

export const exportsOf = (charts: Charts, view: () => View): MenuItem[] => [
  {
    label: t('charts-copy'),
    icon: 'copy',
    testid: 'chart-copy',
    onselect: () => void copyChart(view()),
  },
  ...(['png', 'svg'] as const).map((as) => ({
    label: t(`charts-save-${as}`),
    icon: 'save' as const,
    testid: `chart-${as}`,
    onselect: () => void saveChart(view(), as),
  })),
  {
    label: t('charts-save-csv'),
    icon: 'save',
    testid: 'chart-csv',
    onselect: () => void saveValues(charts, view().chart),
  },
];
