import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const here = (path: string) => new URL(path, import.meta.url).pathname;

// Only a release build talks to the program itself. In a browser and in tests a pretend one
// stands behind the same two functions: `npm run dev`, then ?data=empty|usual|full&lang=fr.
export default defineConfig(({ mode }) => ({
  plugins: [svelte()],
  // Relative, so that it does not matter where the page is served from.
  base: './',
  resolve: {
    alias: {
      $lib: here('src/lib'),
      $locales: here('../locales'),
      ...(mode === 'production' ? {} : { '@tauri-apps/api/core': here('src/lib/ipc/mock.ts') }),
    },
    // Tests run in jsdom, where Svelte would otherwise be taken for its server half.
    conditions: mode === 'test' ? ['browser'] : undefined,
  },
  server: { port: 5173, strictPort: true, fs: { allow: ['..'] } },
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
    setupFiles: ['src/tests.ts'],
  },
}));
