//! What lists may say, each kind once from the list to the installed package.

use super::index::{serve, sha256};
use super::*;

/// A run's lock and log are exported and sent to others; what a variable holds must not be in them.
#[test]
fn passwords_stay_where_they_are_needed() {
    let mut scene = Scene::new("");
    for version in ["1.0", "2.0"] {
        scene.wheel("index/main/tyone", "tyone", version, &[]);
    }
    let url = serve(scene.root.join("index")).replace("//", "//me:${TY_TOKEN}@");
    scene.set("TY_TOKEN", "s3cr3t");
    let line = |version: &str| format!("tyone @ {url}/main/tyone/tyone-{version}-py3-none-any.whl\n");
    // pip leaves out the user, too.
    for (option, place) in [("", "http://me:****@127.0.0.1"), ("--prefer-binary\n", "http://127.0.0.1")] {
        scene.list(&format!("-i {url}/main/\n{option}{}", line("1.0")));
        scene.write("package/train_requirements.txt", &line("2.0"));
        let environment = scene.prepare().unwrap();
        let lock = fs::read_to_string(environment.lock).unwrap();
        assert!(lock.contains(&format!("tyone @ {place}")) && !lock.contains("s3cr3t"), "{lock}");
        let log = scene.read("log");
        assert!(log.contains(&format!("tyone-1.0-py3-none-any.whl is replaced by {place}")), "{log}");
        let found = Command::new("grep").args(["-rl", "s3cr3t"]).arg(environment.root).output().unwrap();
        assert!(found.stdout.is_empty(), "{}", String::from_utf8_lossy(&found.stdout));
    }
    for lines in [line("3.0"), format!("--prefer-binary\n{}", line("3.0")), format!("--no-such {url}\n")] {
        scene.list(&lines);
        let said = scene.prepare().unwrap_err().to_string();
        assert!(!said.contains("s3cr3t"), "{said}");
    }
    let log = scene.read("log");
    assert!(!log.contains("s3cr3t"), "{log}");
}

/// What is built here for this machine is asked for so; the wheel would do something else.
#[test]
fn formats_count_wherever_they_stand() {
    let scene = Scene::new("");
    scene.archive("package/files");
    scene.wheel("package/files", "mine", "1", &[]);
    scene.wheel("package/files", "tyone", "1.0", &[]);
    scene.write("package/more.txt", "mine==1\n");
    let is_built =
        || run(&scene.prepare().unwrap().python, "import mine; print(hasattr(mine, 'answer'))") == "True\n";
    for (list, expected) in [
        ("mine==1", false),
        ("mine==1 --no-binary mine", true),
        ("-r more.txt --no-binary mine", true),
        ("mine==1\ntyone --no-binary=mine", true),
        ("-r more.txt --no-binary mine\ntyone --only-binary=mine", false),
    ] {
        scene.list(&format!("--no-index -f files\n{list}\n"));
        assert_eq!(is_built(), expected, "{list}");
    }
}

/// As with pip all indexes are asked, and the list's own one counts before the settings'; whoever
/// wants no other index to step in can say so, and then pip must not do it after all.
#[test]
fn several_indexes_are_asked_as_pip_asks_them() {
    let mut scene = Scene::new("");
    scene.wheel("index/own/tyone", "tyone", "2.0", &[]);
    scene.wheel("index/extra/tyone", "tyone", "0.1", &[]);
    scene.wheel("index/extra/tytwo", "tytwo", "1.0", &[]);
    scene.wheel("index/company/tyone", "tyone", "9.0", &[]);
    let url = serve(scene.root.join("index"));
    scene.set("UV_DEFAULT_INDEX", format!("{url}/company/"));
    scene.list(&format!("-i {url}/own/ --extra-index-url={url}/extra/\ntytwo\ntyone>=2 # best\n"));
    assert_eq!(scene.packages(), ["tyone==2.0", "tytwo==1.0"]);
    scene.set("UV_INDEX_STRATEGY", "first-index");
    assert_eq!(scene.code(), "requirements-unresolvable");
    assert!(!scene.read("log").contains("Now pip tries"), "{}", scene.read("log"));
    scene.list(&format!("-i {url}/own/ --extra-index-url={url}/extra/ --prefer-binary\ntyone\n"));
    assert_eq!(scene.code(), "pip-asks-all-indexes");
    scene.list("tyone\n");
    assert_eq!(scene.packages(), ["tyone==9.0"]);
}

