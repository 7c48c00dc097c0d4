//! Compares the parser with pip's own on random lists.

use super::{Options, part, text};
use crate::uv::find_uv;
use crate::variables::Variables;
use serde_json::{Value, json};
use std::fs;
use std::process::Command;
use testkit::{Random, rounds};

/// Makes the seeds' pip print how it reads each list of a JSON file.
const PIP: &str = r#"
import json, logging, os, re, sys
file, wheel = sys.argv[1:]
sys.path.insert(0, wheel)
logging.disable()
sys.stderr = open(os.devnull, "w")
from pip._internal.req import req_file
parse = req_file.get_line_parser(None)
def formats(options):
    control = options.format_control
    names = lambda all: sorted(name for name in all if re.fullmatch("[a-z0-9-]+|:all:", name))
    return [names(control.no_binary), names(control.only_binary)]
def read(line):
    try:
        requirement, options = parse(line)
    except Exception:
        return None
    settings = options.config_settings or {}
    return {
        "requirement": requirement, "editables": options.editables, "requirements": options.requirements,
        "constraints": options.constraints, "index_url": options.index_url,
        "extra_index_urls": options.extra_index_urls or [], "find_links": options.find_links or [],
        "trusted_hosts": options.trusted_hosts or [], "no_index": options.no_index, "pre": bool(options.pre),
        "require_hashes": bool(options.require_hashes),
        "hashes": sorted(f"{kind}:{value}" for kind, all in (options.hashes or {}).items() for value in all),
        "settings": sorted(settings), "formats": formats(options),
    }
lists = json.load(open(file))
json.dump([[[n, line, read(line)] for n, line in req_file.preprocess(text)] for text in lists], sys.stdout)
"#;

/// How this parser reads a list, in the same form.
fn read(list: &str, variables: &Variables) -> Value {
    let expanded = |(number, line)| (number, text::expand(line, variables, usize::MAX).unwrap());
    text::lines(list).map(expanded).map(|(number, line)| json!([number, line, read_line(&line)])).collect()
}

fn read_line(line: &str) -> Option<Value> {
    let (requirement, rest) = part(line);
    let options = Options::read(rest).ok()?;
    let mut sources = crate::list::Sources::default();
    sources.choose_formats(&options);
    let head = sources.head("/".as_ref());
    let formats = ["--no-binary ", "--only-binary "].map(|name| {
        head.lines().filter_map(|line| line.strip_prefix(name)).map(String::from).collect::<Vec<_>>()
    });
    let key = |setting: &String| setting.split('=').next().unwrap_or_default().to_string();
    let mut settings: Vec<_> = options.config_settings.iter().map(key).collect();
    let mut hashes = options.hashes.clone();
    for sorted in [&mut settings, &mut hashes] {
        sorted.sort();
    }
    settings.dedup();
    Some(json!({
        "requirement": requirement, "editables": options.editables, "requirements": options.requirements,
        "constraints": options.constraints, "index_url": options.index_url,
        "extra_index_urls": options.extra_index_urls, "find_links": options.find_links,
        "trusted_hosts": options.trusted_hosts, "no_index": options.no_index, "pre": options.pre,
        "require_hashes": options.require_hashes, "hashes": hashes, "settings": settings, "formats": formats,
    }))
}

/// A random list from parts that occur in real lists.
fn list(random: &mut Random) -> String {
    let pieces = [
        "six",
        "six==1.0",
        "a[b,c]>=1,<2",
        "./x.whl",
        "x @ https://h/x.whl#sha256=00",
        " ",
        " ",
        " ",
        "\n",
        "\n",
        "\n",
        "\r\n",
        "\\\n",
        "\\",
        "\t",
        "#",
        " # words",
        "'",
        "\"",
        ";",
        "; python_version > '3'",
        "=",
        "=",
        "--index-url",
        "-i",
        "--extra-index-url",
        "--extra",
        "--no-index",
        "--no-",
        "-r",
        "-c",
        "-e",
        "-f",
        "--find-links",
        "--pre",
        "--pr",
        "--prefer-binary",
        "--require-hashes",
        "--hash=sha256:00",
        "--hash",
        "md5:0",
        "sha512:11",
        "--config-settings",
        "-C",
        "a=b",
        "--no-binary",
        "--only-binary",
        ":all:",
        ":none:",
        "a,B_c,:none:,d",
        "--trusted-host",
        "h:80",
        "--",
        "-x",
        "--no-such",
        "${KNOWN}",
        "${UNKNOWN}",
        "${known}",
        "git+https://h/x@v#egg=x",
        "été",
        "\u{a0}",
        "\u{2028}",
        "\x0c",
        "\x1f",
        "-",
        "--=",
        "https://h/simple",
    ];
    (0..random.below(24)).map(|_| random.one_of(&pieces)).collect()
}

/// A list that is read differently is installed differently than in AI Center.
#[test]
fn every_list_is_read_as_pip_reads_it() {
    let uv = find_uv(None, &Variables::inherited())
        .expect("the tests need uv on the PATH, and the seeds beside it");
    let seeds = fs::read_dir(crate::seeds::folder(&uv).unwrap()).unwrap();
    let newest = |name: &String| name.starts_with("pip-") && !name.starts_with("pip-25");
    let names = seeds.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let pip = crate::seeds::folder(&uv).unwrap().join(names.filter(newest).max().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("lists.json");
    let known = [("KNOWN", "--pre x${OTHER}"), ("OTHER", "y")];
    let variables = known.iter().map(|(name, value)| (name.into(), value.into())).collect();
    let seed = 12;
    let mut random = Random::new(seed);
    let lists: Vec<String> = (0..rounds(500, 30_000)).map(|_| list(&mut random)).collect();
    fs::write(&file, serde_json::to_vec(&lists).unwrap()).unwrap();
    let asked =
        Command::new("python3").args(["-I", "-c", PIP]).args([&file, &pip]).envs(known).output().unwrap();
    let pips: Vec<Value> = serde_json::from_slice(&asked.stdout).expect("pip's answer");
    for (list, pips) in lists.iter().zip(pips) {
        assert_eq!(read(list, &variables), pips, "seed {seed}, {list:?}");
    }
}

/// A list is not trusted: whatever bytes it contains, it must be read or refused.
#[test]
fn no_bytes_make_reading_fail_otherwise_than_with_a_refusal() {
    let mut random = Random::new(12);
    for _ in 0..rounds(2_000, 300_000) {
        let mut bytes = list(&mut random).into_bytes();
        for _ in 0..random.below(4) {
            let at = random.below(bytes.len() as u64 + 1) as usize;
            bytes.insert(at, random.below(256) as u8);
        }
        if random.below(4) == 0 {
            let marks = [&b"\xff\xfe"[..], b"\xfe\xff", b"\xff\xfe\0\0", b"\xef\xbb\xbf", b"# coding: gbk\n"];
            bytes.splice(0..0, random.one_of(&marks).iter().copied());
        }
        let text = text::decode(&bytes).unwrap_or_default();
        for (_, line) in text::lines(&text) {
            if let Ok((Some(requirement), _)) = super::line(&line) {
                let again = requirement.text("file:");
                let _ = (requirement.name(), requirement.pin(), super::written(&again).is_ok());
            }
        }
    }
}
