"""What a second backup of a store takes, beside restic's."""

import os
import shutil
import statistics
import subprocess

from common import Row, new_store, stopwatch, sync

MB = 1_000_000
RUNS = 10


def backup(bench):
    """The second backup of a store of 2 GB with 10 runs more."""
    restic = shutil.which("restic")
    if restic is None:
        yield Row("second backup of 2 GB", "", "restic is not installed", "", "", True)
        return
    trainyard = new_store(bench.trainyard.program, bench.folder / "backup-home", bench.folder)
    trainyard.add_package(bench.folder, "backed", "open('model', 'wb').write(os.urandom(1_000_000))")
    large = bench.folder / "large-data"
    large.mkdir()
    for index in range(1000):
        (large / f"{index}.bin").write_bytes(os.urandom(2 * MB))
    trainyard("dataset", "add", "large", large)
    shutil.rmtree(large)
    trainyard.train("backed")

    repository = bench.folder / "restic"
    environment = {**os.environ, "RESTIC_PASSWORD": "bench", "RESTIC_REPOSITORY": str(repository)}
    environment["RESTIC_CACHE_DIR"] = str(bench.folder / "restic-cache")
    environment.pop("XDG_CACHE_HOME", None)
    quiet = {"env": environment, "stdout": subprocess.DEVNULL}
    stopwatch(restic, "init", **quiet)
    # What can be made again is in neither.
    excluded = [f"--exclude={trainyard.home / name}" for name in ["cache", "trash", "staging"]]
    place = bench.folder / "backups"

    def both():
        sync(bench.folder)
        own = stopwatch(trainyard.program, "backup", place, env=trainyard.environment, **QUIET)
        sync(bench.folder)
        return own, stopwatch(restic, "backup", "--quiet", *excluded, trainyard.home, **quiet)

    both()
    own, others = [], []
    for _ in range(3):
        for _ in range(RUNS):
            trainyard.train("backed")
        ours, theirs = both()
        own.append(ours)
        others.append(theirs)
    for folder in [repository, place, trainyard.home]:
        # Environments are read-only.
        subprocess.run(["chmod", "-R", "u+w", folder], check=True)
        shutil.rmtree(folder)
    ours, theirs = statistics.median(own), statistics.median(others)
    yield Row(
        f"second backup of 2 GB, {RUNS} runs more",
        f"{ours:.2f} s",
        f"restic: {theirs:.2f} s",
        f"{ours / theirs:.2f} × the time",
        "≤ 1 ×",
        ours <= theirs,
    )


QUIET = {"stdout": subprocess.DEVNULL}
