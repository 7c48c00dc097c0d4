"""pip as the code of a run finds it: does what follows, and is the environment's pip then.

A run reads its environment's packages from a folder that it shares with others. Once it uses pip they are
linked into its own (layer.rs), where pip can replace and remove them.
"""

import configparser
import fcntl
import importlib
import locale
import os
import shutil
import stat
import sys
import tempfile

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


def name_of(setting):
    """As pip has it, which takes `TARGET`, `--target` and `tar_get` too."""
    name = setting.lower().replace("_", "-")
    return name[2:] if name.startswith("--") else name


def settings(path):
    """What pip's configuration in a file says, by section and name."""
    parser = configparser.RawConfigParser()
    with open(path, encoding=locale.getpreferredencoding(False)) as file:
        parser.read_file(file)
    return {section: {name_of(name): value for name, value in parser.items(section)}
            for section in parser.sections()}


def heard(path, layer):
    """The file that pip reads in place of the one in PIP_CONFIG_FILE, which comes after the layer's: what the
    layer's says, it may not say."""
    if not os.path.isfile(path):
        # /dev/null: pip would not read the layer's either.
        return os.path.join(layer, "pip.conf") if os.path.exists(path) else path
    own = set().union(*settings(os.path.join(layer, "pip.conf")).values())
    try:
        theirs = settings(path)
    except (OSError, ValueError, configparser.Error):
        return path  # pip says so itself, or passes it over
    less = configparser.RawConfigParser()
    less.read_dict({section: {name: value for name, value in said.items() if name not in own}
                    for section, said in theirs.items()})
    # There may be a password in it, and another pip may be reading it.
    descriptor, new = tempfile.mkstemp(dir=layer)
    with open(descriptor, "w", encoding=locale.getpreferredencoding(False)) as file:
        less.write(file)
    os.replace(new, os.path.join(layer, "pip-more.conf"))
    return os.path.join(layer, "pip-more.conf")


def stay(layer):
    """Nothing leads pip elsewhere: into the person's home folder or Python."""
    sys.argv[1:] = [argument for argument in sys.argv[1:] if argument != "--user"]
    install = settings(os.path.join(layer, "pip.conf"))["install"]
    elsewhere = [name for name, value in install.items() if value in ("", "false")]
    for name in list(os.environ):
        if name.startswith("PIP_") and name_of(name[4:]) in elsewhere:
            del os.environ[name]
    if os.environ.get("PIP_CONFIG_FILE"):
        os.environ["PIP_CONFIG_FILE"] = heard(os.environ["PIP_CONFIG_FILE"], layer)


def lead_on():
    first = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    shared = os.path.join(os.path.dirname(first), PACKAGES)
    own_all(sys.prefix, shared)
    sys.path[:] = [place for place in sys.path if os.path.abspath(place) not in (first, shared)]
    stay(sys.prefix)
    importlib.invalidate_caches()
    del sys.modules[__name__]


lead_on()
import pip  # noqa: E402, F401
