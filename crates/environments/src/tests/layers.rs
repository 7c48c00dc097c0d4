//! What pip does in a run changes only the run's layer.

use super::{Fixture, base_python, run};
use crate::{Layer, PipSettings};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// Runs pip in `layer`, with the person's `settings`.
fn pip(fixture: &Fixture, layer: &Layer, arguments: &[&str], settings: &[(&str, &str)]) -> Output {
    let mut pip = Command::new(&layer.python);
    pip.args(["-m", "pip"]).args(arguments).current_dir(&fixture.root).env_clear();
    pip.env("HOME", fixture.root.join("home")).envs(settings.iter().copied()).output().unwrap()
}

fn listing(folder: &Path) -> Vec<String> {
    let mut found: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    found.sort();
    found
}

/// Otherwise a training would change what other programs use, or install nothing.
#[test]
fn no_setting_of_pip_leads_it_out_of_the_layer() {
    let mut fixture = Fixture::new("");
    fixture.wheel("wheels", "tyone", "1.0", &[]);
    let environment = fixture.prepare().unwrap();
    let made = Command::new(base_python()).args(["-m", "venv"]).arg(fixture.root.join("other")).status();
    assert!(made.unwrap().success());
    fixture.set("HOME", fixture.root.join("home"));
    fs::create_dir_all(fixture.root.join("home/.config/pip")).unwrap();
    fs::create_dir(fixture.root.join("elsewhere")).unwrap();
    let elsewhere = fixture.root.join("elsewhere").display().to_string();
    let other = fixture.root.join("other/bin/python").display().to_string();
    let named = fixture.root.join("named.conf").display().to_string();
    let before = (listing(&fixture.root), listing(&fixture.root.join("other/bin")));
    let (report, log) = (format!("{elsewhere}/report"), format!("{elsewhere}/log"));
    let settings = [
        ("user", "true"),
        ("--target", &elsewhere),
        ("prefix", &elsewhere),
        ("Root", &elsewhere),
        ("python", &other),
        ("report", &report),
        ("log_file", &log),
        ("dry-run", "1"),
    ];
    let lines: String = settings.iter().map(|(name, value)| format!("{name} = {value}\n")).collect();
    let theirs = |section: &str| format!("[{section}]\n{lines}no-index = true\n");
    let name_of =
        |name: &str| format!("PIP_{}", name.trim_start_matches('-').replace('-', "_").to_uppercase());
    let names = settings.map(|(name, _)| name_of(name));
    let variables: Vec<_> = names.iter().map(|name| &**name).zip(settings.map(|(_, value)| value)).collect();
    let config = [("PIP_CONFIG_FILE", &*named)];
    for (i, (at, text, variables)) in [
        ("named.conf", theirs("global"), &config[..]),
        ("named.conf", theirs("install"), &config),
        ("home/.config/pip/pip.conf", theirs("install"), &[]),
        ("named.conf", "[global]\nno-index = true\n".into(), &[&config[..], &variables].concat()),
    ]
    .into_iter()
    .enumerate()
    {
        fs::write(fixture.root.join(at), &text).unwrap();
        let (root, name) =
            (fixture.root.join(format!("cache/layer{i}")), format!("ty-{}-{i}", std::process::id()));
        let layer = Layer::make(&environment, &root, &name, PipSettings::default()).unwrap();
        let ended = pip(&fixture, &layer, &["install", "--find-links", "wheels", "tyone"], variables);
        let output = String::from_utf8_lossy(&ended.stdout) + String::from_utf8_lossy(&ended.stderr);
        assert!(ended.status.success(), "{text} {variables:?}: {output}");
        assert!(output.contains("Looking in links") && !output.contains("indexes"), "{text}: {output}");
        run(&layer.python, "import sys, tyone; assert tyone.__file__.startswith(sys.prefix), tyone.__file__");
        assert_eq!(listing(Path::new(&elsewhere)), [""; 0], "{text} {variables:?}");
        Layer::remove(&root, &name).unwrap();
        fs::remove_file(fixture.root.join(at)).unwrap();
    }
    assert_eq!((listing(&fixture.root), listing(&fixture.root.join("other/bin"))), before);
    assert_eq!(listing(&fixture.root.join("home")), [".cache", ".config"]);
}

/// Otherwise the code would install without the company's index and the rest of the person's pip configuration.
#[test]
fn the_settings_override_every_file_of_the_person_and_the_rest_of_it_is_used() {
    let fixture = Fixture::new("");
    let environment = fixture.prepare().unwrap();
    let settings =
        PipSettings { index: Some("https://settings.test/%41".into()), proxy: None, certificates: None };
    let root = fixture.root.join("cache/layer");
    let name = format!("ty-{}-s", std::process::id());
    let layer = Layer::make(&environment, &root, &name, settings).unwrap();
    let theirs = "[install]\nindex-url = https://theirs.test\npypi_url = https://theirs.test\nretries = 0\ntimeout=0.1\n\
        [global]\ntrusted-host =\n  one.test\n  two.test\n";
    for (at, named) in
        [("home/.config/pip/pip.conf", ""), ("named.conf", "named.conf"), ("home/.pip/pip.conf", "/dev/null")]
    {
        fixture.write(at, theirs);
        let variables = [("PIP_CONFIG_FILE", named), ("https_proxy", "http://127.0.0.1:9")];
        let ended = pip(&fixture, &layer, &["install", "--retries=0", "tyone"], &variables);
        let output = String::from_utf8_lossy(&ended.stdout) + String::from_utf8_lossy(&ended.stderr);
        assert!(output.contains("https://settings.test/%41") && !output.contains("theirs"), "{at}: {output}");
        let listed = pip(&fixture, &layer, &["config", "list"], &variables);
        let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
        let is_read = listed.contains("install.retries='0'") && listed.contains("one.test\\ntwo.test");
        assert_eq!(is_read, named != "/dev/null", "{listed}");
        fs::remove_file(fixture.root.join(at)).unwrap();
    }
    Layer::remove(&root, &name).unwrap();
}
