// Markdown and HTML without anything that reaches out: no address in them is ever asked for.

import createDOMPurify, { type Config } from 'dompurify';
import { Marked } from 'marked';

const marked = new Marked({ gfm: true, async: false });
marked.use({
  renderer: {
    // A field of a form would be something to click.
    checkbox: ({ checked }) => (checked ? '☑ ' : '☐ '),
  },
});

/** What Markdown can be made of. */
const TAGS =
  'a abbr b blockquote br caption code dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead tr u ul var'.split(
    ' ',
  );

const prose: Config = {
  ALLOWED_TAGS: TAGS,
  // Without `style`, `class` and `id`, nothing of it can lie over the page or pass for a part of it.
  ALLOWED_ATTR: ['align', 'alt', 'colspan', 'height', 'open', 'rowspan', 'src', 'start', 'width'],
  ADD_ATTR: ['data-tip'],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
};

const page: Config = {
  WHOLE_DOCUMENT: true,
  ADD_TAGS: ['style'],
  FORBID_TAGS: ['form', 'audio', 'video', 'source', 'track', 'picture'],
  FORBID_ATTR: ['srcset', 'ping', 'action', 'background', 'poster', 'usemap'],
};

/** An image that is in the text itself. */
const own = /^data:image\/(png|jpe?g|gif|webp|bmp|svg\+xml)[;,]/i;

/** Makes what sanitises one kind of text; `link` says what becomes of where a link leads. */
function sanitizer(config: Config, link: (element: Element, address: string) => void) {
  const purify = createDOMPurify(window);
  purify.addHook('beforeSanitizeAttributes', (element) => {
    // It is called for texts, too.
    if (element.nodeType !== Node.ELEMENT_NODE) return;
    // Screen readers would read an address instead.
    if (element.localName === 'img' && !element.hasAttribute('alt'))
      element.setAttribute('alt', '');
    for (const name of ['src', 'href', 'xlink:href']) {
      const address = element.getAttribute(name);
      if (address === null) continue;
      if (name === 'src' ? own.test(address) : address.startsWith('#')) continue;
      element.removeAttribute(name);
      if (element.localName === 'a') link(element, address);
      // The image of a drawing.
      else if (element.localName === 'image' && own.test(address))
        element.setAttribute(name, address);
    }
  });
  return (text: string): string => purify.sanitize(text, config);
}

const sanitizeProse = sanitizer(prose, (element, address) =>
  element.setAttribute('data-tip', address),
);
const sanitizePage = sanitizer(page, (element, address) => element.setAttribute('title', address));

/** Markdown as HTML that can be put into the page. */
export const markdown = (text: string): string => sanitizeProse(marked.parse(text) as string);

/** What a page in a frame may load: nothing but what is in itself. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** HTML as a document for a frame in a sandbox. */
export const framed = (text: string): string =>
  `<!doctype html><meta http-equiv="Content-Security-Policy" content="${POLICY}">` +
  `<meta charset="utf-8"><style>:root { color-scheme: light; background: white; font-family: sans-serif }</style>` +
  sanitizePage(text);
