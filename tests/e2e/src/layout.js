// What is wrong with the texts of the page that is shown: text that is cut off without a sign or without a way to
// read the rest, that leaves its box or the window, or that overlaps another text. Returns a line for each.

const found = new Set();
const TOLERANCE = 1.5;

const box = (element) => element.getBoundingClientRect();
const quote = (text) => `"${text.trim().replace(/\s+/g, ' ').slice(0, 50)}"`;
const isTransparent = (colour) => colour === 'transparent' || /, 0\)$|\/ 0\)$/.test(colour);

function* ancestors(element) {
  for (let at = element; at && at !== document.documentElement; at = at.parentElement) yield at;
}

/** Where an element is, for whoever reads the finding. */
function place(element) {
  for (const at of ancestors(element)) {
    if (at.dataset['testid']) return `in ${at.dataset['testid']}`;
  }
  return `in ${element.tagName.toLowerCase()}.${element.className}`;
}

/** Whether a person does not see it, or it is for screen readers alone. */
function isHidden(element) {
  if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return true;
  for (const at of ancestors(element)) {
    const { clipPath, position, opacity } = getComputedStyle(at);
    if (position === 'absolute' && (clipPath !== 'none' || box(at).width <= 1)) return true;
    if (opacity === '0') return true;
  }
  return false;
}

/** What floats above the page, and therefore covers text on purpose. */
function layer(element) {
  for (const at of ancestors(element)) {
    const { position } = getComputedStyle(at);
    if (position === 'fixed' || position === 'sticky') return at;
    if (at.matches('dialog, [popover], [role=dialog], [role=menu], [role=listbox], [role=tooltip]')) return at;
  }
  return document.body;
}

const scrolls = (value) => value === 'auto' || value === 'scroll';
const cuts = (value) => value === 'hidden' || value === 'clip';

/** Whether hovering, or opening the thing, shows the whole text. */
const isReadable = (element) =>
  element.closest('[data-tip], [aria-haspopup], input') !== null ||
  // A button beside it shows all of it.
  element.parentElement.querySelector(':scope > button[aria-expanded]') !== null;

/** Whether nothing of a text is left in a box, so that no letter is cut in half. */
const isOutside = (rect, around) =>
  rect.left >= around.right || rect.right <= around.left || rect.top >= around.bottom - 4 || rect.bottom <= around.top + 4;

/** How a text leaves what is around it. */
function leaves(element, rect) {
  // A truncated name draws its own.
  let ellipsis = element.closest('[data-tail]') !== null;
  for (const at of ancestors(element)) {
    const style = getComputedStyle(at);
    const around = box(at);
    if (style.display === 'inline' || style.display === 'contents') continue;
    ellipsis ||= style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none';
    const wide = rect.left < around.left - TOLERANCE || rect.right > around.right + TOLERANCE;
    const high = rect.top < around.top - TOLERANCE || rect.bottom > around.bottom + TOLERANCE;
    if ((cuts(style.overflowX) || cuts(style.overflowY)) && isOutside(rect, around) && isReadable(element)) return null;
    if (cuts(style.overflowX) && wide) {
      if (!ellipsis) return 'is cut off at a side';
      if (!isReadable(element)) return 'is shortened, and cannot be read whole';
      return null;
    }
    if (cuts(style.overflowY) && high) {
      // A line box may be higher than its letters.
      const lost = Math.max(around.top - rect.top, rect.bottom - around.bottom);
      if (lost > 4 && !ellipsis) return 'is cut off above or below';
      if (lost > 4 && !isReadable(element)) return 'is shortened, and cannot be read whole';
      if (lost > 4) return null;
    }
    if ((wide && scrolls(style.overflowX)) || (high && scrolls(style.overflowY))) return null;
    const isBox = !isTransparent(style.backgroundColor) || style.borderRightWidth !== '0px' || style.boxShadow !== 'none';
    if (isBox && wide) return `leaves its box (${at.dataset['testid'] ?? at.className})`;
    if (style.position === 'fixed') break;
  }
  if (rect.right > innerWidth + TOLERANCE || rect.left < -TOLERANCE) return 'leaves the window';
  return null;
}

const texts = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let node = walker.nextNode(); node; node = walker.nextNode()) {
  const element = node.parentElement;
  if (!node.data.trim() || element.closest('svg, script, style, option, pre, [aria-hidden=true]')) continue;
  if (isHidden(element)) continue;
  const range = document.createRange();
  range.selectNodeContents(node);
  const rects = [...range.getClientRects()].filter((rect) => rect.width > 0 && rect.height > 0);
  if (rects.length === 0) continue;
  const visible = rects.filter(
    (rect) => rect.bottom > 0 && rect.top < innerHeight && rect.right > 0 && rect.left < innerWidth,
  );
  for (const rect of rects) {
    const how = leaves(element, rect);
    if (how) found.add(`${quote(node.data)} ${how}, ${place(element)}`);
  }
  if (visible.length > 0) texts.push({ node, element, rects: visible, layer: layer(element) });
}

/** The part of a text's lines that is seen: not cut off by what it is in. */
function seen(text) {
  return text.rects.map((rect) => {
    let { left, right, top, bottom } = rect;
    for (const at of ancestors(text.element)) {
      const style = getComputedStyle(at);
      if (style.overflowX === 'visible' && style.overflowY === 'visible') continue;
      const around = box(at);
      left = Math.max(left, around.left);
      right = Math.min(right, around.right);
      top = Math.max(top, around.top);
      bottom = Math.min(bottom, around.bottom);
    }
    return { left, right, top, bottom };
  });
}

const lines = texts.flatMap((text) => seen(text).map((rect) => ({ ...text, ...rect })));
lines.sort((one, other) => one.top - other.top);
for (const [index, one] of lines.entries()) {
  for (const other of lines.slice(index + 1)) {
    if (other.top >= one.bottom) break;
    if (one.node === other.node || one.layer !== other.layer) continue;
    const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
    const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
    // Lines that follow each other share a pixel or two of their line boxes.
    if (width > 2 && height > 4) {
      found.add(`${quote(one.node.data)} overlaps ${quote(other.node.data)}, ${place(one.element)}`);
    }
  }
}

// A page that is too wide is scrolled sideways only where that is what a person expects.
for (const element of document.querySelectorAll('main, main *')) {
  if (element.closest('pre, svg, [role=log], .json, [data-testid=log-view]') || isHidden(element)) continue;
  const { overflowX } = getComputedStyle(element);
  if (scrolls(overflowX) && element.scrollWidth > element.clientWidth + 2) {
    found.add(`${element.tagName.toLowerCase()}.${element.className} scrolls sideways, ${place(element)}`);
  }
}

return [...found];
