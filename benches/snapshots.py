"""What keeping a run's data costs, beside cp and BLAKE3's own program."""

import os
import shutil
import statistics
import subprocess
import time

from common import Row, install, milliseconds, stopwatch, sync
from data import many

GB = 1_000_000_000
# What b3sum does: the file is mapped and hashed on all cores.
BLAKE3 = """\
import sys, time
from blake3 import blake3
for _ in range(5):
    begin = time.perf_counter()
    blake3(max_threads=blake3.AUTO).update_mmap(sys.argv[1]).hexdigest()
    print(time.perf_counter() - begin)
"""


def kept(bench, folder, place):
    """The seconds until a snapshot of a folder is safely on the disk."""
    return stopwatch(bench.snapshot, folder, place, stdout=subprocess.DEVNULL)


def settled():
    """Files that were just written are read again by the next snapshot."""
    time.sleep(2.5)


def snapshot(bench):
    """Snapshots of 10,000 files of 20 kB, and of 100,000 small ones."""
    folder, place, copy = (bench.folder / name for name in ["kept", "snapshots", "kept-copy"])
    many(folder)
    settled()
    first, again, copied, synced = [], [], [], []
    for _ in range(5):
        shutil.rmtree(place, ignore_errors=True)
        sync(bench.folder)
        first.append(kept(bench, folder, place))
        again.extend(kept(bench, folder, place) for _ in range(3))
        sync(bench.folder)
        copied.append(stopwatch("cp", "-r", folder, copy))
        synced.append(copied[-1] + stopwatch("sync", "-f", copy))
        shutil.rmtree(copy)
    own, other = statistics.median(first), statistics.median(synced)
    yield Row(
        "snapshot of 10,000 files of 20 kB",
        f"{own:.2f} s",
        f"`cp -r` and `sync`: {other:.2f} s",
        f"{own / other:.2f} × the time",
        "≤ 1.2 ×",
        own / other <= 1.2,
    )
    own, other = statistics.median(again), statistics.median(copied)
    yield Row(
        "the same again, unchanged",
        milliseconds(own),
        f"`cp -r`: {milliseconds(other)}",
        f"{own / other:.2f} × the time",
        "≤ 0.15 ×",
        own / other <= 0.15,
    )
    shutil.rmtree(folder)
    for index in range(100_000):
        path = folder / f"{index // 1000:02}" / f"{index}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(index))
    settled()
    kept(bench, folder, place)
    own = statistics.median(kept(bench, folder, place) for _ in range(5))
    yield Row(
        "snapshot of 100,000 files, unchanged", f"{own:.2f} s", "", "", "≤ 1 s", own <= 1
    )
    shutil.rmtree(folder)
    shutil.rmtree(place)


def hashed(bench):
    """A file of 4 GB, which the system has in memory if it fits."""
    file = bench.folder / "large"
    block = os.urandom(100_000_000)
    with open(file, "wb") as out:
        for _ in range(4 * GB // len(block)):
            out.write(block)
    script = bench.folder / "hash.py"
    script.write_text(BLAKE3)
    python = install(bench, "blake3") / "python"
    own = statistics.median(stopwatch(bench.snapshot, file, stdout=subprocess.DEVNULL) for _ in range(5))
    printed = subprocess.run([python, script, file], check=True, capture_output=True, text=True)
    other = statistics.median(map(float, printed.stdout.split()))
    file.unlink()
    yield Row(
        "hashing a file of 4 GB",
        f"{own:.2f} s",
        f"BLAKE3's own, mapped: {other:.2f} s",
        f"{other / own:.0%} of the speed",
        "≥ 80 %",
        other / own >= 0.8,
    )
