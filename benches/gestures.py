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


def settle(held):
    """The machine's Pythons are looked at once, when settings are first shown."""
    held.click("nav-settings")
    held.until("document.querySelector('[data-testid=language]')")


def scroll(held):
    longest = held.run(SCROLL)
    return (
        sys.exit("the list did not stay where it was scrolled to") if longest is None else longest
    )


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
