//! Everything that lists may contain, tested from the list to the installed package.

use super::index::{serve, sha256};
use super::*;

/// A run's lock and log are exported and sent to other people; values of variables must not be in them.
#[test]
fn passwords_stay_where_they_are_needed() {
    let mut fixture = Fixture::new("");
    for version in ["1.0", "2.0"] {
        fixture.wheel("index/main/tyone", "tyone", version, &[]);
    }
    let url = serve(fixture.root.join("index")).replace("//", "//me:${TY_TOKEN}@");
    fixture.set("TY_TOKEN", "s3cr3t");
    let line = |version: &str| format!("tyone @ {url}/main/tyone/tyone-{version}-py3-none-any.whl\n");
    // pip removes the user as well.
    for (option, shown) in [("", "http://me:****@127.0.0.1"), ("--prefer-binary\n", "http://127.0.0.1")] {
        fixture.list(&format!("-i {url}/main/\n{option}{}", line("1.0")));
        fixture.write("package/train_requirements.txt", &line("2.0"));
        let environment = fixture.prepare().unwrap();
        let lock = fs::read_to_string(environment.lock).unwrap();
        assert!(lock.contains(&format!("tyone @ {shown}")) && !lock.contains("s3cr3t"), "{lock}");
        let log = fixture.read("log");
        assert!(log.contains(&format!("tyone-1.0-py3-none-any.whl is replaced by {shown}")), "{log}");
        let found = Command::new("grep").args(["-rl", "s3cr3t"]).arg(environment.root).output().unwrap();
        assert!(found.stdout.is_empty(), "{}", String::from_utf8_lossy(&found.stdout));
    }
    for lines in [line("3.0"), format!("--prefer-binary\n{}", line("3.0")), format!("--no-such {url}\n")] {
        fixture.list(&lines);
        let message = fixture.prepare().unwrap_err().to_string();
        assert!(!message.contains("s3cr3t"), "{message}");
    }
    let log = fixture.read("log");
    assert!(!log.contains("s3cr3t"), "{log}");
}

/// A list asks for a build on this machine because the wheel does something else.
#[test]
fn formats_count_wherever_they_stand() {
    let fixture = Fixture::new("");
    fixture.archive("package/files");
    fixture.wheel("package/files", "mine", "1", &[]);
    fixture.wheel("package/files", "tyone", "1.0", &[]);
    fixture.write("package/more.txt", "mine==1\n");
    let is_built =
        || run(&fixture.prepare().unwrap().python, "import mine; print(hasattr(mine, 'answer'))") == "True\n";
    for (list, expected) in [
        ("mine==1", false),
        ("mine==1 --no-binary mine", true),
        ("-r more.txt --no-binary mine", true),
        ("mine==1\ntyone --no-binary=mine", true),
        ("-r more.txt --no-binary mine\ntyone --only-binary=mine", false),
    ] {
        fixture.list(&format!("--no-index -f files\n{list}\n"));
        assert_eq!(is_built(), expected, "{list}");
    }
}

/// Like with pip, all indexes are asked, and the list's own index takes precedence over the settings. A
/// person who forbids other indexes must not get packages from them through pip after all.
#[test]
fn several_indexes_are_asked_as_pip_asks_them() {
    let mut fixture = Fixture::new("");
    fixture.wheel("index/own/tyone", "tyone", "2.0", &[]);
    fixture.wheel("index/extra/tyone", "tyone", "0.1", &[]);
    fixture.wheel("index/extra/tytwo", "tytwo", "1.0", &[]);
    fixture.wheel("index/company/tyone", "tyone", "9.0", &[]);
    let url = serve(fixture.root.join("index"));
    fixture.set("UV_DEFAULT_INDEX", format!("{url}/company/"));
    fixture.list(&format!("-i {url}/own/ --extra-index-url={url}/extra/\ntytwo\ntyone>=2 # best\n"));
    assert_eq!(fixture.packages(), ["tyone==2.0", "tytwo==1.0"]);
    fixture.set("UV_INDEX_STRATEGY", "first-index");
    assert_eq!(fixture.code(), "requirements-unresolvable");
    assert!(!fixture.read("log").contains("pip is trying now"), "{}", fixture.read("log"));
    fixture.list(&format!("-i {url}/own/ --extra-index-url={url}/extra/ --prefer-binary\ntyone\n"));
    assert_eq!(fixture.code(), "pip-asks-all-indexes");
    fixture.list("tyone\n");
    assert_eq!(fixture.packages(), ["tyone==9.0"]);
}

