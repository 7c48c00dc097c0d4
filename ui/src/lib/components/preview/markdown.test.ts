import { expect, test } from 'vitest';
import { framed, markdown } from './markdown';

const OWN = 'data:image/png;base64,iVBORw0KGgo=';

function parsed(html: string): Document {
  return new DOMParser().parseFromString(html, 'text/html');
}

/** Every attribute of every element. */
const attributes = (document: Document) =>
  [...document.querySelectorAll('*')].flatMap((element) =>
    [...element.attributes].map(({ name, value }) => ({ of: element.localName, name, value })),
  );

test('Markdown is rendered', () => {
  const { body } = parsed(markdown('# Title\n\n- **one**\n- [x] two\n\n| a |\n|---|\n| 1 |'));
  expect(body.querySelector('h1')?.textContent).toBe('Title');
  expect(body.querySelector('strong')?.textContent).toBe('one');
  expect(body.querySelector('td')?.textContent).toBe('1');
  expect(body.textContent).toContain('☑ two');
  expect(body.querySelector('input')).toBeNull();
});

const HOSTILE = `
![remote](https://evil.example/i.png) ![own](${OWN}) [link](https://evil.example/x)
[script](javascript:alert(1)) <https://evil.example/auto>
<img src="//evil.example/i" srcset="https://evil.example/2x 2x" onerror="alert(1)">
<img src="data:text/html,evil"> <a href="https://evil.example" target="_top" ping="https://evil.example">a</a>
<style>@import 'https://evil.example/a.css'</style><p style="background: url(https://evil.example)">p</p>
<link rel="dns-prefetch" href="//evil.example"><meta http-equiv="refresh" content="0; url=https://evil.example">
<base href="https://evil.example"><iframe src="https://evil.example"></iframe><object data="https://evil.example"></object>
<video src="https://evil.example" poster="https://evil.example"></video><audio src="https://evil.example"></audio>
<form action="https://evil.example"><input name="a"><button formaction="https://evil.example">b</button></form>
<svg><image href="https://evil.example/i"/><use href="https://evil.example#a"/><a xlink:href="https://evil.example">s</a>
<script>alert(1)</script><set attributeName="href" to="https://evil.example"/></svg>
<math><a href="https://evil.example">m</a></math><script src="https://evil.example/a.js"></script>
<table background="https://evil.example"><tr><td>t</td></tr></table><body background="https://evil.example">
`;

test('Markdown cannot reach anything, nor lead anywhere', () => {
  const document = parsed(markdown(HOSTILE));
  const remote = attributes(document).filter(({ value }) => /evil|javascript/.test(value));
  // Addresses are shown as tooltips.
  expect(new Set(remote.map(({ name }) => name))).toEqual(new Set(['data-tip']));
  expect(document.querySelector('[href], [style], [srcset], script, style, svg, form')).toBeNull();
  expect([...document.images].map(({ src }) => src).filter(Boolean)).toEqual([OWN]);
  expect(document.querySelector('a')?.getAttribute('data-tip')).toBe('https://evil.example/x');
});

test('a page in a frame cannot reach anything, nor lead anywhere', () => {
  const html = framed(`<html><head><title>t</title></head><body>${HOSTILE}</body></html>`);
  const document = parsed(html);
  // The policy comes before all that it is for.
  expect(document.head.firstElementChild?.getAttribute('http-equiv')).toBe(
    'Content-Security-Policy',
  );
  expect(document.querySelectorAll('meta[http-equiv]')).toHaveLength(1);
  const remote = attributes(document).filter(({ value }) => /evil|javascript/.test(value));
  expect(remote.filter(({ name }) => name !== 'title' && name !== 'style')).toEqual([]);
  const forbidden = 'script, link, base, iframe, object, embed, form, video, audio, use, set';
  expect(document.querySelector(forbidden)).toBeNull();
  expect(document.querySelector('[href], [onerror], [srcset]')).toBeNull();
});

test('a page in a frame keeps how it looks', () => {
  const document = parsed(framed('<style>h1 { color: red }</style><h1 style="top: 0">a</h1>'));
  expect(document.querySelectorAll('style')).toHaveLength(2);
  expect(document.querySelector('h1')?.getAttribute('style')).toBe('top: 0');
});
