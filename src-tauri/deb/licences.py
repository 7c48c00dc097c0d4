"""Prints the licences of everything that is in the .deb: licences.py FOLDER-OF-UV'S FOLDER-OF-WHEELS

The Rust crates are those that cargo links into the two programs, the npm packages those that Vite
put into the UI (it lists them in ui/dist/licenses.json), and its fonts. Texts that differ
only in how their lines are broken are printed once.
"""

import json
import subprocess
import sys
import zipfile
from collections import defaultdict
from pathlib import Path

OURS = {"trainyard", "trainyard-desktop"}
NAMES = ("licen", "copying", "notice", "unlicense", "copyright")
RULE = "-" * 78


def crates():
    """Each crate that is linked: cargo's description of it."""
    host = subprocess.check_output(["rustc", "--print", "host-tuple"], text=True).strip()
    command = ["cargo", "metadata", "--locked", "--format-version", "1", "--filter-platform", host]
    metadata = json.loads(subprocess.check_output(command))
    packages = {package["id"]: package for package in metadata["packages"]}
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    found, waiting = set(), [id for id, package in packages.items() if package["name"] in OURS]
    while waiting:
        id = waiting.pop()
        is_macro = any("proc-macro" in target["kind"] for target in packages[id]["targets"])
        if id in found or is_macro:
            continue
        found.add(id)
        for dependency in nodes[id]["deps"]:
            if any(kind["kind"] is None for kind in dependency["dep_kinds"]):
                waiting.append(dependency["pkg"])
    return [packages[id] for id in found if packages[id]["source"]]


def texts_in(folder):
    """What the licence files of a folder say."""
    named = [path for path in sorted(folder.iterdir()) if path.name.lower().startswith(NAMES)]
    return [path.read_text(encoding="utf-8", errors="replace") for path in named if path.is_file()]


def texts_in_wheel(path):
    """What the licence files of a wheel, and of what it has taken over from others, say."""
    with zipfile.ZipFile(path) as wheel:
        named = [
            name
            for name in wheel.namelist()
            if name.rpartition("/")[2].lower().startswith(NAMES) and not name.endswith(".py")
        ]
        return [wheel.read(name).decode("utf-8", "replace") for name in sorted(named)]


def main():
    texts, holders, without = {}, defaultdict(set), []

    def add(title, found):
        for text in found:
            words = " ".join(text.split())
            lines = text.strip("\n").splitlines()
            texts.setdefault(words, "\n".join(line.rstrip() for line in lines))
            holders[words].add(title)
        if not found:
            without.append(title)

    for crate in crates():
        title = f"{crate['name']} {crate['version']} ({crate['license'] or 'see its text'})"
        if crate["authors"]:
            title += ", by " + ", ".join(crate["authors"])
        add(title, texts_in(Path(crate["manifest_path"]).parent))
    for package in json.loads(Path("ui/dist/licenses.json").read_text(encoding="utf-8")):
        title = f"{package['name']} {package['version']} ({package.get('identifier', 'see its text')})"
        add(title, [package["text"]] if "text" in package else [])
    for text in sorted(Path("ui/src/fonts").glob("*-OFL.txt")):
        add(f"the font {text.name.removesuffix('-OFL.txt')} (OFL-1.1)", [text.read_text(encoding="utf-8")])
    add("uv (MIT OR Apache-2.0)", texts_in(Path(sys.argv[1])))
    for wheel in sorted(Path(sys.argv[2]).glob("*.whl")):
        name, version = wheel.name.split("-")[:2]
        add(f"{name} {version} (MIT, with parts under the licences printed here)", texts_in_wheel(wheel))

    print("Trainyard is licensed under the MIT licence or the Apache License 2.0, as you like.\n")
    print(Path("LICENSE-MIT").read_text(encoding="utf-8"))
    print("The Apache License 2.0 is in /usr/share/common-licenses/Apache-2.0.")
    print("The samples' datasets are UCI's Wine (https://doi.org/10.24432/C5PC7J) and Iris")
    print("(https://doi.org/10.24432/C56C76), CC BY 4.0.")
    print("\nIt is made of, and comes with, what follows.")
    for words, titles in sorted(holders.items(), key=lambda item: sorted(item[1])):
        print(f"\n{RULE}\n" + "\n".join(sorted(titles)) + f"\n\n{texts[words]}")
    print(f"\n{RULE}\nWithout a text of their own:\n\n" + "\n".join(sorted(without)))


main()
