// PDFs through pdf.js, in a worker of their own. No script in them runs, since pdf.js's own sandbox for that is
// not shipped; and nothing is fetched: a PDF is handed over as bytes, its links are not drawn, and what pdf.js needs
// beside them are scripts of ours, the only thing that the page's policy lets it load.

import { getDocument, GlobalWorkerOptions, PDFWorker, type PDFDocumentProxy } from 'pdfjs-dist';
import worker from 'pdfjs-dist/build/pdf.worker.min.mjs?worker&url';

GlobalWorkerOptions.workerSrc = worker;

/** How the letters of Chinese, Japanese and Korean fonts are numbered, and the two fonts that no system has a
 * substitute for: each as the text of a data: URL in a script of its own. */
const data = import.meta.glob<string>(
  [
    '/node_modules/pdfjs-dist/cmaps/*.bcmap',
    '/node_modules/pdfjs-dist/standard_fonts/Foxit{Symbol,Dingbats}.pfb',
  ],
  { query: '?url&inline', import: 'default' },
);

/** What decodes images of JPEG 2000, JBIG2 and fax, without WebAssembly, which the policy forbids. */
const decoders = import.meta.env.DEV ? '/node_modules/pdfjs-dist/wasm/' : './pdf/wasm/';

class OwnData {
  async fetch({ kind, filename }: { kind: string; filename: string }): Promise<Uint8Array> {
    const folder = kind === 'cMapUrl' ? 'cmaps' : 'standard_fonts';
    const load = data[`/node_modules/pdfjs-dist/${folder}/${filename}`];
    if (!load) throw new Error(filename);
    const url = await load();
    return Uint8Array.from(atob(url.slice(url.indexOf(',') + 1)), (letter) => letter.charCodeAt(0));
  }
}

/** How long a PDF may take to be opened, in milliseconds. */
const PATIENCE = 8000;
/** How long a worker waits for the next PDF, in milliseconds. */
const KEPT = 60_000;
/** The largest image in a PDF that is drawn, in pixels. */
const LARGEST = 2 ** 26;
/** The largest canvas that a page is drawn on, in pixels. */
const CANVAS = 2 ** 24;

export type Pdf = { document: PDFDocumentProxy; close: () => void };

/** A worker that has started already, so that the next PDF does not wait for it. Each opens one PDF only, so that a
 * hostile one can do nothing to the next. */
let next: { worker: PDFWorker; kept: ReturnType<typeof setTimeout> } | null = null;

function newWorker(): PDFWorker {
  const worker = next?.worker ?? new PDFWorker({ verbosity: 0 });
  if (next) clearTimeout(next.kept);
  next = null;
  return worker;
}

function prepareWorker(): void {
  if (next) return;
  const worker = new PDFWorker({ verbosity: 0 });
  const kept = setTimeout(() => {
    next = null;
    worker.destroy();
  }, KEPT);
  next = { worker, kept };
}

/** Opens a PDF. Null if that takes too long. Rejects if it is none, or locked. */
export async function open(bytes: ArrayBuffer): Promise<Pdf | null> {
  const own = newWorker();
  // Ends the worker, whatever it is at.
  const close = () => own.destroy();
  const opening = getDocument({
    data: new Uint8Array(bytes),
    worker: own,
    verbosity: 0,
    enableXfa: false,
    maxImageSize: LARGEST,
    BinaryDataFactory: OwnData,
    useWasm: false,
    wasmUrl: new URL(decoders, document.baseURI).href,
    useWorkerFetch: false,
    useSystemFonts: true,
  });
  const late = new Promise<null>((resolve) => setTimeout(resolve, PATIENCE, null));
  try {
    const document = await Promise.race([opening.promise, late]);
    if (document) return { document, close };
  } catch (thrown) {
    close();
    throw thrown;
  }
  close();
  return null;
}

/** Draws a page as wide as this, in pixels of the page. */
export async function draw(
  { document }: Pdf,
  number: number,
  canvas: HTMLCanvasElement,
  width: number,
  signal: AbortSignal,
): Promise<void> {
  const page = await document.getPage(number);
  const natural = page.getViewport({ scale: 1 });
  const wanted = (width * devicePixelRatio) / natural.width;
  // A page that is very tall is drawn coarsely.
  const most = Math.sqrt(CANVAS / (natural.width * natural.height));
  const viewport = page.getViewport({ scale: Math.min(wanted, most) });
  if (signal.aborted) return;
  [canvas.width, canvas.height] = [Math.floor(viewport.width), Math.floor(viewport.height)];
  const drawing = page.render({ canvas, viewport });
  signal.addEventListener('abort', () => drawing.cancel());
  await drawing.promise;
  prepareWorker();
}

/** What is written on a page. */
export async function textOf({ document }: Pdf, number: number): Promise<string> {
  const page = await document.getPage(number);
  const { items } = await page.getTextContent();
  return items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('');
}
