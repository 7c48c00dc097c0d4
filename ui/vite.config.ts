import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

// `./dev ui` runs a server for the pages that are worked on: they get its token, and it what they ask.
const { TRAINYARD_URL: server, TRAINYARD_TOKEN: token } = process.env;
const developing: Plugin = {
  name: 'trainyard-token',
  apply: 'serve',
  transformIndexHtml: () =>
    token ? [{ tag: 'meta', attrs: { name: 'trainyard-token', content: token } }] : [],
};

const here = (path: string) => new URL(path, import.meta.url).pathname;

export default defineConfig(({ mode }) => ({
  plugins: [svelte(), developing],
  // Relative, so that it does not matter where the page is served from.
  base: './',
  resolve: {
    alias: {
      $lib: here('src/lib'),
      $locales: here('../locales'),
    },
    // Tests run in jsdom, where Svelte would otherwise be taken for its server half.
    conditions: mode === 'test' ? ['browser'] : undefined,
  },
  server: {
    port: 5173,
    strictPort: true,
    fs: { allow: ['..'] },
    proxy: server ? { '/api': { target: server, ws: true }, '/download': server } : undefined,
  },
  build: {
    target: 'safari18',
    // The window's policy allows no data in script or style, and there is one engine to serve.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: 'licenses.json' },
  },
  test: {
    environment: 'jsdom',
    env: { TZ: 'UTC' },
    include: ['src/**/*.test.ts'],
    globalSetup: ['src/scenario.ts'],
    setupFiles: ['src/tests.ts'],
    // There is a program behind the pages, and a busy machine below it.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
  },
}));
