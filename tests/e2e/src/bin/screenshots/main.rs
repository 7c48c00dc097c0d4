//! Takes a picture of every page in both languages, both themes and two sizes, of an empty store, a
//! usual one and a very full one: `screenshots [WORD…]` takes those with one of the words in their
//! name. Run by `./dev screenshots`. Those of the tutorial, which are in the README, need a network and
//! are taken only when they are named: `tutorial-form-en-light tutorial-details-en-light`. The pictures in
//! `docs/src/images` are copies: these two, and some of the usual store's in English, light and small.
#![expect(clippy::unwrap_used, reason = "it ends when something is missing")]

mod stores;

use e2e::{Opening, Window};
use testkit::Store;

use stores::STORES;

/// Width and height, the smaller first.
const SIZES: [(u32, u32); 2] = [(1280, 800), (1920, 1080)];

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let wanted = |name: &str| words.is_empty() || words.iter().any(|word| name.contains(word.as_str()));
    for (store_name, make) in STORES {
        if store_name == "tutorial" && !words.iter().any(|word| word.starts_with(store_name)) {
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
}