/// A company's index is in pip's settings, and no setting of uv may change what is installed.
#[test]
fn the_persons_settings_say_where_packages_are_and_not_what_they_are() {
    let mut fixture = Fixture::new("tyone\n");
    fixture.wheel("index/main/tyone", "tyone", "1.0", &[]);
    fixture.wheel("index/main/tyone", "tyone", "2.0", &[]);
    let url = serve(fixture.root.join("index"));
    fixture.set("PIP_INDEX_URL", format!("{url}/main/"));
    fixture.set("XDG_CONFIG_HOME", fixture.root.join("config"));
    fixture.set("UV_RESOLUTION", "lowest");
    fixture.set("UV_CONSTRAINT", fixture.root.join("none.txt"));
    fixture.write("config/uv/uv.toml", "[pip]\nno-emit-package = ['tyone']\ntarget = '/nowhere'\nresolution = 'lowest'\nemit-index-url = true\n");
    assert_eq!(fixture.packages(), ["tyone==2.0"]);
    fixture.variables.retain(|(name, _)| name != "PIP_INDEX_URL");
    fixture.write("config/pip/pip.conf", &format!("[global]\nindex-url = {url}/main/\n"));
    fixture.list("tyone<2\n");
    assert_eq!(fixture.packages(), ["tyone==1.0"]);
    fixture.list("tyone==3\n");
    assert_eq!(fixture.code(), "requirements-unresolvable");
    assert!(fixture.read("log").contains("pip.resolution"), "{}", fixture.read("log"));
}

/// Real packages have two lists that contradict each other, and AI Center runs them.
#[test]
fn the_second_list_wins_and_the_log_shows_it() {
    let fixture = Fixture::new("--no-index --find-links=wheels\ntyone==1.0\ntytwo\n");
    fixture.wheel("package/wheels", "tyone", "1.0", &[]);
    fixture.wheel("package/wheels", "tyone", "2.0", &[]);
    fixture.wheel("package/wheels", "tytwo", "1.0", &["tyone==1.0"]);
    fixture.write("package/train_requirements.txt", "tyone==2.0\n");
    assert_eq!(fixture.packages(), ["tyone==2.0", "tytwo==1.0"]);
    let log = fixture.read("log");
    assert!(log.contains("[trainyard]") && log.contains("tyone 1.0 is replaced by 2.0"), "{log}");
    assert!(!log.contains("error") && !log.contains("warning"), "{log}");
    // Where they agree, one version serves both.
    fixture.write("package/train_requirements.txt", "tyone\n");
    assert_eq!(fixture.packages(), ["tyone==1.0", "tytwo==1.0"]);
}

/// Constraints of one list do not apply to the other, because pip is run for each.
#[test]
fn a_list_restricts_files_only_for_itself() {
    let fixture = Fixture::new("");
    for version in ["1.0", "2.0", "3.0rc1"] {
        fixture.wheel("package/wheels", "tyone", version, &[]);
    }
    fixture.wheel("package/wheels", "tytwo", "1.0", &[]);
    fixture.write("package/limits.txt", "tyone<2\n");
    for option in ["-c limits.txt", "--pre"] {
        fixture.list(&format!("--no-index -f wheels\n{option}\ntytwo\n"));
        fixture.write("package/train_requirements.txt", "tyone\n");
        assert_eq!(fixture.packages(), ["tyone==2.0", "tytwo==1.0"], "{option}");
    }
    fixture.list("--no-index -f wheels\ntyone\n");
    fixture.write("package/train_requirements.txt", "-c limits.txt\ntytwo\n");
    assert_eq!(fixture.packages(), ["tyone==2.0", "tytwo==1.0"]);
}

#[test]
fn pre_releases_are_taken_where_pip_takes_them() {
    let fixture = Fixture::new("");
    for version in ["2.0", "3.0rc1"] {
        fixture.wheel("package/wheels", "tyone", version, &[]);
    }
    fixture.wheel("package/wheels", "tytwo", "1.0b1", &[]);
    for (list, expected) in [
        ("tyone\ntytwo", ["tyone==2.0", "tytwo==1.0b1"]),
        ("--pre\ntyone\ntytwo", ["tyone==3.0rc1", "tytwo==1.0b1"]),
        ("tyone>=3.0rc1\ntytwo", ["tyone==3.0rc1", "tytwo==1.0b1"]),
        ("tyone>=2.0rc1\ntytwo", ["tyone==3.0rc1", "tytwo==1.0b1"]),
        // Only pip accepts it, because there is no other version.
        ("tyone>2\ntytwo", ["tyone==3.0rc1", "tytwo==1.0b1"]),
    ] {
        fixture.list(&format!("--no-index\n-f wheels\n{list}\n"));
        assert_eq!(fixture.packages(), expected, "{list}");
    }
    // If a dependency names one; what only the final release needs must be removed again.
    fixture.wheel("package/wheels", "tyone", "2.0", &["tytwo"]);
    for (marker, expected) in [
        ("; python_version > '3'", &["tyone==3.0rc1", "tythree==1.0"][..]),
        ("; extra == 'x'", &["tyone==2.0", "tythree==1.0", "tytwo==1.0b1"]),
    ] {
        fixture.wheel("package/wheels", "tythree", "1.0", &["tyone", &format!("tyone>=2.0rc1 {marker}")]);
        fixture.list(&format!("--no-index\n-f wheels\n# {marker}\ntythree\n"));
        assert_eq!(fixture.packages(), expected, "{marker}");
    }
}

