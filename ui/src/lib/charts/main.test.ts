import { expect, test } from 'vitest';
import { chartsOf } from './grouping';
import { FRESH } from './layout';
import { mainChart } from './main';
import { series } from './testing';

const main = (names: string[], layout = {}) =>
  mainChart(chartsOf(names.map((name) => series(name))), { ...FRESH, ...layout })?.id;

test('a loss in training and in validation is what one wants to see first', () => {
  expect(main(['accuracy', 'epoch', 'loss', 'val_accuracy', 'val_loss'])).toBe('loss');
  expect(main(['lr', 'train/acc', 'train/loss', 'val/acc'])).toBe('acc');
});

test('otherwise it is the first one that is no resource', () => {
  expect(main(['reward', 'lr'])).toBe('lr');
  const resource = series('cpu', 'resources');
  expect(mainChart(chartsOf([resource]), FRESH)).toBeUndefined();
  expect(mainChart(chartsOf([resource, series('reward')]), FRESH)?.id).toBe('reward');
});

test('what a person has pinned or hidden counts more', () => {
  const names = ['loss', 'val_loss', 'lr'];
  expect(main(names, { pinned: ['lr'] })).toBe('lr');
  expect(main(names, { hidden: ['loss'] })).toBe('lr');
  expect(main(names, { hidden: ['loss', 'lr'] })).toBeUndefined();
});
