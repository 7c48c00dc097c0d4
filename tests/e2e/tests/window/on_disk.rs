//! What is on screen is what is on disk.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use e2e::Window;
use e2e::patience::until;
use serde_json::json;

use crate::{show_run, store_with};

/// How many rows the table has.
const ROWS: usize = 300;

/// A person would look for a file that is not there, miss one that is, or trust numbers that nobody wrote.
#[test]
fn tree_table_and_log_hold_what_the_files_hold() {
    let store = store_with(
        "for n in range(3000): print(f'\\x1b[32mepoch {n}\\x1b[0m loss {n * 7 % 1000}')\n\
         print('10%\\r20%\\rdone', end='')",
    );
    let run = store.trained([]);
    let id = run["id"].as_str().unwrap();
    let artifacts = store.run_dir(id).join("artifacts");
    fs::create_dir_all(&artifacts).unwrap();
    let table = fill(&artifacts);
    let on_disk = listed(&artifacts);
    assert!(on_disk.len() > 300);

    let window = Window::open(&store);
    show_run(&window, id);
    window.click("tab-artifacts");
    window.wait_handle("artifact-");
    let mut shown: BTreeMap<String, (u64, String)> = BTreeMap::new();
    let mut is_end = false;
    while !is_end {
        let found: BTreeMap<_, _>;
        (found, is_end) = serde_json::from_value(window.run_async(UNFOLD, json!([]))).unwrap();
        shown.extend(found);
    }
    assert_eq!(shown, on_disk);

    window.run("document.querySelector('.tree .search input').focus()", json!([]));
    for sought in ["7", "É", "part 1"] {
        window.press("Control+a");
        window.type_text(sought);
        let is_found = |path: &&String| {
            let name = path.rsplit('/').next().unwrap_or_default();
            name.to_lowercase().contains(&sought.to_lowercase())
        };
        let count = on_disk.keys().filter(is_found).count();
        window.wait_text("artifact-found", &format!("{count} found."));
    }
    window.press("Control+a");
    window.type_text("table.csv");
    window.click("artifact-table.csv");
    window.wait_for("artifact-preview", "aria-label", "table.csv");
    let cells = window.run_async(CELLS, json!([ROWS]));
    assert_eq!(serde_json::from_value::<Vec<Vec<String>>>(cells).unwrap(), table);
    let size =
        "const grid = document.querySelector('[role=grid]'); return [grid.ariaRowCount, grid.ariaColCount]";
    assert_eq!(window.run(size, json!([])), json!([(ROWS + 1).to_string(), "3"]));

    let log = String::from_utf8(store.log(id)).unwrap();
    let lines = log.lines().count();
    window.click("tab-log");
    let count = "return document.querySelector('.bar .count')?.innerText ?? ''";
    let wanted = format!("{},{:03} lines", lines / 1000, lines % 1000);
    let is_counted =
        || window.run(count, json!([])).as_str().is_some_and(|text| text.contains(&wanted)).then_some(());
    assert!(until(is_counted).is_some(), "{} {wanted}", window.run(count, json!([])));
    window.wait_text("log-view", "done");
    window.press("Control+f");
    for (sought, is_found) in [
        ("loss 7", (|line: &str| line.contains("loss 7")) as fn(&str) -> bool),
        ("epoch .*9 loss", |line| line.contains("9\x1b[0m loss")),
        ("20%", |_| false),
    ] {
        window.press("Control+a");
        window.type_text(sought);
        let found = log.lines().filter(|line| is_found(line)).count();
        let found = match found {
            0 => "Nothing".to_string(),
            _ => format!("of {found}"),
        };
        window.wait_text("log-found", &found);
    }
}

