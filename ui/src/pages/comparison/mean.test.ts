import { expect, test } from 'vitest';
import { meanOf } from './mean';

const points = (x: number[], y: (number | null)[]) => ({ key: 0, x, y, smooth: null });

test('a mean is between the points of lines, and of those that go on', () => {
  const [mean] = meanOf([points([0, 10], [0, 10]), points([0, 5, 20], [2, 3, 6])], 9);
  expect(mean).toMatchObject({ key: 9, x: [0, 5, 10, 20], smooth: null });
  // At 5, the first line is halfway between its points; at 20 it has ended.
  expect(mean!.y).toEqual([1, 4, 7, 6]);
  const deviations = mean!.deviation!.map((one) => one && Math.round(one * 1000) / 1000);
  expect(deviations).toEqual([1.414, 1.414, 4.243, null]);
});

test('a gap in a line stays one', () => {
  const [mean] = meanOf([points([0, 2, 4], [1, null, 1]), points([0, 1, 4], [3, 3, 3])], 1);
  expect(mean!.y).toEqual([2, 3, 3, 2]);
});

test('one run is not changed', () => {
  expect(meanOf([points([0], [1])], 4)).toEqual([{ key: 4, x: [0], y: [1], smooth: null }]);
});
