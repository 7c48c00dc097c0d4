import { expect, test } from 'vitest';
import { chartsOf, matches, parse, RESOURCES } from './grouping';
import type { Source } from './program';
import { series } from './testing';

const charts = (...names: string[]) => chartsOf(names.map((name) => series(name)));
const labels = (...names: string[]) =>
  charts(...names).map(({ id, lines }) => [id, ...lines.map(({ label }) => label)]);

// One would have to compare two charts by eye.
test('training and validation of one name are in one chart, however they are written', () => {
  const pairs: [string, string, string][] = [
    ['train/loss', 'val/loss', 'loss'],
    ['loss', 'val_loss', 'loss'],
    ['train-logloss', 'valid-logloss', 'logloss'],
    ['train_loss', 'eval_loss', 'loss'],
    ['Loss/train', 'Loss/validation', 'Loss'],
    ['train/actor/loss', 'val/actor/loss', 'actor/loss'],
    ['actor/train_loss', 'actor/val_loss', 'actor/loss'],
    ['training_accuracy', 'validation_accuracy', 'accuracy'],
    ['validation_0-auc', 'validation_1-auc', 'auc'],
    ["training's auc", "valid_0's auc", 'auc'],
    ['loss', 'loss_val', 'loss'],
    ['Train Loss', 'Test Loss', 'Loss'],
    ['train.f1', 'dev.f1', 'f1'],
    ['val_loss/dataloader_idx_0', 'val_loss/dataloader_idx_1', 'loss'],
  ];
  for (const [one, other, id] of pairs) {
    const found = charts(one, other);
    expect(found.map((chart) => chart.id)).toEqual([id]);
    expect(found[0]!.lines.map(({ series }) => series.name)).toEqual([one, other]);
    const [first, second] = found[0]!.lines;
    expect(first!.label).not.toBe(second!.label);
  }
});

// A chart of two things that have nothing to do with each other is worse than two charts.
test('words that only contain the name of a split are left alone', () => {
  for (const name of [
    'value_loss',
    'trainable_parameters',
    'evaluations',
    'testosterone',
    'loss_train_val_gap',
    'val',
    'val_1',
    'test',
    'train',
    'deviation',
    'retrain_loss',
    'learning_rate',
  ])
    expect(parse(name)).toEqual({ base: name, split: null, word: '' });
  expect(parse('test_3d_iou').base).toBe('3d_iou');
});

test('a legend says what the code calls each line', () => {
  expect(labels('loss', 'val_loss')).toEqual([['loss', 'train', 'val']]);
  expect(labels('loss', 'train_loss', 'val_loss')).toEqual([['loss', 'train', 'loss', 'val']]);
  expect(labels('eval/loss', 'train/loss', 'test/loss')).toEqual([
    ['loss', 'train', 'eval', 'test'],
  ]);
  expect(labels('validation_0-auc', 'validation_1-auc')).toEqual([
    ['auc', 'validation_0', 'validation_1'],
  ]);
});

// A chart that moves when the first validation is logged is lost to whoever looks at it.
test('a chart keeps its id, its group and its color when the other half of it arrives', () => {
  const before = charts('train/loss', 'lr')[0]!;
  const after = charts('train/loss', 'val/loss', 'lr')[0]!;
  expect([before.id, before.group]).toEqual([after.id, after.group]);
  expect(before.lines[0]!.color).toBe(after.lines[0]!.color);
  expect([before.title, after.title]).toEqual(['train/loss', 'loss']);
});

test('charts are grouped by what is before the first slash, numbers in their order', () => {
  const found = charts('layer10/norm', 'layer2/norm', 'loss', 'metrics/mAP50(B)', 'train/lr');
  expect(found.map(({ group, title }) => [group, title])).toEqual([
    ['', 'loss'],
    ['', 'train/lr'],
    ['layer2', 'norm'],
    ['layer10', 'norm'],
    ['metrics', 'mAP50(B)'],
  ]);
  expect(charts('/loss', '//')).toHaveLength(2);
});

// Keras writes one folder of event files for the training and one for the validation.
test('parts that are named after a split are lines of one chart', () => {
  const [chart, ...others] = chartsOf([
    series('epoch_loss', 'tensorboard', 'logs/fit/train'),
    series('epoch_loss', 'tensorboard', 'logs/fit/validation'),
  ]);
  expect(others).toEqual([]);
  expect(chart!.lines.map(({ label }) => label)).toEqual(['train', 'validation']);
});

test('several parts of a training have a color each, and their validation is dashed', () => {
  const [chart] = chartsOf(
    ['sweep/a', 'sweep/b'].flatMap((part) =>
      ['loss', 'val_loss'].map((name) => series(name, 'mlflow', part)),
    ),
  );
  expect(chart!.lines.map(({ label, color, dashed }) => [label, color, dashed])).toEqual([
    ['a · train', 0, false],
    ['a · val', 0, true],
    ['b · train', 1, false],
    ['b · val', 1, true],
  ]);
});

test('what two sources measured under one name is told apart', () => {
  const both: Source[] = ['printed', 'trainer'];
  const [chart] = chartsOf(both.map((source) => series('loss', source)));
  expect(chart!.lines.map(({ label }) => label)).toEqual(['printed', 'trainer']);
});

test('resources come last, with units, and never share a chart with a metric of the same name', () => {
  const found = chartsOf([
    series('gpu_memory', 'resources'),
    series('disk_written', 'resources'),
    series('disk_read', 'resources'),
    series('fans', 'resources'),
    series('memory', 'resources'),
    series('memory'),
    series('zebra'),
  ]);
  expect(found.map(({ group, title, unit }) => [group, title, unit])).toEqual([
    ['', 'memory', null],
    ['', 'zebra', null],
    [RESOURCES, 'memory', 'bytes'],
    [RESOURCES, 'disk', 'bytes'],
    [RESOURCES, 'gpu-memory', 'bytes'],
    [RESOURCES, 'fans', null],
  ]);
  expect(found[3]!.lines.map(({ label }) => label)).toEqual(['written', 'read']);
  expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
});

test('a filter finds names, groups, parts and sources by any of their words', () => {
  const [chart] = chartsOf([series('Actor/train_loss', 'wandb', 'fold-1')]);
  for (const filter of ['', 'actor', 'LOSS', 'fold wandb', 'train'])
    expect(matches(chart!, filter)).toBe(true);
  for (const filter of ['critic', 'actor critic']) expect(matches(chart!, filter)).toBe(false);
});

test('ten thousand series are grouped at once', () => {
  const all = Array.from({ length: 10_000 }, (_, i) => series(`group${i % 50}/metric_${i}`));
  const began = performance.now();
  expect(chartsOf(all)).toHaveLength(10_000);
  expect(performance.now() - began).toBeLessThan(5000);
});
