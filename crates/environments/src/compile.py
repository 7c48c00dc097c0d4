"""Writes the byte code of Python sources: python compile.py LIST

LIST names them, a NUL behind each. Byte code that says it need not be held against its source: nothing
changes an environment. Files that this version cannot compile (templates, other versions' modules) are left out.
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
