// Uploads to the server. It stores them until they have been added or the page is closed.

import { t } from '../words.svelte';
import type { Chosen, Commands, Refusal } from './bindings';
import { refusal } from './refusal';
import { address, headers } from './request';

/** A file, or a folder with its contents. */
export type Files = {
  name: string;
  isFolder: boolean;
  /** The paths begin with `name`. */
  files: { path: string; file: File }[];
};

let lastUpload = 0;
/** Uploads that have not been added yet, by their paths on the server. */
const waiting = new Map<string, number>();

const part = (path: string) => path.split('/').map(encodeURIComponent).join('/');

const lost = (): Refusal => ({
  code: 'connection-lost',
  text: t('connection-lost'),
  field: null,
  row: null,
});

/** Uploads one file. Resolves to its path on the server. */
function put(
  upload: number,
  path: string,
  file: File,
  signal: AbortSignal,
  onProgress: (bytes: number) => void,
): Promise<string> {
  return new Promise((resolve, reject) => {
    // `fetch` does not report the progress of an upload.
    const request = new XMLHttpRequest();
    request.open('PUT', address(`api/upload/${upload}/${part(path)}`));
    for (const [name, value] of Object.entries(headers())) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded }) => onProgress(loaded);
    request.onload = () => {
      if (request.status === 200) return resolve(JSON.parse(request.responseText).path);
      const isRefusal = request.status === 422;
      reject(isRefusal ? JSON.parse(request.responseText) : refusal(request.statusText));
    };
    request.onerror = () => reject(lost());
    request.onabort = () => reject(signal.reason);
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

/** Uploads a file or a folder. If that fails, the part that was uploaded is deleted. */
export async function upload(
  { name, isFolder, files }: Files,
  signal: AbortSignal,
  onProgress: (bytes: number) => void,
): Promise<Chosen> {
  const number = ++lastUpload;
  let [before, uploaded] = [0, ''];
  try {
    for (const { path, file } of files) {
      const sent = await put(number, path, file, signal, (bytes) => onProgress(before + bytes));
      uploaded = isFolder ? sent.slice(0, -(path.length - name.length)) : sent;
      before += file.size;
    }
  } catch (thrown) {
    remove(number);
    throw thrown;
  }
  waiting.set(uploaded, number);
  return { path: uploaded, isFolder, name: isFolder ? name : stem(name), isUpload: true };
}

/** Deletes an upload. If that fails, the server deletes it when the page is closed. */
function remove(upload: number): void {
  const request = { method: 'DELETE', headers: headers() };
  void fetch(address(`api/upload/${upload}`), request).catch(() => {});
}

/** Deletes uploads that were chosen but not added. */
export function forgetUploads(): void {
  waiting.forEach(remove);
  waiting.clear();
}

/** Deletes the uploads that a command has added. */
export function done(name: keyof Commands, args: object): void {
  if (!['add_package', 'add_dataset', 'import_runs'].includes(name)) return;
  const taken = 'paths' in args ? (args.paths as string[]) : 'path' in args ? [args.path] : [];
  for (const path of taken as string[]) {
    const number = waiting.get(path);
    if (number === undefined) continue;
    remove(number);
    waiting.delete(path);
  }
}

/** A file name without its extension. */
const stem = (name: string) => (name.lastIndexOf('.') > 0 ? name.replace(/\.[^.]*$/, '') : name);

/** What the user chose in the browser's own dialog: files, or one folder. */
export function chosen(list: FileList): Files[] {
  const files = [...list];
  const [first] = files;
  const folder = first?.webkitRelativePath.split('/')[0];
  if (!folder)
    return files.map((file) => ({
      name: file.name,
      isFolder: false,
      files: [{ path: file.name, file }],
    }));
  const all = files.map((file) => ({ path: file.webkitRelativePath, file }));
  return [{ name: folder, isFolder: true, files: all }];
}

/** Files and folders that were dropped, with the contents of the folders. */
export async function dropped({ items }: DataTransfer): Promise<Files[]> {
  // All entries are requested at once, since `items` is empty after the first `await`.
  const entries = [...items]
    .map((item) => item.webkitGetAsEntry())
    .filter((entry) => entry !== null);
  return Promise.all(
    entries.map(async (entry) => ({
      name: entry.name,
      isFolder: entry.isDirectory,
      files: await within(entry, entry.name),
    })),
  );
}

async function within(entry: FileSystemEntry, path: string): Promise<Files['files']> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    return [{ path, file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: Files['files'] = [];
  for (;;) {
    // `readEntries` returns a part at a time, and in the end an empty one.
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (entries.length === 0) return found;
    for (const inner of entries) found.push(...(await within(inner, `${path}/${inner.name}`)));
  }
}
