"""pip as the code of a run finds it: does what follows, and is the environment's pip then.

A run reads its environment's packages from a folder that it shares with others. Once it uses pip they are
linked into its own (layer.rs), where pip can replace and remove them.
"""

import fcntl
import importlib
import os
import shutil
import stat
import sys

PACKAGES = "lib/python%d.%d/site-packages" % sys.version_info[:2]


def bring(source, target):
    """Links what is in a folder. Files that are not in a folder of their package are copied: they are few, and
    some are written in place (easy-install.pth)."""
    if os.path.islink(source) or not os.path.isdir(source):
        shutil.copy(source, target, follow_symlinks=False)
        if not os.path.islink(target):
            os.chmod(target, os.stat(target).st_mode | stat.S_IWUSR)
        return
    os.mkdir(target)
    for name in os.listdir(source):
        below, place = os.path.join(source, name), os.path.join(target, name)
        if os.path.isdir(below) and not os.path.islink(below):
            bring(below, place)
            continue
        try:
            os.link(below, place, follow_symlinks=False)
        except OSError:
            shutil.copy(below, place, follow_symlinks=False)


def own_all(layer, shared):
    """Each package comes in whole: the code, which may go on importing, never sees half of one."""
    site = os.path.join(layer, PACKAGES)
    with open(os.path.join(layer, "lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        own, staged = os.path.join(layer, "own"), os.path.join(layer, "staged")
        if os.path.exists(own):
            return
        shutil.rmtree(staged, ignore_errors=True)
        os.mkdir(staged)
        for name in os.listdir(shared):
            place = os.path.join(site, name)
            if not os.path.lexists(place):
                bring(os.path.join(shared, name), os.path.join(staged, name))
                os.rename(os.path.join(staged, name), place)
        os.rename(staged, own)


def lead_on():
    first = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    shared = os.path.join(os.path.dirname(first), PACKAGES)
    own_all(sys.prefix, shared)
    sys.path[:] = [place for place in sys.path if os.path.abspath(place) not in (first, shared)]
    # Elsewhere: into the person's home folder or Python.
    sys.argv[1:] = [argument for argument in sys.argv[1:] if argument != "--user"]
    for name in ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_PYTHON"):
        os.environ.pop(name, None)
    importlib.invalidate_caches()
    del sys.modules[__name__]


lead_on()
import pip  # noqa: E402, F401
