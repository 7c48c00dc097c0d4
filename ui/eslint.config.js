import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/** No file of these may import what matches, neither at its top nor when it is wanted. */
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
    'A page and the shell take from their own folder and from $lib; src/App.svelte joins them.',
};
const above = {
  what: '^\\.\\..*(pages|shell|App)',
  message: 'What is shared knows nothing of the pages and the shell.',
};

export default defineConfig(
  { ignores: ['dist', 'src/lib/ipc/bindings.ts', 'src/lib/ipc/messages.ts'] },
  js.configs.recommended,
  ts.configs.recommended,
  svelte.configs.recommended,
  {
    languageOptions: { globals: globals.browser },
    rules: {
      // What is left out has a name that begins so.
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      // Sets and maps are replaced, not changed, where a page follows them: they are `$state.raw`.
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