/// Old pins without pinned dependencies must run as they did, or the person must know why they cannot.
#[test]
fn only_releases_up_to_a_date_are_taken() {
    let mut fixture = Fixture::new("");
    fixture.wheel_since("index/main/tyone", "tyone", "1.0", "2020-05-01T23:59:59Z");
    fixture.wheel_since("index/main/tyone", "tyone", "2.0", "2020-05-02T00:00:00Z");
    fixture.wheel("index/timeless/tyone", "tyone", "1.0", &[]);
    fixture.wheel("package/wheels", "tytwo", "1.0", &[]);
    let url = serve(fixture.root.join("index"));
    fixture.as_of = Some("2020-05-01".parse().unwrap());
    fixture.list(&format!("-i {url}/main/\n-f wheels\ntyone\ntytwo\n"));
    assert_eq!(fixture.packages(), ["tyone==1.0", "tytwo==1.0"]);
    assert!(fixture.read("log").contains("have no dates"), "{}", fixture.read("log"));
    fixture.as_of = Some("2020-05-02".parse().unwrap());
    assert_eq!(fixture.packages(), ["tyone==2.0", "tytwo==1.0"]);
    fixture.list(&format!("-i {url}/timeless/\ntyone\n"));
    let failure = fixture.prepare().unwrap_err();
    assert_eq!(failure.message.code(), "requirements-unresolvable-as-of");
    assert!(failure.to_string().contains("2020-05-02"), "{failure}");
}

/// An archive without build requirements needs a setuptools that runs on this Python, and its metadata must be
/// read by the same tools that build it.
#[test]
fn tools_that_pack_are_the_newest_and_others_those_of_the_date() {
    let mut fixture = Fixture::new("");
    fixture.as_of = Some("2020-05-02".parse().unwrap());
    for (name, version, day) in [("flit_core", "2.0", "03"), ("tytool", "2.0", "03"), ("tytool", "1.0", "01")]
    {
        let folder = format!("index/main/{}", name.replace('_', "-"));
        fixture.wheel_since(&folder, name, version, &format!("2020-05-{day}T00:00:00Z"));
    }
    let url = serve(fixture.root.join("index"));
    project(&fixture, "package/project");
    let change = |file: &str, from: &str, to: &str| {
        let file = format!("package/project/{file}");
        fixture.write(&file, &fixture.read(&file).replacen(from, to, 1));
    };
    change("pyproject.toml", "requires = []", "requires = ['flit-core', 'tytool']");
    change("pyproject.toml", "version = \"1\"", "version = \"1\"\ndynamic = ['dependencies']");
    let path = fixture.root.join("tools");
    let note = format!(
        "import flit_core, tytool\nprint(flit_core.version, tytool.version, file=open({path:?}, 'a'))\n"
    );
    change("backend.py", "import os", &format!("{note}import os"));
    fixture.list(&format!("-i {url}/main/\n./project\n"));
    assert_eq!(fixture.packages(), ["mine==1"]);
    let tools = fixture.read("tools");
    assert!(tools.lines().count() > 1 && tools.lines().all(|line| line == "2.0 1.0"), "{tools}");
}

/// uv has no `--prefer-binary`; the result must still be that of pip, with a lock.
#[test]
fn what_uv_cannot_do_pip_does() {
    let fixture = Fixture::new("--no-index -f wheels --prefer-binary\ntyone[x] ; python_version > '3'\n");
    fixture.wheel("package/wheels", "tyone", "1.0", &["tytwo ; python_version > '3'"]);
    fixture.wheel("package/wheels", "tytwo", "1.0", &[]);
    let file = fixture.wheel("package/own", "tythree", "1.0", &[]);
    fixture.write("package/train_requirements.txt", "./own/tythree-1.0-py3-none-any.whl\n");
    let environment = fixture.prepare().unwrap();
    let lock = fs::read_to_string(&environment.lock).unwrap();
    assert!(lock.contains("tyone==1.0 \\\n    --hash=sha256:"), "{lock}");
    let hash =
        format!("tythree @ file:own/tythree-1.0-py3-none-any.whl \\\n    --hash=sha256:{}", sha256(&file));
    assert!(lock.contains(&hash), "{lock}");
    assert_eq!(fixture.packages(), ["tyone==1.0", "tythree==1.0", "tytwo==1.0"]);
    assert!(fixture.read("log").contains("so pip installs them"), "{}", fixture.read("log"));
    fixture.list("--no-index -f wheels --prefer-binary\ntyone==4\n");
    let message = fixture.prepare().unwrap_err().to_string();
    assert!(
        message.contains("Could not find a version that satisfies the requirement tyone==4"),
        "{message}"
    );
}

