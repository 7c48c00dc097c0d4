"""Measures the window beside an empty one, under a display of its own. Started by `./dev bench`.

    python benches/window.py --programs target/release [--only NAME,NAME]

The empty window (src-tauri/examples/empty.rs) is what any Tauri program costs on this machine in
these minutes. Both are driven by WebKitWebDriver, so that its own cost is on both sides.
"""

import argparse
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from common import (
    MB,
    Row,
    Trainyard,
    add_only,
    chosen_rows,
    install,
    milliseconds,
    new_store,
    print_table,
)
from driver import BLANK, READY, display, memory, most_memory, processor, window
from full_store import very_full
from gestures import (
    open_address,
    open_log,
    open_page,
    paint,
    scroll,
    scroll_beside_plain,
    settle,
    sort_and_search,
)


def start(bench):
    """From the request for a window to one that can be used."""
    many = very_full(bench)
    taken = {"empty": [], "ours": [], "many": []}
    for _ in range(7):
        for name, program, ready, home in [
            ("empty", bench.empty, BLANK, None),
            ("ours", bench.program, READY, None),
            ("many", bench.program, READY, many),
        ]:
            with window(bench, program, ready, home) as (_, seconds):
                taken[name].append(seconds)
    middle = {name: statistics.median(all_taken) for name, all_taken in taken.items()}
    for name, what, most in [
        ("ours", "window start to usable", 0.1),
        ("many", "the same, in a very full store", 0.3),
    ]:
        more = middle[name] - middle["empty"]
        yield Row(
            what,
            milliseconds(middle[name]),
            f"an empty window: {milliseconds(middle['empty'])}",
            f"{more * 1000:+.0f} ms",
            f"≤ {most * 1000:.0f} ms more",
            more <= most,
        )


def idle(bench):
    """What a window that nobody touches costs."""
    measured = {}
    for name, program, ready in [("empty", bench.empty, BLANK), ("ours", bench.program, READY)]:
        with window(bench, program, ready):
            time.sleep(5)  # until WebKit has nothing left to do of its own
            before = processor(program)
            time.sleep(20)
            measured[name] = (processor(program) - before) / 20, memory(program)
    (_, least), (load, used) = measured["empty"], measured["ours"]
    bench.least = least
    yield Row(
        "idle window, processor",
        f"{load:.1%} of a core",
        f"an empty window: {measured['empty'][0]:.1%}",
        "",
        "0 %",
        load < 0.005,
    )
    yield megabytes("idle window, memory (PSS)", used, least, 60)


def megabytes(what, used, least, most):
    more = (used - least) / MB
    return Row(
        what,
        f"{used / MB:.0f} MB",
        f"an empty window: {least / MB:.0f} MB",
        f"{more:+.0f} MB",
        f"≤ {most} MB more",
        more <= most,
    )


TICKS = """
for _ in range(200):
    print(f'tick {time.time() * 1000:.1f}', flush=True)
    time.sleep(0.05)
"""

# How late each of 150 lines is on the screen.
LATE = r"""
const log = document.querySelector('[data-testid=log-view]'), late = [];
let last = 0;
const heard = new MutationObserver(() => requestAnimationFrame(() => {
  for (const [, at] of log.textContent.matchAll(/tick (\d+\.\d)/g))
    if (Number(at) > last) { last = Number(at); late.push(Date.now() - last) }
  if (late.length >= 150) { heard.disconnect(); done(late) }
}));
heard.observe(log, { childList: true, subtree: true, characterData: true });
"""


def lines(bench):
    """From the print to the screen: each line says when it was printed."""
    bench.trainyard.add_package(bench.folder, "ticks", TICKS)
    with window(bench, bench.program, READY) as (held, _):
        run = bench.trainyard.train("ticks", "--detach")
        open_log(held, run["id"])
        late = held.run(LATE)
    # What was printed before the log was opened was not waited for.
    late = sorted(late[20:])
    high = late[int(len(late) * 0.95)]
    yield Row(
        "line printed → on screen, 95th percentile",
        f"{high:.0f} ms",
        "",
        "",
        "≤ 200 ms",
        high <= 200,
    )


MEASURED = """
import json
for _ in range(600):
    print(json.dumps({'loss': int(time.time() * 1000) % 10_000_000}), flush=True)
    time.sleep(0.1)
"""

