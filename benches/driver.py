"""A program's window, driven by WebKitWebDriver on a display of its own, or a page in Chromium, and
what programs take."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path


BLANK = "document.readyState === 'complete'"
READY = "document.querySelector('[data-testid=app]')?.dataset.ready === 'true'"


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


def is_open(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def environment(bench, home):
    """A person of their own, who has nothing."""
    person = bench.folder / "person"
    return {
        **os.environ,
        "DISPLAY": bench.display,
        "HOME": str(person),
        "XDG_DATA_HOME": str(person / "data"),
        "XDG_CONFIG_HOME": str(person / "config"),
        "XDG_CACHE_HOME": str(person / "cache"),
        # A desktop of its own would be started for each window, and mount what nothing takes away.
        "DBUS_SESSION_BUS_ADDRESS": "disabled:",
        "TRAINYARD_HOME": str(home or bench.trainyard.home),
        "TAURI_WEBVIEW_AUTOMATION": "true",
        "LC_ALL": "C.UTF-8",
    }


@contextmanager
def driver(command, env):
    """The address of a driver. It ends with all that it started."""
    port = free_port()
    process = subprocess.Popen(
        [command, f"--port={port}"],
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while not is_open(port):
            time.sleep(0.01)
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def new_session(base, capabilities):
    body = {"capabilities": {"alwaysMatch": capabilities}}
    held = Window(base, ask("POST", f"{base}/session", body)["sessionId"])
    held.ask("POST", "/timeouts", {"script": 300_000})
    return held


@contextmanager
def window(bench, program, ready, home=None):
    """A window of a program, and the seconds until it was ready."""
    try:
        with driver("WebKitWebDriver", environment(bench, home)) as base:
            begin = time.perf_counter()
            options = {"binary": str(program), "args": []}
            held = new_session(base, {"webkitgtk:browserOptions": options})
            held.until(ready)
            yield held, time.perf_counter() - begin
            held.ask("DELETE", "")
    finally:
        # The next window's measurements must not count this one's processes.
        while processes(program):
            time.sleep(0.01)


# As root there is no sandbox; what Chromium loads for itself is not asked for.
CHROMIUM = [
    "--headless=new",
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


@contextmanager
def chromium(folder):
    """A page in Chromium, with an empty cache, which counts what it loads."""
    capabilities = {
        "goog:chromeOptions": {"args": CHROMIUM},
        "goog:loggingPrefs": {"performance": "ALL"},
    }
    with driver("chromedriver", {**os.environ, "HOME": str(folder)}) as base:
        held = new_session(base, capabilities)
        yield held
        held.ask("DELETE", "")


def transferred(held):
    """The bytes that Chromium's page has loaded, as they came over the wire."""
    entries = held.ask("POST", "/se/log", {"type": "performance"})
    events = [json.loads(entry["message"])["message"] for entry in entries]
    return sum(
        event["params"]["encodedDataLength"]
        for event in events
        if event["method"] == "Network.loadingFinished"
    )


# ---- What they take ------------------------------------------------------------------------------


def processes(root):
    """The process ids of a program, or of a process, and of their children, such as WebKit's."""
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
        if root in (int(entry.name), Path(name)):
            roots.append(int(entry.name))
    found = []
    while roots:
        pid = roots.pop()
        found.append(pid)
        roots += children.get(pid, [])
    return found


def memory(root):
    """Their proportional set size together, in bytes."""
    total = 0
    for pid in processes(root):
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


def processor(root):
    """The processor time they have taken, in seconds."""
    ticks = 0
    for pid in processes(root):
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")
