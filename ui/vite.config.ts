import { readFileSync } from 'node:fs';
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

// What pdf.js loads by its name when a PDF needs it, and the licences of all that is taken out of its package.
const PDF = [
  'wasm/jbig2_nowasm_fallback.js',
  'wasm/openjpeg_nowasm_fallback.js',
  'wasm/LICENSE_JBIG2',
  'wasm/LICENSE_OPENJPEG',
  'cmaps/LICENSE',
  'standard_fonts/LICENSE_FOXIT',
];
const pdf: Plugin = {
  name: 'trainyard-pdf',
  apply: 'build',
  generateBundle() {
    for (const name of PDF) {
      const source = readFileSync(here(`node_modules/pdfjs-dist/${name}`));
      this.emitFile({ type: 'asset', fileName: `pdf/${name}`, source });
    }
  },
};

export default defineConfig(({ mode }) => ({
  plugins: [svelte(), developing, pdf],
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
