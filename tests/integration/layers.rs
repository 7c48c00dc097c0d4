//! What a run's code installs is only in that run: neither in another run nor in the person's own Python.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::json;
use testkit::{Package, Store};

use crate::store_with;

/// Python that makes the wheel `wheels/NAME-VERSION…`, whose module prints its version.
const MAKES_WHEELS: &str = "import zipfile
def wheel(name, version):
    os.makedirs('wheels', exist_ok=True)
    info = f'{name}-{version}.dist-info'
    with zipfile.ZipFile(f'wheels/{name}-{version}-py3-none-any.whl', 'w') as file:
        file.writestr(f'{name}.py', f'version = {version!r}\\ndef main():\\n    import sys\\n    print(sys.prefix)\\n')
        file.writestr(f'{info}/METADATA', f'Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n')
        file.writestr(f'{info}/WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
        file.writestr(f'{info}/entry_points.txt', f'[console_scripts]\\n{name}={name}:main\\n')
        file.writestr(f'{info}/RECORD', '')
def sh(command):
    assert os.system(command) == 0, command
def says(code):
    return subprocess.check_output([sys.executable, '-c', code], text=True).strip()
os.environ['PIP_NO_INDEX'], os.environ['PIP_FIND_LINKS'] = '1', 'wheels'
";

fn with_wheels(body: &str) -> String {
    format!("{MAKES_WHEELS}{body}")
}

/// A training would get another training's packages, or a person could not see what a result depends on.
#[test]
fn what_the_code_installs_is_listed_and_removed_with_its_run() {
    let store = store_with(&with_wheels(
        "wheel('tyone', '1.0'); wheel('tyone', '2.0'); wheel('tytwo', '1.0'); wheel('tythree', '1.0'); wheel('wheel', '99.0')
sh('pip install tyone==1.0')
sh('pip3 install --upgrade tyone')
sh('pip%d.%d install --user tytwo' % sys.version_info[:2])
subprocess.check_call([sys.executable, '-m', 'pip', 'install', 'tythree', '--upgrade', 'wheel'])
sh('python3 -m pip uninstall --yes tythree setuptools')
import tyone
assert tyone.version == '2.0'
assert says('import tytwo; print(tytwo.version)') == '1.0'
assert says('import importlib.util as u; print(u.find_spec(\"setuptools\"), u.find_spec(\"tythree\"))') == 'None None'
assert subprocess.check_output('tyone', text=True).strip() == sys.prefix",
    ));
    let run = store.trained([]);
    let id = run["id"].as_str().unwrap();
    let log = String::from_utf8_lossy(&store.log(id)).into_owned();
    assert_eq!(run["status"], "Successful", "{log}");
    let listed = store.json(["run", "show", id])["installed"].clone();
    let one = |i: usize| (listed[i]["name"].as_str().unwrap(), listed[i]["version"].as_str());
    let names =
        [("setuptools", None), ("tyone", Some("2.0")), ("tytwo", Some("1.0")), ("wheel", Some("99.0"))];
    assert_eq!((0..4).map(one).collect::<Vec<_>>(), names, "{listed}");
    assert!(
        listed[0]["before"].is_string() && listed[1]["before"].is_null() && listed[4].is_null(),
        "{listed}"
    );
    assert!(
        log.lines().any(|line| line.starts_with("[trainyard] ") && line.contains("tyone 2.0, tytwo 1.0")),
        "{log}"
    );
    let shown = store.output(["run", "show", id]);
    assert!(String::from_utf8(shown.stdout).unwrap().contains("tyone 2.0, tytwo 1.0"));
    assert!(!store.run_dir(id).join("layer").exists());

    let plain = Package::training(
        "import pkg_resources, setuptools\ntry:\n    import tyone\nexcept ImportError:\n    pass\nelse:\n    raise Exception(tyone)",
    );
    store.add_package("trainer", &plain);
    let other = store.json([
        "run",
        "start",
        "--type",
        "training",
        "--package",
        "trainer",
        "--version",
        "2.0",
        "--dataset",
        "rows",
    ]);
    assert_eq!(other["status"], "Successful", "{other}");
    assert_eq!(store.json(["run", "show", other["id"].as_str().unwrap()])["installed"], json!([]));
}

/// Writes a script `name` into `folder` that creates a file `called` beside it.
fn record_calls_of(folder: &Path, name: &str) {
    fs::create_dir_all(folder).unwrap();
    fs::write(
        folder.join(name),
        format!("#!/bin/sh\n: > '{}'\n", folder.join("called").display().to_string().replace('\'', "'\\''")),
    )
    .unwrap();
    fs::set_permissions(folder.join(name), fs::Permissions::from_mode(0o755)).unwrap();
}

/// A training would change what the person's other programs use.
#[test]
fn the_persons_own_python_is_not_touched() {
    let store = store_with(&with_wheels(
        "wheel('tyone', '1.0')
base = os.path.join(sys.base_prefix, 'bin', 'python%d.%d' % sys.version_info[:2])
for more in [], ['--user']:
    assert subprocess.run([base, '-m', 'pip', 'install', *more, 'tyone']).returncode != 0
sh('pip install tyone'); sh('pip3 install tyone')
assert says('import tyone; print(tyone.__file__)').startswith(sys.prefix)",
    ));
    let bin = store.folder().join("their bin");
    record_calls_of(&bin, "pip");
    record_calls_of(&bin, "pip3");
    let path = std::env::join_paths(
        [bin.clone()].into_iter().chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    );
    let mut start = store.start(["--json"]);
    // Any of these would make even the layer's pip install into the person's home folder.
    start.env("PATH", path.unwrap()).env("PIP_USER", "1").env("PIP_TARGET", store.folder().join("user"));
    fs::create_dir_all(store.folder().join("user/.config/pip")).unwrap();
    fs::write(
        store.folder().join("user/.config/pip/pip.conf"),
        "[global]\nuser = true\n[install]\ntarget = /nowhere\n",
    )
    .unwrap();
    let output = start.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(!bin.join("called").exists());
    for place in ["user/tyone.py", "user/.local/lib"] {
        assert!(!store.folder().join(place).exists(), "{place}");
    }
}

/// What the code installs would not come from the company's index.
#[test]
fn pip_uses_the_settings_and_a_parameter_comes_before_them() {
    let store = store_with("os.system('pip config list'); os.system('pip config debug')");
    let certificates = store.folder().join("ca.pem");
    fs::write(&certificates, "").unwrap();
    for (name, value) in [
        ("index-url", "https://a:s%40b@index.test/x"),
        ("proxy", "http://proxy.test:1"),
        ("ca-file", certificates.to_str().unwrap()),
    ] {
        store.output(["settings", name, value]);
    }
    let printed = |more: &[&str]| {
        let mut start = store.start(["--json"].into_iter().chain(more.iter().copied()));
        let output =
            start.env("PIP_INDEX_URL", "https://theirs.test").env("PIP_RETRIES", "7").output().unwrap();
        let run: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        String::from_utf8_lossy(&store.log(run["id"].as_str().unwrap())).into_owned()
    };
    let log = printed(&[]);
    for line in [
        "global.index-url='https://a:s%40b@index.test/x'",
        "global.proxy='http://proxy.test:1'",
        "global.cert='",
        ":env:.retries='7'",
    ] {
        assert!(log.contains(line), "{line}: {log}");
    }
    assert!(!log.contains("theirs.test"), "{log}");
    assert!(
        printed(&["--env", "PIP_INDEX_URL=https://of-the-form.test"])
            .contains(":env:.index-url='https://of-the-form.test'")
    );
}

/// A store can be anywhere, although `PATH` cannot contain a colon, and the first line of a script no blank.
#[test]
fn a_store_at_an_odd_path_has_console_scripts_and_pip() {
    let body = with_wheels(
        "wheel('tyone', '1.0')
sh('pip install tyone')
assert subprocess.check_output('tyone', text=True).strip() == sys.prefix
sh('wheel version')
import multiprocessing
with multiprocessing.get_context('spawn').Pool(1) as pool: assert pool.map(abs, [-1]) == [1]
print('prefix', sys.prefix)",
    );
    for name in ["a:b;c", "d %s \"e\" $(f)", &"long".repeat(40)] {
        let store = Store::new(env!("CARGO_BIN_EXE_trainyard"));
        let home = store.folder().join(name);
        let on_it = |arguments: &[&str]| {
            let output = store.command(arguments).env("TRAINYARD_HOME", &home).output().unwrap();
            assert!(output.status.success(), "{name}: {output:?}");
            String::from_utf8(output.stdout).unwrap()
        };
        let package = Package::training(&body).write(&store.folder().join("data"));
        on_it(&["package", "add", package.to_str().unwrap(), "--name", "trainer"]);
        on_it(&["dataset", "add", "rows", package.to_str().unwrap()]);
        let printed = on_it(&[
            "run",
            "start",
            "--type",
            "training",
            "--package",
            "trainer",
            "--version",
            "1.0",
            "--dataset",
            "rows",
        ]);
        let prefix = printed.lines().find_map(|line| line.strip_prefix("prefix ")).unwrap();
        assert!(Path::new(prefix).symlink_metadata().is_err(), "{prefix} was left");
    }
}
