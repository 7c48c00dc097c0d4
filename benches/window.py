"""Measures the window beside an empty one, under a display of its own. Started by `./dev bench`.

    python benches/window.py --programs target/release [--only NAME,NAME]

The empty window (src-tauri/examples/empty.rs) is what any Tauri program costs on this machine in
these minutes. Both are driven by WebKitWebDriver, so that its own cost is on both sides.
"""

import argparse
import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from bench import Row, Trainyard, milliseconds

MB = 1_000_000


# ---- A window that is driven ---------------------------------------------------------------------


class Window:
    """A program's window and the driver that holds it."""

    def __init__(self, base, session):
        self.base, self.session = base, session

    def ask(self, method, path, body=None):
        return ask(method, f"{self.base}/session/{self.session}{path}", body)

    def run(self, script, *arguments):
        """Runs a script in the page; `done` is what it calls with its answer."""
        script = f"const done = arguments[arguments.length - 1]; {script}"
        return self.ask("POST", "/execute/async", {"script": script, "args": list(arguments)})

    def click(self, testid):
        self.run(f"document.querySelector('[data-testid=\"{testid}\"]').click(); done()")

    def until(self, condition, seconds=60):
        """Waits in the page, frame by frame, until a condition holds."""
        self.run(
            "const until = performance.now() + arguments[0] * 1000;"
            f"(function look() {{ if ({condition}) done(true);"
            "else if (performance.now() > until) done(false);"
            "else requestAnimationFrame(look) })()",
            seconds,
        ) or sys.exit(f"never: {condition}")


def ask(method, url, body=None):
    data = json.dumps(body or {}).encode() if method == "POST" else None
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=300) as answer:
        return json.load(answer)["value"]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def display():
    """An X server without a screen."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as numbers:
        number = numbers.readline().strip()
    try:
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


@contextmanager
def window(bench, program, ready, home=None):
    """A window of a program, and the seconds until it was ready."""
    port = free_port()
    environment = {
        **os.environ,
        "DISPLAY": bench.display,
        "HOME": str(bench.folder / "person"),
        "XDG_DATA_HOME": str(bench.folder / "person" / "data"),
        "XDG_CONFIG_HOME": str(bench.folder / "person" / "config"),
        "XDG_CACHE_HOME": str(bench.folder / "person" / "cache"),
        # A desktop of its own would be started for each window, and mount what nothing takes away.
        "DBUS_SESSION_BUS_ADDRESS": "disabled:",
        "TRAINYARD_HOME": str(home or bench.trainyard.home),
        "TAURI_WEBVIEW_AUTOMATION": "true",
        "LC_ALL": "C.UTF-8",
    }
    driver = subprocess.Popen(
        ["WebKitWebDriver", f"--port={port}"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.01)
        base = f"http://127.0.0.1:{port}"
        capabilities = {"webkitgtk:browserOptions": {"binary": str(program), "args": []}}
        begin = time.perf_counter()
        body = {"capabilities": {"alwaysMatch": capabilities}}
        session = ask("POST", f"{base}/session", body)["sessionId"]
        held = Window(base, session)
        held.ask("POST", "/timeouts", {"script": 300_000})
        held.until(ready)
        yield held, time.perf_counter() - begin
        held.ask("DELETE", "")
    finally:
        os.killpg(driver.pid, signal.SIGKILL)
        driver.wait()
        # The next window's measurements must not count this one's processes.
        while processes(program):
            time.sleep(0.01)


BLANK = "document.readyState === 'complete'"
READY = "document.querySelector('[data-testid=app]')?.dataset.ready === 'true'"


def processes(program):
    """The process ids of a program and of WebKit's, which are its children."""
    children, roots = {}, []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            name = os.readlink(entry / "exe")
        except (OSError, IndexError):
            continue
        children.setdefault(parent, []).append(int(entry.name))
        if name == str(program):
            roots.append(int(entry.name))
    found = []
    while roots:
        pid = roots.pop()
        found.append(pid)
        roots += children.get(pid, [])
    return found


