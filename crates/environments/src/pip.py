"""The module pip in a run: prepares the run's layer, and then becomes the environment's pip.

A run reads its environment's packages from a folder that it shares with other runs. Once it uses pip, they are
linked into its own folder (layer.rs), where pip can replace and remove them.
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
    """Links everything in a folder. Files that are not in a package's folder are copied: there are few of them, and
    some are changed in place (easy-install.pth)."""
    if os.path.islink(source) or not os.path.isdir(source):
        shutil.copy(source, target, follow_symlinks=False)
        if not os.path.islink(target):
            os.chmod(target, os.stat(target).st_mode | stat.S_IWUSR)
        return
    os.mkdir(target)
    for name in os.listdir(source):
        below, copy = os.path.join(source, name), os.path.join(target, name)
        if os.path.isdir(below) and not os.path.islink(below):
            bring(below, copy)
            continue
        try:
            os.link(below, copy, follow_symlinks=False)
        except OSError:
            shutil.copy(below, copy, follow_symlinks=False)


def own_all(layer, shared):
    """Links all packages. Each one appears completely, since the code may import it at the same time."""
    site = os.path.join(layer, PACKAGES)
    with open(os.path.join(layer, "lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        own, staged = os.path.join(layer, "own"), os.path.join(layer, "staged")
        if os.path.exists(own):
            return
        shutil.rmtree(staged, ignore_errors=True)
        os.mkdir(staged)
        for name in os.listdir(shared):
            target = os.path.join(site, name)
            if not os.path.lexists(target):
                bring(os.path.join(shared, name), os.path.join(staged, name))
                os.rename(os.path.join(staged, name), target)
        os.rename(staged, own)


def name_of(setting):
    """The normalized name of a setting, like in pip, which also accepts `TARGET`, `--target` and `tar_get`."""
    name = setting.lower().replace("_", "-")
    return name[2:] if name.startswith("--") else name


def settings(path):
    """The settings in a configuration file of pip, by section and name."""
    parser = configparser.RawConfigParser()
    with open(path, encoding=locale.getpreferredencoding(False)) as file:
        parser.read_file(file)
    return {section: {name_of(name): value for name, value in parser.items(section)}
            for section in parser.sections()}


def without_overrides(path, layer):
    """The file that pip reads instead of the one in PIP_CONFIG_FILE. pip reads it after the layer's file, so it must
    not contain the settings of that one."""
    if not os.path.isfile(path):
        # With /dev/null, pip would not read the layer's file, either.
        return os.path.join(layer, "pip.conf") if os.path.exists(path) else path
    own = set().union(*settings(os.path.join(layer, "pip.conf")).values())
    try:
        theirs = settings(path)
    except (OSError, ValueError, configparser.Error):
        return path  # pip reports that itself, or ignores it
    rest = configparser.RawConfigParser()
    rest.read_dict({section: {name: value for name, value in values.items() if name not in own}
                    for section, values in theirs.items()})
    # Only for this user, since it may contain a password; and replaced, since another pip may be reading it.
    descriptor, new = tempfile.mkstemp(dir=layer)
    with open(descriptor, "w", encoding=locale.getpreferredencoding(False)) as file:
        rest.write(file)
    os.replace(new, os.path.join(layer, "pip-more.conf"))
    return os.path.join(layer, "pip-more.conf")


def stay(layer):
    """Removes what would make pip install into the person's home folder or Python."""
    sys.argv[1:] = [argument for argument in sys.argv[1:] if argument != "--user"]
    install = settings(os.path.join(layer, "pip.conf"))["install"]
    elsewhere = [name for name, value in install.items() if value in ("", "false")]
    for name in list(os.environ):
        if name.startswith("PIP_") and name_of(name[4:]) in elsewhere:
            del os.environ[name]
    if os.environ.get("PIP_CONFIG_FILE"):
        os.environ["PIP_CONFIG_FILE"] = without_overrides(os.environ["PIP_CONFIG_FILE"], layer)


def become_pip():
    first = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    shared = os.path.join(os.path.dirname(first), PACKAGES)
    own_all(sys.prefix, shared)
    sys.path[:] = [path for path in sys.path if os.path.abspath(path) not in (first, shared)]
    stay(sys.prefix)
    importlib.invalidate_caches()
    del sys.modules[__name__]


become_pip()
import pip  # noqa: E402, F401