/// pip would use what uv has installed by then, whatever its version, and the lock would not contain it.
#[test]
fn pip_starts_over_where_uv_gives_up_half_way() {
    let mut fixture = Fixture::new("--no-index -f wheels\ntythree\n");
    for version in ["2.0", "3.0rc1"] {
        fixture.wheel("package/wheels", "tyone", version, &[]);
    }
    fixture.wheel("package/wheels", "tythree", "1.0", &["tyone>=2.0rc1"]);
    let refuse = "echo 'error: No solution found' >&2; exit 1";
    let real = fixture.uv.display().to_string();
    let text = format!("case \"$*\" in *prerelease-package*) {refuse};; *) exec '{real}' \"$@\";; esac");
    fixture.uv = fixture.script("bin/uv", &text);
    let environment = fixture.prepare().unwrap();
    assert!(fixture.read("log").contains(&locales::Message::PipTries.to_string()), "{}", fixture.read("log"));
    let lock = fs::read_to_string(environment.lock).unwrap();
    assert!(lock.contains("tyone==3.0rc1") && lock.contains("tythree==1.0"), "{lock}");
}

/// Lists name repositories with `-e`; once installed, the package must not depend on the repository.
#[test]
fn a_repository_is_installed_from_whatever_way_it_is_written() {
    let fixture = Fixture::new("");
    project(&fixture, "repository/sub");
    let git = |arguments: &[&str]| {
        let own = ["-c", "user.name=n", "-c", "user.email=a@b"];
        let ended = Command::new("git")
            .args(own)
            .args(arguments)
            .current_dir(fixture.root.join("repository"))
            .output();
        assert!(ended.unwrap().status.success(), "{arguments:?}");
    };
    [&["init", "-q"][..], &["add", "."], &["commit", "-qm", "x"]].iter().for_each(|step| git(step));
    let url = format!("git+file://{}", crate::list::encode(&fixture.root.join("repository")));
    for line in [format!("-e {url}#egg=mine&subdirectory=sub"), format!("mine @ {url}#subdirectory=sub")] {
        fixture.list(&format!("--no-index\n{line}\n"));
        assert_eq!(fixture.packages(), ["mine==1"], "{line}");
    }
}

/// Old pinned versions have no wheels for a new Python; and a list must keep its Python.
#[test]
fn the_newest_python_that_has_wheels_of_the_pins_is_taken_once() {
    let mut fixture = Fixture::new("--no-index\n-f wheels\ntyone==1.0\n");
    fixture.wheel("package/wheels", "tyone", "1.0", &[]);
    // A newer Python for which nothing is built.
    let other = Path::new("/bin/sh").canonicalize().unwrap();
    let answer = r#"{"executable": "/bin/sh", "implementation": "cpython", "free_threaded": false, "version": "3.97", "full": "3.97.0", "order": 999999999, "platform": "p", "abi": "a"}"#;
    fixture.script("bin/python3.30", &format!("echo '{answer}'"));
    let refuse = "echo 'error: No solution found: tyone has no wheels for this Python' >&2; exit 1";
    fixture.uv = fixture.script(
        "bin/uv",
        &format!(
            "echo \"$2 $*\" >> \"$HOME.calls\"; case \"$*\" in *'{}'*) {refuse};; *) exec '{}' \"$@\";; esac",
            other.display(),
            fixture.uv.display()
        ),
    );
    let environment = fixture.prepare().unwrap();
    let version = "import sys; print(sys.version_info[:2] < (3, 97))";
    assert_eq!(run(&environment.python, version), "True\n");
    let calls = fixture.read("home.calls");
    let asked = calls.lines().position(|call| call.contains(&*other.to_string_lossy()));
    assert_eq!(asked, Some(0), "the newest first: {calls}");
    assert!(fixture.prepare().unwrap().found);
    assert_eq!(fixture.read("home.calls"), calls, "found again without uv");
    // Without pins it is the person's default.
    fixture.list("--no-index\n-f wheels\ntyone\n");
    assert_eq!(fixture.packages(), ["tyone==1.0"]);
    assert_eq!(fixture.read("home.calls").matches(&*other.to_string_lossy()).count(), 1);
}