/// Fills a folder with several hundred files, and returns the rows of its table.
fn fill(folder: &Path) -> Vec<Vec<String>> {
    for outer in 0..6 {
        for inner in 0..4 {
            let folder = folder.join(format!("part {outer}/{inner} é/deep"));
            fs::create_dir_all(&folder).unwrap();
            for file in 0..12 {
                fs::write(folder.join(format!("{file}.txt")), vec![b'x'; outer * 100 + inner * 10 + file])
                    .unwrap();
            }
        }
    }
    for name in [
        "Événements.csv",
        "two\nlines",
        "ends \u{202e}txt.exe",
        " blank",
        "日本",
        "x".repeat(255).as_str(),
        ".hidden",
    ] {
        fs::write(folder.join(name), name).unwrap();
    }
    fs::create_dir(folder.join("empty")).unwrap();
    let rows: Vec<_> =
        (0..ROWS).map(|n| vec![n.to_string(), format!("{}.5", n * 3), format!("word {n}")]).collect();
    let lines: Vec<_> = rows.iter().map(|row| row.join(",")).collect();
    fs::write(folder.join("table.csv"), format!("number,half,word\n{}\n", lines.join("\n"))).unwrap();
    rows
}

/// Everything in a folder by its path, with its level from 1 and its size as it is shown.
fn listed(folder: &Path) -> BTreeMap<String, (u64, String)> {
    let (mut found, mut waiting) = (BTreeMap::new(), vec![(folder.to_path_buf(), 1)]);
    while let Some((inside, level)) = waiting.pop() {
        for entry in fs::read_dir(inside).unwrap().map(Result::unwrap) {
            let path = entry.path();
            let about = entry.metadata().unwrap();
            let size = match about.len() {
                _ if about.is_dir() => String::new(),
                bytes @ 0..1000 => format!("{bytes} B"),
                bytes => format!("{:.1} kB", bytes as f64 / 1000.0),
            };
            found.insert(path.strip_prefix(folder).unwrap().to_str().unwrap().into(), (level, size));
            if about.is_dir() {
                waiting.push((path, level + 1));
            }
        }
    }
    found
}

/// Unfolds the folders that are in view, and scrolls further if there are none: the level and the size of each row
/// by its path, and whether it has come to the end.
const UNFOLD: &str = "const done = arguments[0];
    const list = document.querySelector('[role=tree]');
    const frame = () => new Promise(requestAnimationFrame);
    const pathOf = row => row.dataset.testid?.slice('artifact-'.length);
    (async () => {
        await frame();
        const rows = [...list.querySelectorAll('[role=treeitem]')];
        if (rows.some(row => !pathOf(row))) return done([{}, false]);
        const folded = rows.find(row => row.ariaExpanded === 'false');
        if (folded) {
            const { testid } = folded.dataset;
            folded.click();
            while (folded.dataset.testid === testid && folded.ariaExpanded === 'false') await frame();
            return done([{}, false]);
        }
        // After the name come the size, of a file, and the time.
        const sizeOf = row => row.dataset.kind === 'file' ? row.querySelector('.name + .faint').innerText : '';
        const found = rows.map(row => [pathOf(row), [Number(row.ariaLevel), sizeOf(row).replace('\\u00a0', ' ')]]);
        const isEnd = list.scrollTop + list.clientHeight >= list.scrollHeight - 1;
        list.scrollTop += list.clientHeight / 2;
        await frame();
        done([Object.fromEntries(found), isEnd]);
    })();";

/// All cells of the table, once there are so many rows. More of them are read when one comes to the end.
const CELLS: &str = "const [most, done] = arguments;
    const frame = () => new Promise(requestAnimationFrame);
    (async () => {
        const found = [];
        while (Object.keys(found).length < most) {
            await frame();
            const list = document.querySelector('[role=grid]');
            for (const row of list?.querySelectorAll('.rows > [role=row]') ?? [])
                found[row.ariaRowIndex - 2] = [...row.querySelectorAll('[role=gridcell]')].map(cell => cell.textContent);
            if (list) list.scrollTop += list.clientHeight / 2;
        }
        done(found);
    })();";
