//! Takes a picture of every page in both languages, both themes and four widths, of an empty store, a usual
//! one, one with long names and a very full one, and looks through each for text that is cut off, overlaps or
//! leaves its box: `screenshots [WORD…]` takes those with one of the words in their name. Run by
//! `./dev screenshots`. Those of the tutorial need a network and are taken only when they are named:
//! `tutorial-form-en-light tutorial-details-en-light`, in one language and theme at a time. The pictures in
//! `docs/src/images` are copies: of the tutorial's, and of the usual store's, mostly in English, light and 1,280 wide.
#![expect(clippy::unwrap_used, reason = "it ends when something is missing")]

use e2e::stores::STORES;
use e2e::{Opening, Window};
use testkit::Store;

/// Width and height. The pages are opened at the first one.
const SIZES: [(u32, u32); 4] = [(1280, 800), (720, 600), (900, 700), (1920, 1080)];

fn main() -> std::process::ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let wanted = |name: &str| words.is_empty() || words.iter().any(|word| name.contains(word.as_str()));
    // A word that begins with the name of a store is about this one.
    let store_of = |word: &str| STORES.map(|(name, _)| name).into_iter().find(|name| word.starts_with(name));
    let mut found = 0;
    for (store_name, make) in STORES {
        let mut named = words.iter().map(|word| store_of(word));
        let is_wanted = words.is_empty() || named.any(|name| name.is_none_or(|name| name == store_name));
        if !is_wanted || (store_name == "tutorial" && !words.iter().any(|word| word.starts_with(store_name)))
        {
            continue;
        }
        let (made, pages) = make();
        let store: &Store = (*made).as_ref();
        for (language, system) in [("en", "en_US.UTF-8"), ("fr", "fr_FR.UTF-8")] {
            let window = Window::open_with(store, Opening { language: system, ..Opening::default() });
            for theme in ["light", "dark"] {
                window.click("nav-settings");
                window.choose("theme", theme);
                for (page, show) in &pages {
                    let name = format!("{store_name}-{page}-{language}-{theme}");
                    if !wanted(&name) {
                        continue;
                    }
                    show(&window);
                    for (width, height) in SIZES {
                        window.resize(width, height);
                        window.settle();
                        println!("{}", window.screenshot(&format!("{name}-{width}")).display());
                        for finding in window.layout_findings() {
                            println!("    {finding}");
                            found += 1;
                        }
                    }
                    window.resize(SIZES[0].0, SIZES[0].1);
                    window.press("Escape");
                }
            }
        }
        for run in store.json(["run", "list"]).as_array().unwrap() {
            if run["ended"].is_null() {
                store.output(["run", "stop", run["id"].as_str().unwrap(), "--now"]);
            }
        }
    }
    println!("{found} texts are cut off, overlap or leave their box");
    if found == 0 { std::process::ExitCode::SUCCESS } else { std::process::ExitCode::FAILURE }
}
