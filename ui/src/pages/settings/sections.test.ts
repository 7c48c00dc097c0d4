import { createRawSnippet, flushSync, mount, unmount } from 'svelte';
import { expect, test, vi } from 'vitest';
import Sections from './Sections.svelte';

// With the keyboard, a user would have to go through all settings to reach the last ones.
test('the titles beside the sections lead to them', async () => {
  const shown = vi.fn();
  Element.prototype.scrollIntoView = shown;
  const sections = '<div><section><h2>Look</h2></section><section><h2>Runs</h2></section></div>';
  const page = mount(Sections, {
    target: document.body,
    props: {
      titles: ['Look', 'Runs'],
      children: createRawSnippet(() => ({ render: () => sections })),
    },
  });
  flushSync();
  const button = (i: number) =>
    document.querySelector<HTMLElement>(`[data-testid="settings-go-${i}"]`)!;
  expect(button(0).ariaCurrent ?? button(0).getAttribute('aria-current')).toBe('true');
  button(1).click();
  flushSync();
  expect(shown).toHaveBeenCalledOnce();
  expect(document.activeElement?.textContent).toBe('Runs');
  expect([0, 1].map((i) => button(i).getAttribute('aria-current'))).toEqual([null, 'true']);
  await unmount(page);
});
