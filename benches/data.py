"""What large packages and datasets cost, beside zip, cp and DVC."""

import array
import os
import random
import shutil
import statistics
import subprocess
import time
import zipfile

from common import MB, Row, install, stopwatch, sync


def text_and_weights(folder):
    """Files as they are in a package: 50 MB of text and 50 MB of float32 weights."""
    chance = random.Random(7)
    words = ["".join(chance.choices("etaoinshrdlu", k=chance.randint(2, 9))) for _ in range(5000)]
    text = " ".join(chance.choices(words, k=900_000)).encode()
    weights = array.array("f", (chance.gauss(0, 0.05) for _ in range(1_250_000))).tobytes()
    folder.mkdir()
    for name, block in [("corpus.txt", text), ("weights.bin", weights)]:
        # A block is longer than deflate looks back, so that repeating it does not help it.
        (folder / name).write_bytes((block * (50 * MB // len(block) + 1))[: 50 * MB])


def zip_by_python(folder, out):
    """The seconds that Python's zipfile takes."""
    begin = time.perf_counter()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for path in sorted(folder.iterdir()):
            file.write(path, path.name)
    return time.perf_counter() - begin


def package(bench):
    """A package's zip."""
    folder = bench.folder / "zip"
    text_and_weights(folder)
    out = {name: bench.folder / f"{name}.zip" for name in ["ours", "zip", "python"]}
    times = {name: [] for name in out}
    for _ in range(3):
        for path in out.values():
            path.unlink(missing_ok=True)
        silent = {"stdout": subprocess.DEVNULL}
        zip_command = ["zip", "-q", "-r", out["zip"], folder.name]
        times["ours"].append(stopwatch(bench.pack, folder, out["ours"], **silent))
        times["zip"].append(stopwatch(*zip_command, cwd=folder.parent))
        times["python"].append(zip_by_python(folder, out["python"]))
    seconds = {name: statistics.median(taken) for name, taken in times.items()}
    sizes = {name: path.stat().st_size for name, path in out.items()}
    for name, title, goal in [("zip", "`zip -r`", "≥ 2 ×"), ("python", "Python's zipfile", "")]:
        yield Row(
            "package zip, 100 MB of text and weights",
            f"{seconds['ours']:.2f} s",
            f"{title}: {seconds[name]:.2f} s",
            f"{seconds[name] / seconds['ours']:.1f} × faster",
            goal,
            seconds[name] / seconds["ours"] >= (2 if goal else 1),
        )
    larger = sizes["ours"] / sizes["zip"] - 1
    yield Row(
        "its size",
        f"{sizes['ours'] / MB:.1f} MB",
        f"`zip -r`: {sizes['zip'] / MB:.1f} MB",
        f"{larger:+.1%}",
        "≤ 1 % larger",
        larger <= 0.01,
    )


def many(folder):
    """10,000 files of 20 kB."""
    for index in range(10_000):
        path = folder / f"{index // 500:02}" / f"{index}.bin"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(os.urandom(20_000))


def dataset(bench):
    """A dataset of 10,000 files of 20 kB, safely on the disk."""
    folder = bench.folder / "many"
    many(folder)
    copy = bench.folder / "copy"
    ours, other = [], []
    for index in range(5):
        sync(bench.folder)
        begin = time.perf_counter()
        bench.trainyard("dataset", "add", f"many{index}", folder)
        ours.append(time.perf_counter() - begin)
        bench.trainyard("dataset", "remove", f"many{index}")
        sync(bench.folder)
        other.append(stopwatch("cp", "-r", folder, copy) + stopwatch("sync", "-f", copy))
        shutil.rmtree(copy)
    own, copied = statistics.median(ours), statistics.median(other)
    yield Row(
        "dataset added, 10,000 files of 20 kB",
        f"{own:.2f} s",
        f"`cp -r` and `sync`: {copied:.2f} s",
        f"{own / copied:.2f} × the time",
        "≤ 1.5 ×",
        own / copied <= 1.5,
    )
    if bench.slow:
        yield dataset_beside_dvc(bench, folder, own)


def dataset_beside_dvc(bench, folder, own):
    dvc = install(bench, "dvc") / "dvc"
    project = bench.folder / "dvc-project"
    shutil.copytree(folder, project / "many")
    subprocess.run([dvc, "init", "--quiet", "--no-scm"], cwd=project, check=True)
    sync(bench.folder)
    taken = stopwatch(dvc, "add", "--quiet", "many", cwd=project)
    return Row(
        "the same, beside DVC",
        f"{own:.2f} s",
        f"`dvc add`: {taken:.1f} s",
        f"{taken / own:.1f} × faster",
        "",
        own < taken,
    )
