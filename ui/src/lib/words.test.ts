import { afterEach, expect, test, vi } from 'vitest';
import { ago, planned, score, splitName } from './format.svelte';
import { hint, speak, t } from './words.svelte';

afterEach(async () => {
  vi.useRealTimers();
  await speak('en');
});

test('messages and the numbers in them are in the chosen language', async () => {
  expect(t('pipelines-count', { count: 1 })).toBe('1 run');
  expect(t('pipelines-count', { count: 10_000 })).toBe('10,000 runs');
  await speak('fr');
  expect(t('pipelines-count', { count: 0 })).toBe('0 exécution');
  expect(t('pipelines-count', { count: 10_000 })).toBe('10\u202f000 exécutions');
  expect(t('pipelines-removed', { bytes: 1_234_567 })).toBe('Supprimé\u202f; 1,2 Mo libérés.');
  expect(hint('pipelines-empty')).toMatch(/^Choisissez/);
  expect(hint('nav-pipelines')).toBeNull();
});

test('in French, zero is singular', async () => {
  await speak('fr');
  const size = '0\u00a0o';
  expect(t('packages-version-count', { count: 0 })).toBe('0 version');
  expect(t('compare-same', { count: 0 })).toBe('0 est identique');
  expect(t('packages-passed', { count: 0 })).toBe('0 vérification réussie');
  expect(t('datasets-size-of', { files: 0, size })).toBe(`0 fichier, ${size}`);
  expect(t('datasets-added', { name: 'a', files: 0, size })).toContain('0 fichier,');
  expect(t('pipelines-found', { found: 0, all: 12 })).toBe('0 exécution sur 12');
  expect(t('pipelines-found', { found: 1, all: 12 })).toBe('1 exécution sur 12');
  expect(t('pipelines-found', { found: 2, all: 12 })).toBe('2 exécutions sur 12');
  expect(t('pipelines-import-more', { count: 1 })).toBe('1 autre a été refusée.');
  expect(t('pipelines-import-more', { count: 2 })).toBe('2 autres ont été refusées.');
});

test('times are written as people say them', async () => {
  vi.useFakeTimers({ now: new Date('2026-11-24T12:00:00Z') });
  const minutes = 60_000;
  const before = (minutes_: number) => ago(Date.now() - minutes_ * minutes);
  expect(before(0.2)).toBe('just now');
  expect(before(3)).toBe('3 min ago');
  expect(before(59)).toBe('1 hr ago');
  expect(before(24 * 60)).toBe('yesterday');
  expect(before(20 * 24 * 60)).toBe('Nov 4');
  await speak('fr');
  expect(before(3)).toBe('il y a 3\u00a0min');
});

test('a score keeps the digits by which models differ', async () => {
  expect(score(0.912345)).toBe('0.9123');
  expect(score(1)).toBe('1');
  expect(score(0.00001234)).toBe('1.23e-5');
  await speak('fr');
  expect(score(0.00001234)).toBe('1,23e-5');
  expect(score(-12_345_678)).toBe('-1,23e7');
});

test('a name is never cut inside a letter', () => {
  expect(splitName('short.csv')).toEqual(['short.csv', '']);
  const [head, tail] = splitName('a long name with 🚂🚂🚂🚂');
  expect(head + tail).toBe('a long name with 🚂🚂🚂🚂');
  expect([...tail].every((letter) => letter === '🚂' || letter.length === 1)).toBe(true);
});

// "AM" would stand alone on a line; a French reader would find a mistake.
test('the time of day stays together, and the first of a month is written as in French', async () => {
  const first = new Date(2027, 0, 1, 3, 30).getTime();
  await speak('en');
  expect(planned(first)).toContain('3:30\u00a0AM');
  await speak('fr');
  expect(planned(first)).toContain('vendredi 1er janvier 2027');
  expect(planned(new Date(2027, 0, 11, 3, 30).getTime())).toContain('lundi 11 janvier 2027');
});
