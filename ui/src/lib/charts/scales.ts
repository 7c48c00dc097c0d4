// Where the axes of a chart have labels.

/** Round numbers within a range, about so many; or multiples of one of the given steps. */
export function ticks(min: number, max: number, about: number, steps?: number[]): number[] {
  const rough = (max - min) / about;
  if (!(rough > 0) || !Number.isFinite(rough)) return [min];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step =
    steps?.find((one) => one >= rough) ??
    [1, 2, 5, 10].map((n) => n * power).find((one) => one >= rough * 0.999)!;
  const first = Math.ceil(min / step - 1e-9);
  const count = Math.floor(max / step + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Powers of ten within a range, at most so many; of a small range, numbers between them. */
export function powers(min: number, max: number, most: number): number[] {
  const first = Math.ceil(Math.log10(min) - 1e-9);
  const count = Math.floor(Math.log10(max) + 1e-9) - first + 1;
  const every = Math.max(1, Math.ceil(count / most));
  const found = (factors: number[]) =>
    Array.from(
      { length: Math.max(0, Math.ceil((count + 1) / every)) },
      (_, i) => first - 1 + i * every,
    )
      .flatMap((n) => factors.map((factor) => Number((factor * 10 ** n).toPrecision(12))))
      .filter((v) => v >= min * 0.999 && v <= max * 1.001);
  if (count >= 3) return found([10]);
  const more = found([1, 2, 5, 10, 20, 50]);
  return more.length >= 2 ? [...new Set(more)].sort((a, b) => a - b) : ticks(min, max, most / 2);
}

/** A logarithmic range with some room around its values. */
export const roomy = (min: number, max: number): [number, number] =>
  min < max ? [min / (max / min) ** 0.05, max * (max / min) ** 0.05] : [min / 2, max * 2];
