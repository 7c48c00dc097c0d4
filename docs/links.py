"""Checks the links of the repository's Markdown: each leads to a file, or a heading, that exists, and each page
of the book is in its summary."""

import pathlib
import re
import sys
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent
BOOK = ROOT / "docs" / "src"
LINK = re.compile(r"!?\[[^\]]*\]\(([^()\s]+)\)|\bsrc=\"([^\"]+)\"")


def prose(page):
    """Its text without code."""
    text = page.read_text(encoding="utf-8")
    return re.sub(r"`[^`\n]*`", lambda code: code[0].strip("`"), re.sub(r"(?ms)^```.*?^```$", "", text))


def anchors(page):
    """Those of its headings, as mdBook and GitHub make them."""
    headings = re.findall(r"(?m)^#+ +(.*)$", prose(page))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def wrong(page):
    for link in (one or other for one, other in LINK.findall(prose(page))):
        if re.match(r"\w+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / urllib.parse.unquote(path)).resolve() if path else page
        if not target.exists():
            yield f"{link} leads nowhere"
        elif anchor and anchor not in anchors(target):
            yield f"{link}: there is no such heading"


def main():
    pages = [*ROOT.glob("*.md"), *BOOK.rglob("*.md")]
    found = [f"{page.relative_to(ROOT)}: {what}" for page in sorted(pages) for what in wrong(page)]
    summary = BOOK / "SUMMARY.md"
    listed = {summary} | {(BOOK / one).resolve() for one, _ in LINK.findall(prose(summary))}
    found += [f"{page.relative_to(ROOT)} is not in SUMMARY.md" for page in BOOK.rglob("*.md") if page not in listed]
    sys.exit("\n".join(found) or 0)


main()
