"""Writes the byte code of Python sources: python compile.py LIST

LIST contains their paths, each followed by a NUL. The byte code is never compared with its source, since nothing
changes an environment. Files that this version cannot compile (templates, other versions' modules) are skipped.
"""

import gc
import os
import py_compile
import sys

with open(sys.argv[1], "rb") as file:
    paths = file.read().split(b"\0")
gc.disable()  # nothing here is freed by it
for path in paths[:-1]:
    try:
        py_compile.compile(
            os.fsdecode(path), doraise=True, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH
        )
    except (py_compile.PyCompileError, ValueError, RecursionError, MemoryError):
        pass