/// A company's index stands in pip's settings; and no setting of uv's may change what is installed.
#[test]
fn the_persons_settings_say_where_packages_are_and_not_what_they_are() {
    let mut scene = Scene::new("tyone\n");
    scene.wheel("index/main/tyone", "tyone", "1.0", &[]);
    scene.wheel("index/main/tyone", "tyone", "2.0", &[]);
    let url = serve(scene.root.join("index"));
    scene.set("PIP_INDEX_URL", format!("{url}/main/"));
    scene.set("XDG_CONFIG_HOME", scene.root.join("config"));
    scene.set("UV_RESOLUTION", "lowest");
    scene.set("UV_CONSTRAINT", scene.root.join("none.txt"));
    scene.write("config/uv/uv.toml", "[pip]\nno-emit-package = ['tyone']\ntarget = '/nowhere'\nresolution = 'lowest'\nemit-index-url = true\n");
    assert_eq!(scene.packages(), ["tyone==2.0"]);
    scene.variables.retain(|(name, _)| name != "PIP_INDEX_URL");
    scene.write("config/pip/pip.conf", &format!("[global]\nindex-url = {url}/main/\n"));
    scene.list("tyone<2\n");
    assert_eq!(scene.packages(), ["tyone==1.0"]);
    scene.list("tyone==3\n");
    assert_eq!(scene.code(), "requirements-unresolvable");
    assert!(scene.read("log").contains("pip.resolution"), "{}", scene.read("log"));
}

/// Real packages have two lists that contradict each other, and AI Center runs them.
#[test]
fn the_second_list_wins_and_the_log_says_so() {
    let scene = Scene::new("--no-index --find-links=wheels\ntyone==1.0\ntytwo\n");
    scene.wheel("package/wheels", "tyone", "1.0", &[]);
    scene.wheel("package/wheels", "tyone", "2.0", &[]);
    scene.wheel("package/wheels", "tytwo", "1.0", &["tyone==1.0"]);
    scene.write("package/train_requirements.txt", "tyone==2.0\n");
    assert_eq!(scene.packages(), ["tyone==2.0", "tytwo==1.0"]);
    let log = scene.read("log");
    assert!(log.contains("[trainyard]") && log.contains("tyone 1.0 is replaced by 2.0"), "{log}");
    assert!(!log.contains("error") && !log.contains("warning"), "{log}");
    // Where they agree, one version serves both.
    scene.write("package/train_requirements.txt", "tyone\n");
    assert_eq!(scene.packages(), ["tyone==1.0", "tytwo==1.0"]);
}

/// What limits one list does not limit the other: pip has forgotten it when it reads the second.
#[test]
fn a_list_says_only_for_itself_what_may_be_taken() {
    let scene = Scene::new("");
    for version in ["1.0", "2.0", "3.0rc1"] {
        scene.wheel("package/wheels", "tyone", version, &[]);
    }
    scene.wheel("package/wheels", "tytwo", "1.0", &[]);
    scene.write("package/limits.txt", "tyone<2\n");
    for option in ["-c limits.txt", "--pre"] {
        scene.list(&format!("--no-index -f wheels\n{option}\ntytwo\n"));
        scene.write("package/train_requirements.txt", "tyone\n");
        assert_eq!(scene.packages(), ["tyone==2.0", "tytwo==1.0"], "{option}");
    }
    scene.list("--no-index -f wheels\ntyone\n");
    scene.write("package/train_requirements.txt", "-c limits.txt\ntytwo\n");
    assert_eq!(scene.packages(), ["tyone==2.0", "tytwo==1.0"]);
}

#[test]
fn pre_releases_are_taken_where_pip_takes_them() {
    let scene = Scene::new("");
    for version in ["2.0", "3.0rc1"] {
        scene.wheel("package/wheels", "tyone", version, &[]);
    }
    scene.wheel("package/wheels", "tytwo", "1.0b1", &[]);
    for (list, expected) in [
        ("tyone\ntytwo", ["tyone==2.0", "tytwo==1.0b1"]),
        ("--pre\ntyone\ntytwo", ["tyone==3.0rc1", "tytwo==1.0b1"]),
        ("tyone>=3.0rc1\ntytwo", ["tyone==3.0rc1", "tytwo==1.0b1"]),
        ("tyone>=2.0rc1\ntytwo", ["tyone==3.0rc1", "tytwo==1.0b1"]),
        // Only pip takes it: there is nothing else.
        ("tyone>2\ntytwo", ["tyone==3.0rc1", "tytwo==1.0b1"]),
    ] {
        scene.list(&format!("--no-index\n-f wheels\n{list}\n"));
        assert_eq!(scene.packages(), expected, "{list}");
    }
    // Where a dependency names one; what only the final release needs is not left there.
    scene.wheel("package/wheels", "tyone", "2.0", &["tytwo"]);
    for (marker, expected) in [
        ("; python_version > '3'", &["tyone==3.0rc1", "tythree==1.0"][..]),
        ("; extra == 'x'", &["tyone==2.0", "tythree==1.0", "tytwo==1.0b1"]),
    ] {
        scene.wheel("package/wheels", "tythree", "1.0", &["tyone", &format!("tyone>=2.0rc1 {marker}")]);
        scene.list(&format!("--no-index\n-f wheels\n# {marker}\ntythree\n"));
        assert_eq!(scene.packages(), expected, "{marker}");
    }
}