# How late each of 100 values is in the legend of its chart, in milliseconds.
LATE_METRICS = r"""
const charts = document.querySelector('[data-testid=charts]'), late = [];
let last = '';
const heard = new MutationObserver(() => requestAnimationFrame(() => {
  const shown = charts.querySelector('[aria-label=loss] .legend')?.textContent.replace(/\D/g, '') ?? '';
  if (shown === last) return;
  last = shown;
  late.push((Date.now() - shown + 1e7) % 1e7);
  if (late.length >= 100) { heard.disconnect(); done(late) }
}));
heard.observe(charts, { childList: true, subtree: true, characterData: true });
"""


def metrics(bench):
    """From the moment that a metric is logged to its chart: each value is the time at which it was logged."""
    bench.trainyard.add_package(bench.folder, "measured", MEASURED)
    with window(bench, bench.program, READY) as (held, _):
        run = bench.trainyard.train("measured", "--detach")
        open_log(held, run["id"])
        held.click("tab-charts")
        held.until("document.querySelector('[data-testid=charts] [aria-label=loss] .legend')")
        late = sorted(held.run(LATE_METRICS)[10:])
    high = late[int(len(late) * 0.95)]
    yield Row(
        "metric logged → in its chart, 95th percentile",
        f"{high:.0f} ms",
        "",
        "",
        "≤ 300 ms",
        high <= 300,
    )


FLOOD = """
end = time.time() + 60
n = 0
while time.time() < end:
    begin = time.time()
    line = 'epoch {} \\x1b[32mloss\\x1b[0m 0.123456 \\x1b[1;34maccuracy\\x1b[0m 0.987654\\n'
    sys.stdout.write(''.join(line.format(n + i) for i in range(5000)))
    n += 5000
    time.sleep(max(0, 0.1 - (time.time() - begin)))
"""


def is_chosen(tab):
    return f"document.querySelector('[data-testid={tab}]').getAttribute('aria-selected') === 'true'"


def flood(bench):
    """A training that prints 50,000 lines a second in colors for a minute."""
    bench.trainyard.add_package(bench.folder, "flood", FLOOD)
    with window(bench, bench.program, READY) as (held, _):
        run = bench.trainyard.train("flood", "--detach")
        open_log(held, run["id"])
        slowest, used = 0, 0
        end = time.monotonic() + 50
        tabs = ["tab-overview", "tab-log"]
        while time.monotonic() < end:
            for tab in tabs:
                slowest = max(slowest, paint(held, tab, is_chosen(tab)))
            used = max(used, memory(bench.program))
            time.sleep(0.5)
        bench.trainyard("run", "log", run["id"], "--follow")
        log = Path(run["directory"]) / "log"
        last = re.sub(r"\x1b\[[\d;]*m", "", log.read_text().splitlines()[-1])
        log_text = "document.querySelector('[data-testid=log-view]').textContent"
        held.until(f"{log_text}.includes({json.dumps(last)})")
        count = log.read_bytes().count(b"\n")
    least = getattr(bench, "least", None) or least_memory(bench)
    yield Row(
        f"slowest click while {count / 60:,.0f} lines/s are printed",
        f"{slowest:.0f} ms",
        "",
        "",
        "≤ 100 ms",
        slowest <= 100,
    )
    yield megabytes("memory meanwhile, at its most (PSS)", used, least, 100)


def least_memory(bench):
    with window(bench, bench.empty, BLANK):
        time.sleep(5)
        return memory(bench.empty)


def settings(bench):
    """The first time that Settings are opened, when the machine's Pythons are still being looked for."""
    taken = []
    for _ in range(5):
        with window(bench, bench.program, READY) as (held, _):
            taken.append(paint(held, "nav-settings", "document.querySelector('[data-testid=language]')"))
    slowest = max(taken)
    yield Row(
        "Settings, opened for the first time",
        f"{statistics.median(taken):.0f} ms, slowest {slowest:.0f}",
        "",
        "",
        "all ≤ 100 ms",
        slowest <= 100,
    )


# Two figures that can be told apart by their shape.
FIGURES = """
import sys
import matplotlib
matplotlib.use('pdf')
import matplotlib.pyplot as plot
for name, size in [('wide', (8, 4)), ('tall', (4, 8))]:
    figure, axes = plot.subplots(figsize=size)
    for line in range(5):
        axes.plot([(n * line) % 97 / 97 for n in range(1000)], label=f'fold {line}')
    axes.legend()
    figure.savefig(f'{sys.argv[1]}/{name}.pdf')
"""


BURST = 10_000


