"""What it costs to look at what a run left: at its artifacts, and into its log."""

import contextlib
import json
import os
import statistics
import struct
import subprocess
import time
import urllib.request
from pathlib import Path

from common import MB, Row, install, milliseconds, new_store
from driver import free_port, memory
from serving import server

FILES = 100_000
LINE = "2026-11-30 12:00:00,000 INFO train: epoch %d, step %d: loss 0.%06d, accuracy 0.%06d\n"
PATTERN = r"step \d+7: loss 0\.00\d+"


class Page:
    """A page of a served store, which calls commands."""

    def __init__(self, store, port, token):
        self.store, self.address, self.token = store, f"http://127.0.0.1:{port}", token

    def call(self, command, **arguments):
        """What a command answers, and the seconds that it took."""
        headers = {"Authorization": f"Bearer {self.token}", "X-Trainyard-Session": "page-bench"}
        body = json.dumps(arguments).encode()
        request = urllib.request.Request(f"{self.address}/api/call/{command}", body, headers)
        begin = time.perf_counter()
        with urllib.request.urlopen(request, timeout=120) as answer:
            text = answer.read()
        taken = time.perf_counter() - begin
        return json.loads(text), taken

    def seconds(self, command, rounds=5, **arguments):
        """The median of several calls, after one that is not counted."""
        self.call(command, **arguments)
        return statistics.median(self.call(command, **arguments)[1] for _ in range(rounds))


@contextlib.contextmanager
def served(bench, name, train="pass"):
    """A store with one run, its folder, and a page that looks at it."""
    store = new_store(bench.trainyard.program, bench.folder / f"{name}-home", bench.folder)
    store.add_package(bench.folder, name, train)
    run = store.train(name)
    port = free_port()
    with server([store.program, "serve", "--json"], store.environment, port) as (process, _):
        page = Page(store, port, json.loads(process.stdout.readline())["token"])
        yield page, Path(run["directory"]), run["id"]


def big_files(artifacts):
    """A CSV of 2 GB, JSON of 500 MB, and a sparse file of 20 GB."""
    rows = "".join(f"{n},name {n},{n / 7:.6f},2026-11-{n % 28 + 1:02}\n" for n in range(200_000))
    with (artifacts / "table.csv").open("w") as file:
        file.write("id,name,score,day\n")
        while file.tell() < 2000 * MB:
            file.write(rows)
    items = ",".join(json.dumps({"id": n, "text": "x" * 60, "list": [n, n]}) for n in range(50_000))
    with (artifacts / "list.json").open("w") as file:
        file.write("[" + items)
        while file.tell() < 500 * MB:
            file.write("," + items)
        file.write("]")
    with (artifacts / "huge.bin").open("wb") as file:
        file.write(b"\0begin")
        file.truncate(20_000 * MB)


def of_preview():
    """The memory of the process that makes previews, in bytes."""
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (process / "cmdline").read_bytes().startswith(b"trainyard-preview"):
                return memory(int(process.name))
    raise RuntimeError("there is no process that makes previews")


def fast(what, seconds, most):
    return Row(what, milliseconds(seconds), "", "", f"≤ {most} ms", seconds * 1000 <= most)


def looking(bench):
    """Artifacts and previews."""
    with served(bench, "artifacts") as (page, directory, run):
        artifacts = directory / "artifacts"
        for folder in range(FILES // 1000):
            (artifacts / f"folder {folder}").mkdir(parents=True)
            for n in range(1000):
                (artifacts / f"folder {folder}" / f"file {n}.txt").touch()
        tree = {"of": "artifacts", "id": run}
        order = {"by": "name", "descending": False}
        first = page.seconds("folder", tree=tree, path="", order=order, offset=0, limit=200)
        yield fast(f"{FILES:,} artifacts, first level", first, 100)
        found = page.seconds("find_files", tree=tree, text="file 77")
        yield fast("found by name among all of them", found, 300)
        # What is in all names is found in all folders, so that each one is read and put in order.
        everything = page.seconds("find_files", tree=tree, text="f")
        yield fast("all of them listed in order", everything, 1500)
        big_files(artifacts)
        for name, what in [
            ("table.csv", "a CSV of 2 GB"),
            ("list.json", "JSON of 500 MB"),
            ("huge.bin", "a file of 20 GB"),
        ]:
            seconds = page.seconds("preview", tree=tree, path=name, ask={"ask": "open"})
            yield fast(f"preview of {what}, first content", seconds, 200)
        used = of_preview()
        yield Row(
            "memory of the process for previews",
            f"{used / MB:.0f} MB",
            "",
            "",
            "≤ 50 MB",
            used <= 50 * MB,
        )


def write_log(directory, size):
    """A log of at least so many bytes, and the index that the executor would have made."""
    part = "".join(LINE % (n // 100, n % 100, n, 999_999 - n) for n in range(100_000)).encode()
    places = range(0, len(part), 65536)
    lines = [part.count(b"\n", place, place + 65536) for place in places]
    number = 0
    with (directory / "log").open("wb") as log, (directory / "log.idx").open("wb") as index:
        while (begin := log.tell()) < size:
            log.write(part)
            for place, count in zip(places, lines, strict=True):
                index.write(struct.pack("<QQQ", begin + place, number, 1_700_000_000_000))
                number += count
    return directory / "log"


def searched(bench):
    """A regular expression over a log of 1 GB, and its end."""
    ripgrep = install(bench, "ripgrep") / "rg"
    with served(bench, "searched") as (page, directory, run):
        ends = {"id": run, "first": None, "count": 200, "sought": None}
        write_log(directory, 5000 * MB)
        yield fast("a log of 5 GB, opened at its end", page.seconds("log_lines", **ends), 150)
        log = write_log(directory, 1000 * MB)
        yield fast("a log of 1 GB, opened at its end", page.seconds("log_lines", **ends), 100)
        command = [bench.trainyard.program, "run", "log", run, "--search", PATTERN, "--count"]
        environment = {**os.environ, "TRAINYARD_HOME": str(bench.folder / "searched-home")}
        ours, other = [], []
        for _ in range(5):
            begin = time.perf_counter()
            count = subprocess.run(command, env=environment, capture_output=True, check=True).stdout
            ours.append(time.perf_counter() - begin)
            begin = time.perf_counter()
            rg = subprocess.run([ripgrep, "-c", PATTERN, log], capture_output=True, check=True)
            other.append(time.perf_counter() - begin)
            if int(count) != int(rg.stdout):
                raise RuntimeError(f"{count} lines were found, by ripgrep {rg.stdout}")
        one, two = statistics.median(ours), statistics.median(other)
        yield Row(
            "a regular expression over a log of 1 GB",
            milliseconds(one),
            f"ripgrep: {milliseconds(two)}",
            f"{one / two:.2f} ×",
            "≤ 2 ×",
            one / two <= 2,
        )