def memory(program):
    """Their proportional set size together, in bytes."""
    total = 0
    for pid in processes(program):
        try:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        total += next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
    return total * 1024


@contextmanager
def most_memory(bench):
    """The most that it takes meanwhile, looked at all the time."""
    most, over = [0], threading.Event()

    def look():
        while not over.wait(0.05):
            most[0] = max(most[0], memory(bench.program))

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield most
    finally:
        over.set()
        looking.join()


def processor(program):
    """The processor time they have taken, in seconds."""
    ticks = 0
    for pid in processes(program):
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


# ---- What is measured ----------------------------------------------------------------------------


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
    for name, what in [("ours", "window start to usable"), ("many", "the same, in a very full store")]:
        more = middle[name] - middle["empty"]
        yield Row(
            what,
            milliseconds(middle[name]),
            f"an empty window: {milliseconds(middle['empty'])}",
            f"{more * 1000:+.0f} ms",
            "≤ 300 ms more",
            more <= 0.3,
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
    yield Row("idle window, processor", f"{load:.1%} of a core", f"an empty window: {measured['empty'][0]:.1%}", "", "0 %", load < 0.005)
    yield megabytes("idle window, memory (PSS)", used, least, 60)


def megabytes(what, used, least, most):
    more = (used - least) / MB
    return Row(what, f"{used / MB:.0f} MB", f"an empty window: {least / MB:.0f} MB", f"{more:+.0f} MB", f"≤ {most} MB more", more <= most)


def lines(bench):
    """From the print to the screen: each line says when it was printed."""
    bench.trainyard.add_package(
        bench.folder, "ticks", "for _ in range(200):\n    print(f'tick {time.time() * 1000:.1f}', flush=True)\n    time.sleep(0.05)"
    )
    with window(bench, bench.program, READY) as (held, _):
        run = json.loads(bench.trainyard("run", "start", *training("ticks"), "--detach", "--json"))
        open_log(held, run["id"])
        late = held.run(
            "const log = document.querySelector('[data-testid=log-view]'), late = []; let last = 0;"
            "const heard = new MutationObserver(() => requestAnimationFrame(() => {"
            "  for (const [, at] of log.textContent.matchAll(/tick (\\d+\\.\\d)/g))"
            "    if (Number(at) > last) { last = Number(at); late.push(Date.now() - last) }"
            "  if (late.length >= 150) { heard.disconnect(); done(late) } }));"
            "heard.observe(log, { childList: true, subtree: true, characterData: true })"
        )
    # What was printed before the log was opened was not waited for.
    late = late[20:]
    late = sorted(late)
    high = late[int(len(late) * 0.95)]
    yield Row("line printed → on screen, 95th percentile", f"{high:.0f} ms", "", "", "≤ 200 ms", high <= 200)


def flood(bench):
    """A training that prints 50,000 lines a second for a minute."""
    bench.trainyard.add_package(
        bench.folder,
        "flood",
        "end = time.time() + 60\nn = 0\nwhile time.time() < end:\n"
        "    begin = time.time()\n"
        "    sys.stdout.write(''.join(f'epoch {n + i} loss 0.123456 accuracy 0.987654\\n' for i in range(5000)))\n"
        "    n += 5000\n"
        "    time.sleep(max(0, 0.1 - (time.time() - begin)))",
    )
    with window(bench, bench.program, READY) as (held, _):
        run = json.loads(bench.trainyard("run", "start", *training("flood"), "--detach", "--json"))
        open_log(held, run["id"])
        slowest, used = 0, 0
        end = time.monotonic() + 50
        tabs = ["tab-overview", "tab-log"]
        while time.monotonic() < end:
            for tab in tabs:
                slowest = max(slowest, paint(held, tab, f"document.querySelector('[data-testid={tab}]').getAttribute('aria-selected') === 'true'"))
            used = max(used, memory(bench.program))
            time.sleep(0.5)
        bench.trainyard("run", "log", run["id"], "--follow")
        log = Path(run["directory"]) / "log"
        last = log.read_text().splitlines()[-1]
        held.until(f"document.querySelector('[data-testid=log-view]').textContent.includes({json.dumps(last)})")
        count = log.read_bytes().count(b"\n")
    least = getattr(bench, "least", None) or least_memory(bench)
    yield Row(f"slowest click while {count / 60:,.0f} lines/s are printed", f"{slowest:.0f} ms", "", "", "≤ 100 ms", slowest <= 100)
    yield megabytes("memory meanwhile, at its most (PSS)", used, least, 100)


def least_memory(bench):
    with window(bench, bench.empty, BLANK):
        time.sleep(5)
        return memory(bench.empty)


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


def full(bench):
    """What lies deeper in a very full store: opened, and scrolled through."""
    home = very_full(bench)
    artifacts = json.loads(Trainyard(bench.trainyard.program, home)("run", "list", "--json"))
    artifacts = next(run["id"] for run in artifacts if run["package"] == "wide")
    opened, jumps = {}, {}
    with window(bench, bench.program, READY, home) as (held, _):
        settle(held)
        for name, path, there in [
            ("run list", "/pipelines", "[role=grid] [data-testid^=run-row]"),
            ("package list", "/packages", "[data-testid^=package-row]"),
            ("a package of 50 versions", "/packages/churn_100", "[data-testid^=package-download]"),
            ("a dataset of 100,000 files", "/datasets/wide", "[role=tree] [role=treeitem]"),
            ("20,000 artifacts", f"/pipelines/{artifacts}/artifacts", "[role=tree] [role=treeitem]"),
            ("storage", "/storage", "[data-testid^=storage-row]"),
            ("the form", "/pipelines/new?package=churn_100&version=1.0", "[data-testid=form-version][data-value='1.0']"),
        ]:
            taken = []
            for _ in range(4):
                held.run("location.hash = '#/settings'; setTimeout(done, 300)")
                taken.append(held.run(
                    "const begin = performance.now(); location.hash = '#' + arguments[0];"
                    f"(function look() {{ if (document.querySelector({json.dumps(there)}))"
                    "  requestAnimationFrame(() => setTimeout(() => done(performance.now() - begin)));"
                    "else setTimeout(look) })()",
                    path,
                ))
            opened[name] = max(taken[1:])
            jumps[name] = scroll(held)
    for what, measured, goal in [("opened", opened, 200), ("longest frame while scrolling", jumps, 50)]:
        slowest = max(measured, key=measured.get)
        told = ", ".join(f"{name} {ms:.0f}" for name, ms in measured.items())
        yield Row(f"a very full store, {what} (ms)", told, "", "", f"all ≤ {goal} ms", measured[slowest] <= goal)


def many(bench):
    """With 100,000 runs in the store, of which the window knows what it shows."""
    home = bench.folder / "hundred-thousand"
    Trainyard(bench.trainyard.program, home)("dataset", "add", "empty", bench.folder / "empty")
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
                for column in range(held.run("done(document.querySelectorAll('main [role=columnheader] button').length)")):
                    held.run(SORT, column)
                for text in ["churn", "nightly 77", "baseline", "nowhere", ""]:
                    held.run(SEARCH, text)
        used.append(most[0])
    more = (used[1] - used[0]) / MB
    yield Row("100,000 runs, their page opened", f"{max(taken[5:]):.0f} ms", "", "", "≤ 200 ms", max(taken[5:]) <= 200)
    yield Row("100,000 runs, longest frame while scrolling", f"{frames:.0f} ms", "", "", "≤ 50 ms", frames <= 50)
    yield Row("100,000 runs scrolled, sorted and searched, memory at its most (PSS)", f"{used[1] / MB:.0f} MB", f"with none: {used[0] / MB:.0f} MB", f"{more:+.0f} MB", "≤ 80 MB more", more <= 80)


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
    yield Row("another program's change → on screen, slowest of 20", f"{max(late):.0f} ms", "", "", "≤ 1000 ms", max(late) <= 1000)


def settle(held):
    """The machine's Pythons are looked at once, when settings are first shown."""
    held.click("nav-settings")
    held.until("document.querySelector('[data-testid=language]')")


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


def scroll(held):
    longest = held.run(SCROLL)
    return sys.exit("the list did not stay where it was scrolled to") if longest is None else longest


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


def training(package):
    return ["--type", "training", "--package", package, "--version", "1.0", "--dataset", "empty"]


def very_full(bench):
    """A store with 10,000 runs, 200 packages of 50 versions, a dataset of 100,000 files, and a run
    with 20,000 artifacts. Copies of one of each, with an index rebuilt from the files."""
    home = bench.folder / "many"
    if home.exists():
        return home
    trainyard = Trainyard(bench.trainyard.program, home)
    trainyard("dataset", "add", "empty", bench.folder / "empty")
    (bench.folder / "listed").exists() and shutil.rmtree(bench.folder / "listed")
    trainyard.add_package(bench.folder, "listed", 'raise ValueError("as planned")')

    wide = bench.folder / "wide-data"
    for folder in range(100):
        (wide / f"2026-{folder:02}").mkdir(parents=True)
        for file in range(500):
            (wide / f"2026-{folder:02}" / f"customer {file:03}.csv").touch()
    for file in range(50_000):
        (wide / f"{file:05}.csv").touch()
    trainyard("dataset", "add", "wide", wide, "--link")

    trainyard.add_package(
        bench.folder,
        "wide",
        "root = os.environ['artifacts_directory']\nfor n in range(20000):\n"
        "    folder = os.path.join(root, 'plots' if n % 2 else f'epoch {n // 100:03}')\n"
        "    os.makedirs(folder, exist_ok=True)\n"
        "    open(os.path.join(folder, f'{n:05}.txt'), 'w').close()",
    )
    trainyard.train("wide")

    packages = home / "packages"
    for package in range(200):
        name = f"churn_{package:03}"
        shutil.copytree(packages / "listed", packages / name)
        about = json.loads((packages / name / "package.json").read_text())
        (packages / name / "package.json").write_text(json.dumps({**about, "name": name}))
        first = json.loads((packages / name / "1.0.json").read_text())
        for minor in range(1, 50):
            text = json.dumps({**first, "version": f"1.{minor}", "change_log": f"Round {minor}"})
            (packages / name / f"1.{minor}.json").write_text(text)
            os.link(packages / name / "1.0.zip", packages / name / f"1.{minor}.zip")
    trainyard.copies_of_a_run(10_000)
    return home


ROWS = {"start": start, "idle": idle, "pages": pages, "full": full, "many": many, "others": others, "lines": lines, "flood": flood}


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--programs", type=Path, required=True, help="the folder of the built programs")
    arguments.add_argument("--only", default=",".join(ROWS), help="rows, with commas between")
    given = arguments.parse_args()
    chosen = given.only.split(",")
    if not set(chosen) <= set(ROWS):
        arguments.error(f"--only takes {', '.join(ROWS)}")
    programs = given.programs.resolve()
    failed = False
    with tempfile.TemporaryDirectory(prefix="bench-", dir=programs) as folder, display() as screen:
        folder = Path(folder)
        trainyard = Trainyard(programs / "trainyard", folder / "home")
        (folder / "empty").mkdir()
        (folder / "empty" / "nothing.txt").write_text("nothing\n")
        (folder / "person").mkdir()
        trainyard("dataset", "add", "empty", folder / "empty")
        bench = argparse.Namespace(
            trainyard=trainyard,
            program=programs / "trainyard-desktop",
            empty=programs / "examples" / "empty",
            folder=folder,
            display=screen,
        )
        print("| what | Trainyard | beside | ratio | goal | holds |")
        print("| --- | --- | --- | --- | --- | --- |", flush=True)
        for name in (name for name in ROWS if name in chosen):
            try:
                for row in ROWS[name](bench):
                    print(row, flush=True)
            except Exception:
                failed = True
                print(f"| {name} | not measured, see below | | | | |", flush=True)
                traceback.print_exc()
    return failed


if __name__ == "__main__":
    sys.exit(main())
