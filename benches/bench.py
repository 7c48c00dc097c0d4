"""Measures Trainyard beside other tools and prints a table. Started by `./dev bench`.

    python benches/bench.py --trainyard target/release/trainyard [--only NAME,NAME] [--all]

Every number stands beside what another tool takes for the same on the same machine in the same
minutes: ratios carry over to other machines, times do not. Works in a folder of its own beside the
program, on the same file system as the other build output, and removes it.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import backup
import data
import environments
import isolation
import lineage
import looking
import runs
import serving
import snapshots
import tracking
import training
from common import Bench, add_only, chosen_rows, new_store, print_table


ROWS = {
    "start": training.start,
    "isolation": isolation.isolation,
    "turn": training.turn,
    "environment": environments.environment,
    "log": training.log,
    "package": data.package,
    "dataset": data.dataset,
    "snapshot": snapshots.snapshot,
    "hash": snapshots.hashed,
    "backup": backup.backup,
    "lineage": lineage.lineage,
    "quiet": training.quiet,
    "runs": runs.runs,
    "import": runs.importing,
    "serve": serving.serve,
    "look": looking.looking,
    "search": looking.searched,
    "tracking": tracking.tracking,
    "list": runs.listing,  # last: the 10,000 runs stay in the store
}


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--trainyard", type=Path, required=True, help="the built program")
    add_only(arguments, ROWS)
    arguments.add_argument("--all", action="store_true", help="MLflow and DVC too: slow to install")
    arguments.add_argument(
        "--gigabytes", type=float, default=2, help="that the log's producer writes"
    )
    arguments.add_argument("--quiet-seconds", type=int, default=120, help="of quiet training")
    given = arguments.parse_args()
    chosen = chosen_rows(arguments, given, ROWS)

    program = given.trainyard.resolve()
    beside = program.with_name("uv")
    with tempfile.TemporaryDirectory(prefix="bench-", dir=program.parent) as folder:
        folder = Path(folder)
        bench = Bench(
            trainyard=new_store(program, folder / "home", folder),
            pack=program.parent / "examples" / "pack",
            snapshot=program.parent / "examples" / "snapshot",
            uv=str(beside) if beside.exists() else "uv",
            folder=folder,
            slow=given.all,
            gigabytes=given.gigabytes,
            quiet_seconds=given.quiet_seconds,
        )
        return print_table(ROWS, chosen, bench)


if __name__ == "__main__":
    sys.exit(main())
