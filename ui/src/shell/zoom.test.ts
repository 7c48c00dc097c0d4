import { expect, test, vi } from 'vitest';

vi.mock('$lib/ipc', () => ({ zoom: undefined }));
const { zooms } = await import('./zoom');

// The browser zooms itself, and would not if its keys were taken from it.
test('in a browser the keys are left to it', () => {
  for (const key of ['+', '-', '0']) {
    expect(zooms(new KeyboardEvent('keydown', { key, ctrlKey: true }))).toBe(false);
  }
});