/// Old pins without their dependencies run as they did, and where they cannot, the person knows why.
#[test]
fn only_releases_up_to_a_date_are_taken() {
    let mut scene = Scene::new("");
    scene.wheel_since("index/main/tyone", "tyone", "1.0", "2020-05-01T23:59:59Z");
    scene.wheel_since("index/main/tyone", "tyone", "2.0", "2020-05-02T00:00:00Z");
    scene.wheel("index/timeless/tyone", "tyone", "1.0", &[]);
    scene.wheel("package/wheels", "tytwo", "1.0", &[]);
    let url = serve(scene.root.join("index"));
    scene.as_of = Some("2020-05-01".parse().unwrap());
    scene.list(&format!("-i {url}/main/\n-f wheels\ntyone\ntytwo\n"));
    assert_eq!(scene.packages(), ["tyone==1.0", "tytwo==1.0"]);
    assert!(scene.read("log").contains("have no dates"), "{}", scene.read("log"));
    scene.as_of = Some("2020-05-02".parse().unwrap());
    assert_eq!(scene.packages(), ["tyone==2.0", "tytwo==1.0"]);
    scene.list(&format!("-i {url}/timeless/\ntyone\n"));
    let failure = scene.prepare().unwrap_err();
    assert_eq!(failure.message.code(), "requirements-unresolvable-as-of");
    assert!(failure.to_string().contains("2020-05-02"), "{failure}");
}

/// An archive that says nothing of how it is built needs a setuptools that this Python can run; and what it needs is
/// read by the same tools that build it.
#[test]
fn tools_that_pack_are_the_newest_and_others_those_of_the_date() {
    let mut scene = Scene::new("");
    scene.as_of = Some("2020-05-02".parse().unwrap());
    for (name, version, day) in [("flit_core", "2.0", "03"), ("tytool", "2.0", "03"), ("tytool", "1.0", "01")]
    {
        let folder = format!("index/main/{}", name.replace('_', "-"));
        scene.wheel_since(&folder, name, version, &format!("2020-05-{day}T00:00:00Z"));
    }
    let url = serve(scene.root.join("index"));
    project(&scene, "package/project");
    let change = |file: &str, from: &str, to: &str| {
        let file = format!("package/project/{file}");
        scene.write(&file, &scene.read(&file).replacen(from, to, 1));
    };
    change("pyproject.toml", "requires = []", "requires = ['flit-core', 'tytool']");
    change("pyproject.toml", "version = \"1\"", "version = \"1\"\ndynamic = ['dependencies']");
    let place = scene.root.join("tools");
    let note = format!(
        "import flit_core, tytool\nprint(flit_core.version, tytool.version, file=open({place:?}, 'a'))\n"
    );
    change("backend.py", "import os", &format!("{note}import os"));
    scene.list(&format!("-i {url}/main/\n./project\n"));
    assert_eq!(scene.packages(), ["mine==1"]);
    let tools = scene.read("tools");
    assert!(tools.lines().count() > 1 && tools.lines().all(|line| line == "2.0 1.0"), "{tools}");
}

/// uv has no `--prefer-binary`; the outcome is pip's all the same, with a lock.
#[test]
fn what_uv_cannot_do_pip_does() {
    let scene = Scene::new("--no-index -f wheels --prefer-binary\ntyone[x] ; python_version > '3'\n");
    scene.wheel("package/wheels", "tyone", "1.0", &["tytwo ; python_version > '3'"]);
    scene.wheel("package/wheels", "tytwo", "1.0", &[]);
    let file = scene.wheel("package/own", "tythree", "1.0", &[]);
    scene.write("package/train_requirements.txt", "./own/tythree-1.0-py3-none-any.whl\n");
    let environment = scene.prepare().unwrap();
    let lock = fs::read_to_string(&environment.lock).unwrap();
    assert!(lock.contains("tyone==1.0 \\\n    --hash=sha256:"), "{lock}");
    let hash =
        format!("tythree @ file:own/tythree-1.0-py3-none-any.whl \\\n    --hash=sha256:{}", sha256(&file));
    assert!(lock.contains(&hash), "{lock}");
    assert_eq!(scene.packages(), ["tyone==1.0", "tythree==1.0", "tytwo==1.0"]);
    assert!(scene.read("log").contains("so pip installs them"), "{}", scene.read("log"));
    scene.list("--no-index -f wheels --prefer-binary\ntyone==4\n");
    let said = scene.prepare().unwrap_err().to_string();
    assert!(said.contains("Could not find a version that satisfies the requirement tyone==4"), "{said}");
}