def artifacts(bench):
    """The first page of PDFs as matplotlib makes them, when one was shown before; then many new files."""
    bench.trainyard.add_package(bench.folder, "figures", "pass")
    run = bench.trainyard.train("figures")
    folder = Path(run["directory"]) / "artifacts"
    folder.mkdir(exist_ok=True)
    python = install(bench, "matplotlib") / "python"
    subprocess.run([python, "-c", FIGURES, folder], check=True)
    page = "document.querySelector('[data-testid=artifact-preview] canvas')"
    is_drawn = {
        "wide": f"{page}?.width > 400 && {page}.width > {page}.height",
        "tall": f"{page}?.height > 400 && {page}.width < {page}.height",
    }
    with window(bench, bench.program, READY) as (held, _):
        open_log(held, run["id"])
        held.click("tab-artifacts")
        held.until("document.querySelector('[data-testid=\"artifact-wide.pdf\"]')")
        taken = [paint(held, f'"artifact-{name}.pdf"', is_drawn[name]) for name in ["wide", "tall"] * 6]
        for n in range(BURST):
            (folder / f"step {n}.txt").write_text("x")
        begin = time.perf_counter()
        tree = "document.querySelector('.tree [role=tree]')"
        held.until(f"{tree}.scrollHeight > {BURST * 28} && {tree}.textContent.includes('step 7.txt')")
        settled = time.perf_counter() - begin
    # The first two load what draws PDFs.
    middle = statistics.median(taken[2:])
    yield Row(
        "PDF of matplotlib, page 1, warm",
        f"{middle:.0f} ms, slowest {max(taken[2:]):.0f}, first {taken[0]:.0f}",
        "",
        "",
        "≤ 400 ms",
        middle <= 400,
    )
    yield Row(
        f"{BURST:,} new artifacts → on screen",
        milliseconds(settled),
        "",
        "",
        "≤ 1000 ms",
        settled <= 1,
    )


def frames(bench):
    """The frames of a list of many runs while it is scrolled, beside those of a plain list of 1,000 rows."""
    fill = bench.program.parent / "examples" / "run_list"
    for count in (10_000, 100_000):
        home = bench.folder / f"{count}-runs"
        new_store(bench.trainyard.program, home, bench.folder)
        subprocess.run([fill, "list", home, str(count)], check=True, stdout=subprocess.DEVNULL)
        with window(bench, bench.program, READY, home) as (held, _):
            held.until("document.querySelector('main .list [role=row] [role=gridcell]')")
            ours, plain = scroll_beside_plain(held)
        for name, part in [("median", 0.5), ("p99", 0.99)]:
            one, other = (taken[int(len(taken) * part)] for taken in (ours, plain))
            yield Row(
                f"{count:,} runs scrolled, time of a frame, {name}",
                f"{one:.1f} ms",
                f"a plain list: {other:.1f} ms",
                f"{one / other:.2f} ×",
                "≤ 1.3 ×",
                one / other <= 1.3,
            )


def pages(bench):
    """From a click to the painted page, with little and with very much in the store."""
    for home, what, goal in [
        (None, "page change, click to paint", 50),
        (very_full(bench), "the same, in a very full store", 200),
    ]:
        with window(bench, bench.program, READY, home) as (held, _):
            settle(held)
            navs = ["nav-packages", "nav-datasets", "nav-settings", "nav-pipelines"]
            rounds = [[open_page(held, nav) for nav in navs] for _ in range(6)]
        slow = sorted(sum(rounds[1:], []))
        judged = statistics.median(slow) if home is None else slow[-1]
        yield Row(
            what,
            f"{statistics.median(slow):.0f} ms, slowest {slow[-1]:.0f}",
            "",
            "",
            f"≤ {goal} ms" if home is None else f"all ≤ {goal} ms",
            judged <= goal,
        )


# What lies deeper: its name, its address, and what is there when it is shown.
DEEP = [
    ("run list", "/pipelines", "[role=grid] [data-testid^=run-row]"),
    ("package list", "/packages", "[data-testid^=package-row]"),
    ("a package of 50 versions", "/packages/churn_100", "[data-testid^=package-download]"),
    ("a dataset of 100,000 files", "/datasets/wide", "[role=tree] [role=treeitem]"),
    ("20,000 artifacts", "/pipelines/{run}/artifacts", "[role=tree] [role=treeitem]"),
    ("storage", "/storage", "[data-testid^=storage-row]"),
    (
        "the form",
        "/pipelines/new?package=churn_100&version=1.0",
        "[data-testid=form-version][data-value='1.0']",
    ),
]


