import { expect, test } from 'vitest';
import * as write from './write';

// A file called "exe.jpg" backwards would look like a picture.
test('a name cannot pass for another one', () => {
  expect(write.seen('\u202egpj.exe\u2066')).toBe('\\u{202e}gpj.exe\\u{2066}');
  expect(write.seen('é\u202f! \u{1f469}\u200d\u{1f680}')).toBe('é\u202f! \u{1f469}\u200d\u{1f680}');
});

// The same examples as in the tests of crates/locales/src/write.rs.
test('numbers are written as the command line writes them', () => {
  expect(write.bytes(999, 'en')).toBe('999 B');
  expect(write.bytes(999_999, 'en')).toBe('1.0 MB');
  expect(write.bytes(1_234_567, 'fr')).toBe('1,2 Mo');
  expect(write.number(1_234_567, 'en')).toBe('1,234,567');
  expect(write.number(1_234_567, 'fr')).toBe('1\u202f234\u202f567');
  expect(write.number(100, 'fr')).toBe('100');
  expect(write.seconds(42)).toBe('42 s');
  expect(write.seconds(185)).toBe('3 min 05 s');
  expect(write.seconds(7627)).toBe('2 h 07 min');
});

test('names of files have no line breaks, and show the bytes that are no text', () => {
  expect(write.fileName('a\nb\u{10ffe9}.csv')).toBe('a\\u{a}b\\xe9.csv');
});
