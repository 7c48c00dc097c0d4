import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/** These files may not import modules that match, neither statically nor dynamically. */
const mayNotImport = (files, ...forbidden) => ({
  files,
  ignores: ['**/*.test.ts'],
  rules: {
    'no-restricted-syntax': [
      'error',
      ...forbidden.map(({ what, message }) => ({
        selector: `:matches(ImportDeclaration, ExportNamedDeclaration, ExportAllDeclaration, ImportExpression)[source.value=/${what}/]`,
        message,
      })),
    ],
  },
});

const tauri = { what: '^@tauri-apps', message: 'Only lib/ipc talks to the program.' };
const others = {
  what: '^\\.\\.',
  message:
    'Pages and the shell import only from their own folder and $lib; src/App.svelte combines them.',
};
const above = {
  what: '^\\.\\..*(pages|shell|App)',
  message: 'Shared code does not import pages or the shell.',
};

export default defineConfig(
  { ignores: ['dist', 'src/lib/ipc/bindings.ts', 'src/lib/ipc/messages.ts'] },
  js.configs.recommended,
  ts.configs.recommended,
  svelte.configs.recommended,
  {
    languageOptions: { globals: globals.browser },
    rules: {
      // A leading underscore marks a value as deliberately unused.
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      // Sets and maps that a page depends on are `$state.raw`: they are replaced, never mutated.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
  },
  mayNotImport(['src/**'], tauri),
  mayNotImport(['src/{pages/*,shell}/**'], tauri, others),
  mayNotImport(['src/lib/**'], tauri, above),
  mayNotImport(['src/lib/ipc/**'], above),
);
