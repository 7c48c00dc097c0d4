// Actions on schedules, used by the list and by a schedule's page.

import { confirm } from '$lib/components/confirm.svelte';
import { attempt, toast } from '$lib/components/toasts.svelte';
import { planned } from '$lib/format.svelte';
import { call, type ScheduleRow } from '$lib/ipc';
import { removed } from '$lib/removal';
import { go } from '$lib/router.svelte';
import { t } from '$lib/words.svelte';

/** When a schedule fires next, or why it does not; in a list, where there is little room, in short. */
export function next(schedule: ScheduleRow, write = planned): string {
  if (schedule.next !== null) return write(schedule.next);
  return t(schedule.paused ? 'schedule-paused' : 'schedule-done');
}

export const edit = ({ id }: ScheduleRow) => go({ page: 'form', schedule: id });

export const pause = ({ id, paused }: ScheduleRow) =>
  attempt(() => call('pause_schedule', { id, paused: !paused }));

/** Schedules whose run is being created. */
const starting = new Set<string>();

export async function runNow({ id, name }: ScheduleRow): Promise<void> {
  if (starting.has(id)) return;
  starting.add(id);
  await attempt(async () => {
    const run = await call('run_schedule', { id });
    const show = () => go({ page: 'run', id: run.id, tab: 'overview' });
    const action = { label: t('notification-show'), run: show };
    toast({ look: 'done', text: t('schedules-started', { name }), action });
  });
  starting.delete(id);
}

/** Removes a schedule if the user agrees. Resolves to whether it was removed. */
export async function remove({ id, name }: ScheduleRow): Promise<boolean> {
  const title = t('schedules-remove-title', { name });
  const text = t('schedules-remove-text');
  if (!(await confirm({ title, text, action: t('schedules-remove'), danger: true }))) return false;
  return attempt(async () => {
    const removal = await call('remove_schedule', { id });
    removed(removal, t('schedules-removed', { name }), t('schedules-restored', { name }));
  });
}