def full(bench):
    """What lies deeper in a very full store: opened, and scrolled through."""
    home = very_full(bench)
    artifacts = json.loads(Trainyard(bench.trainyard.program, home)("run", "list", "--json"))
    artifacts = next(run["id"] for run in artifacts if run["package"] == "wide")
    opened, jumps = {}, {}
    with window(bench, bench.program, READY, home) as (held, _):
        settle(held)
        for name, path, there in DEEP:
            taken = []
            for _ in range(4):
                held.run("location.hash = '#/settings'; setTimeout(done, 300)")
                taken.append(open_address(held, path.format(run=artifacts), there))
            opened[name] = max(taken[1:])
            jumps[name] = scroll(held)
    for what, measured, goal in [
        ("opened", opened, 200),
        ("longest frame while scrolling", jumps, 50),
    ]:
        slowest = max(measured, key=measured.get)
        told = ", ".join(f"{name} {ms:.0f}" for name, ms in measured.items())
        yield Row(
            f"a very full store, {what} (ms)",
            told,
            "",
            "",
            f"all ≤ {goal} ms",
            measured[slowest] <= goal,
        )


def many(bench):
    """With 100,000 runs in the store, of which the window knows what it shows."""
    home = bench.folder / "hundred-thousand"
    new_store(bench.trainyard.program, home, bench.folder)
    fill = bench.program.parent / "examples" / "run_list"
    subprocess.run([fill, "list", home, "100000"], check=True, stdout=subprocess.DEVNULL)
    used, taken, frames = [], [], 0
    for store in (None, home):
        with window(bench, bench.program, READY, store) as (held, _), most_memory(bench) as most:
            settle(held)
            for _ in range(4):
                open_page(held, "nav-settings")
                taken.append(open_page(held, "nav-pipelines"))
            frames = scroll(held)
            if store:
                sort_and_search(held)
        used.append(most[0])
    more = (used[1] - used[0]) / MB
    yield Row(
        "100,000 runs, their page opened",
        f"{max(taken[5:]):.0f} ms",
        "",
        "",
        "≤ 200 ms",
        max(taken[5:]) <= 200,
    )
    yield Row(
        "100,000 runs, longest frame while scrolling",
        f"{frames:.0f} ms",
        "",
        "",
        "≤ 50 ms",
        frames <= 50,
    )
    yield Row(
        "100,000 runs scrolled, sorted and searched, memory at its most (PSS)",
        f"{used[1] / MB:.0f} MB",
        f"with none: {used[0] / MB:.0f} MB",
        f"{more:+.0f} MB",
        "≤ 80 MB more",
        more <= 80,
    )


def others(bench):
    """What another program changes, from its end to the screen."""
    with window(bench, bench.program, READY) as (held, _):
        held.click("nav-datasets")
        held.until("document.querySelector('[data-testid=dataset-row-empty]')")
        late = []
        for n in range(20):
            bench.trainyard("dataset", "add", f"news{n}", bench.folder / "empty")
            begin = time.perf_counter()
            held.until(f"document.querySelector('[data-testid=dataset-row-news{n}]')")
            late.append((time.perf_counter() - begin) * 1000)
    yield Row(
        "another program's change → on screen, slowest of 20",
        f"{max(late):.0f} ms",
        "",
        "",
        "≤ 1000 ms",
        max(late) <= 1000,
    )


ROWS = {
    "start": start,
    "idle": idle,
    "pages": pages,
    "settings": settings,
    "frames": frames,
    "full": full,
    "many": many,
    "others": others,
    "lines": lines,
    "metrics": metrics,
    "flood": flood,
    "artifacts": artifacts,
}


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument(
        "--programs", type=Path, required=True, help="the folder of the built programs"
    )
    add_only(arguments, ROWS)
    given = arguments.parse_args()
    chosen = chosen_rows(arguments, given, ROWS)
    programs = given.programs.resolve()
    with tempfile.TemporaryDirectory(prefix="bench-", dir=programs) as folder, display() as screen:
        folder = Path(folder)
        (folder / "person").mkdir()
        bench = argparse.Namespace(
            trainyard=new_store(programs / "trainyard", folder / "home", folder),
            uv=str(programs / "uv"),
            program=programs / "trainyard-desktop",
            empty=programs / "examples" / "empty",
            folder=folder,
            display=screen,
        )
        return print_table(ROWS, chosen, bench)


if __name__ == "__main__":
    sys.exit(main())