/// What uv had installed by then pip would take as it is, whatever list it came from, and the lock would not have it.
#[test]
fn pip_starts_over_where_uv_gives_up_half_way() {
    let mut scene = Scene::new("--no-index -f wheels\ntythree\n");
    for version in ["2.0", "3.0rc1"] {
        scene.wheel("package/wheels", "tyone", version, &[]);
    }
    scene.wheel("package/wheels", "tythree", "1.0", &["tyone>=2.0rc1"]);
    let refuse = "echo 'error: No solution found' >&2; exit 1";
    let real = scene.uv.display().to_string();
    let text = format!("case \"$*\" in *prerelease-package*) {refuse};; *) exec '{real}' \"$@\";; esac");
    scene.uv = scene.script("bin/uv", &text);
    let environment = scene.prepare().unwrap();
    assert!(scene.read("log").contains("pip tries"), "{}", scene.read("log"));
    let lock = fs::read_to_string(environment.lock).unwrap();
    assert!(lock.contains("tyone==3.0rc1") && lock.contains("tythree==1.0"), "{lock}");
}

/// `-e` is how lists name a repository; the package must not need it once it is installed.
#[test]
fn a_repository_is_installed_from_whatever_way_it_is_written() {
    let scene = Scene::new("");
    project(&scene, "repository/sub");
    let git = |arguments: &[&str]| {
        let own = ["-c", "user.name=n", "-c", "user.email=a@b"];
        let ended =
            Command::new("git").args(own).args(arguments).current_dir(scene.root.join("repository")).output();
        assert!(ended.unwrap().status.success(), "{arguments:?}");
    };
    [&["init", "-q"][..], &["add", "."], &["commit", "-qm", "x"]].iter().for_each(|step| git(step));
    let url = format!("git+file://{}", crate::list::encode(&scene.root.join("repository")));
    for line in [format!("-e {url}#egg=mine&subdirectory=sub"), format!("mine @ {url}#subdirectory=sub")] {
        scene.list(&format!("--no-index\n{line}\n"));
        assert_eq!(scene.packages(), ["mine==1"], "{line}");
    }
}

/// What an old list pins is not built for a new Python; and a list keeps its Python.
#[test]
fn the_newest_python_that_has_wheels_of_the_pins_is_taken_once() {
    let mut scene = Scene::new("--no-index\n-f wheels\ntyone==1.0\n");
    scene.wheel("package/wheels", "tyone", "1.0", &[]);
    // A newer Python that nothing is built for.
    let other = Path::new("/bin/sh").canonicalize().unwrap();
    let answer = r#"{"executable": "/bin/sh", "implementation": "cpython", "free_threaded": false, "version": "3.97", "full": "3.97.0", "order": 999999999, "platform": "p", "abi": "a"}"#;
    scene.script("bin/python3.30", &format!("echo '{answer}'"));
    let refuse = "echo 'error: No solution found: tyone has no wheels for this Python' >&2; exit 1";
    scene.uv = scene.script(
        "bin/uv",
        &format!(
            "echo \"$2 $*\" >> \"$HOME.calls\"; case \"$*\" in *'{}'*) {refuse};; *) exec '{}' \"$@\";; esac",
            other.display(),
            scene.uv.display()
        ),
    );
    let environment = scene.prepare().unwrap();
    let version = "import sys; print(sys.version_info[:2] < (3, 97))";
    assert_eq!(run(&environment.python, version), "True\n");
    let calls = scene.read("home.calls");
    let asked = calls.lines().position(|call| call.contains(&*other.to_string_lossy()));
    assert_eq!(asked, Some(0), "the newest first: {calls}");
    assert!(scene.prepare().unwrap().found);
    assert_eq!(scene.read("home.calls"), calls, "found again without uv");
    // With nothing pinned it is the person's own.
    scene.list("--no-index\n-f wheels\ntyone\n");
    assert_eq!(scene.packages(), ["tyone==1.0"]);
    assert_eq!(scene.read("home.calls").matches(&*other.to_string_lossy()).count(), 1);
}
