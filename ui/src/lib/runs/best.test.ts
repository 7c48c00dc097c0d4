import { beforeEach, expect, test, vi } from 'vitest';
import { best, bestOf } from './best.svelte';

beforeEach(() => localStorage.clear());

test('the best of some values is marked if there is something to choose between', () => {
  expect(bestOf([3, 1, 2], 'min')).toEqual(new Set([1]));
  expect(bestOf([3, 1, 2], 'max')).toEqual(new Set([0]));
  expect(bestOf([3, null, 3, 1], 'max')).toEqual(new Set([0, 2]));
  for (const values of [[2, 2], [2, null], [null, null], []]) {
    expect(bestOf(values, 'min')).toEqual(new Set());
  }
});

// The worst run would be marked as the best one until the user notices.
test('of a loss or an error, the smallest value is the best', () => {
  const less = [
    'loss',
    'val/loss',
    'train/epoch_loss',
    'multi_logloss',
    'valLoss',
    'RMSE',
    'mse',
    'val_mae',
  ];
  for (const name of [...less, 'mape', 'validation_0-merror', 'error_rate', 'err', 'perplexity'])
    expect(best.of(name), name).toBe('min');
  for (const name of [
    'accuracy',
    'auc',
    'f1',
    'map',
    'mAP50',
    'R2',
    'reward',
    'score',
    'terrain',
    'frames',
  ])
    expect(best.of(name), name).toBe('max');
});

test('what a user says about a metric is remembered', async () => {
  best.toggle('loss');
  best.toggle('accuracy');
  best.toggle('accuracy');
  expect([best.of('loss'), best.of('accuracy')]).toEqual(['max', 'max']);
  vi.resetModules();
  const again = await import('./best.svelte');
  expect(again.best.of('loss')).toBe('max');
  localStorage.setItem('best values', '{');
  vi.resetModules();
  expect((await import('./best.svelte')).best.of('loss')).toBe('min');
});
