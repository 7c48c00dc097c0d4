"""What a person does in the window, and how long that takes until it is painted."""

import json
import sys


# By one column, then the other way round; painted in between.
SORT = """
const column = document.querySelectorAll('main [role=columnheader] button')[arguments[0]];
column.click();
setTimeout(() => { column.click(); setTimeout(done, 300) }, 300);
"""

SEARCH = """
const field = document.querySelector('main .search input');
field.value = arguments[0];
field.dispatchEvent(new Event('input', { bubbles: true }));
setTimeout(done, 700);
"""

# A list of any length, two rows a frame; the longest time between two frames.
SCROLL = """
const list = [...document.querySelectorAll('main .list')].find((list) => list.scrollHeight > list.clientHeight);
if (!list) return done(0);
let frames = 0, last = performance.now(), longest = 0;
requestAnimationFrame(function frame(now) {
  if (frames > 2) longest = Math.max(longest, now - last);
  last = now;
  if (++frames > 120) return done(list.scrollTop < Math.min(6000, list.scrollHeight - list.clientHeight) ? null : longest);
  list.dispatchEvent(new WheelEvent('wheel'));
  list.scrollTop += 60;
  requestAnimationFrame(frame);
});
"""


# The same of a list and of a plain one in its place, which WebKit alone scrolls: as many cells with as
# much text in rows as high, nothing else. The times between 240 frames each, in turns, in milliseconds.
SCROLL_BESIDE_PLAIN = """
const list = [...document.querySelectorAll('main .list')].find((list) => list.scrollHeight > list.clientHeight);
const rows = [...list.querySelectorAll('[role=row]')];
const row = rows.at(-1);
const cells = [...row.querySelectorAll('[role=gridcell]')].map((cell) => [cell.offsetLeft, cell.textContent.trim()]);
const plain = document.createElement('div');
const { left, top, width, height } = list.getBoundingClientRect();
plain.style.cssText = `position: fixed; left: ${left}px; top: ${top}px; width: ${width}px; height: ${height}px;
  overflow: auto; z-index: 99; background: white; color: black`;
plain.innerHTML = Array.from({ length: 1000 }, (_, n) =>
  `<div style="position: relative; height: ${row.offsetHeight}px">${cells.map(([at, text]) =>
    `<span style="position: absolute; left: ${at}px; white-space: nowrap">${text} ${n}</span>`).join('')}</div>`).join('');
const frames = (element) => new Promise((resolve) => {
  const taken = [];
  let last = performance.now(), count = 0;
  requestAnimationFrame(function frame(now) {
    if (++count > 10) taken.push(now - last);
    last = now;
    if (taken.length >= 240) return resolve(taken);
    element.dispatchEvent(new WheelEvent('wheel'));
    element.scrollTop += 60;
    requestAnimationFrame(frame);
  });
});
(async () => {
  const taken = { ours: [], plain: [] };
  for (let round = 0; round < 3; round++) {
    document.body.append(plain);
    plain.scrollTop = 0;
    taken.plain.push(...await frames(plain));
    plain.remove();
    list.scrollTop = 0;
    await new Promise((resolve) => setTimeout(resolve, 300));
    taken.ours.push(...await frames(list));
  }
  done(taken);
})();
"""


def settle(held):
    """The machine's Pythons are looked at once, when settings are first shown."""
    held.click("nav-settings")
    held.until("document.querySelector('ul[data-testid=settings-pythons]')")


def scroll(held):
    longest = held.run(SCROLL)
    return (
        sys.exit("the list did not stay where it was scrolled to") if longest is None else longest
    )


def scroll_beside_plain(held):
    """The times between two frames of the list that is shown and of a plain one, in milliseconds, sorted."""
    taken = held.run(SCROLL_BESIDE_PLAIN)
    return sorted(taken["ours"]), sorted(taken["plain"])


def open_page(held, nav):
    """Milliseconds from the click on a page's name to the page."""
    return paint(
        held,
        nav,
        f"document.querySelector('[data-testid={nav}]').getAttribute('aria-current') === 'page'"
        " && document.querySelector('main h1')",
    )


def paint(held, testid, condition):
    """Milliseconds from a click until its effect was painted."""
    return held.run(
        f"const begin = performance.now(); document.querySelector('[data-testid={testid}]').click();"
        f"(function look() {{ if ({condition}) requestAnimationFrame(() => setTimeout(() => done(performance.now() - begin)));"
        "else setTimeout(look) })()"
    )


def open_log(held, run):
    held.until(f"document.querySelector('[data-testid=run-row-{run}]')")
    held.click(f"run-row-{run}")
    held.until("document.querySelector('[data-testid=tab-log]')")
    held.click("tab-log")
    held.until("document.querySelector('[data-testid=log-view]')")


def open_address(held, path, there):
    """Milliseconds from a change of the address until what it leads to is painted."""
    return held.run(
        "const begin = performance.now(); location.hash = '#' + arguments[0];"
        f"(function look() {{ if (document.querySelector({json.dumps(there)}))"
        "  requestAnimationFrame(() => setTimeout(() => done(performance.now() - begin)));"
        "else setTimeout(look) })()",
        path,
    )


def sort_and_search(held):
    """The list that is shown, by each of its columns and for some texts."""
    headers = "document.querySelectorAll('main [role=columnheader] button')"
    for column in range(held.run(f"done({headers}.length)")):
        held.run(SORT, column)
    for text in ["churn", "nightly 77", "baseline", "nowhere", ""]:
        held.run(SEARCH, text)
