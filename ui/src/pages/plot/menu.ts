// What can be done with a parallel axis.

import type { MenuItem } from '$lib/components/menu';
import type { Column } from '$lib/plots/columns';
import { canBeLog } from '$lib/plots/scale';
import { t } from '$lib/words.svelte';
import type { Plot } from './plot.svelte';

export function axisMenu(plot: Plot, axis: Column): MenuItem[] {
  const at = plot.axes.findIndex(({ id }) => id === axis.id);
  const isColor = plot.color?.id === axis.id;
  return [
    {
      label: t('plot-color-by'),
      checked: isColor,
      testid: 'axis-color',
      onselect: () => plot.choose({ color: isColor ? null : axis.id }),
    },
    {
      label: t('charts-log'),
      checked: plot.isLog(axis),
      disabled: !canBeLog(axis),
      testid: 'axis-log',
      onselect: () => plot.toggleLog(axis),
    },
    'line',
    {
      label: t('plot-move-left'),
      icon: 'left',
      disabled: at <= 0,
      testid: 'axis-left',
      onselect: () => plot.move(axis, at - 1),
    },
    {
      label: t('plot-move-right'),
      icon: 'right',
      disabled: at === plot.axes.length - 1,
      testid: 'axis-right',
      onselect: () => plot.move(axis, at + 1),
    },
    {
      label: t('plot-remove'),
      icon: 'close',
      disabled: plot.axes.length < 2,
      testid: 'axis-remove',
      onselect: () => plot.remove(axis),
    },
  ];
}
