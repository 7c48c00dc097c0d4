import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

// `./dev ui` starts a server: the pages get its token, and Vite passes their requests on to it.
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
  // Relative, so that the pages can be served from any path.
  base: './',
  resolve: {
    alias: {
      $lib: here('src/lib'),
      $locales: here('../locales'),
    },
    // Without this, tests in jsdom would import the server build of Svelte.
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
    // The Content-Security-Policy forbids data: URLs.
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
    // The tests talk to a real server, and the machine may be busy.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
  },
}));
