//! No text is cut off, overlaps another one or leaves its box, on any page.

use e2e::{Opening, Window, stores};
use serde_json::json;
use testkit::{Random, Store};

/// Widths and heights of windows, from the smallest.
const SIZES: [(u32, u32); 4] = [(720, 600), (900, 700), (1280, 800), (1920, 1080)];

/// A person could not read what is there. Each page in one of the widths, and in one or both of the languages;
/// `./dev screenshots` looks at all of them.
#[test]
fn no_text_is_cut_off_or_overlaps() {
    let mut random = Random::new(16);
    let mut found = Vec::new();
    for name in ["empty", "usual", "long"] {
        let (made, pages) = stores::make(name);
        let store: &Store = (*made).as_ref();
        for language in ["en_US.UTF-8", "fr_FR.UTF-8"] {
            let window = Window::open_with(store, Opening { language, ..Opening::default() });
            for (page, show) in &pages {
                let (width, height) = random.one_of(&SIZES);
                if random.below(2) == 0 {
                    continue;
                }
                show(&window);
                window.resize(width, height);
                window.settle();
                let findings = window.layout_findings().into_iter();
                found.extend(findings.map(|text| format!("{name} {page}, {width} px, {language}: {text}")));
                window.resize(1280, 800);
                window.press("Escape");
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// The other test would find nothing, whatever a page looks like.
#[test]
fn what_is_wrong_is_found() {
    let store = Store::new(e2e::trainyard());
    let window = Window::open(&store);
    window.settle();
    assert_eq!(window.layout_findings(), Vec::<String>::new());
    let place = "const place = (style, text) => {
        const box = document.body.appendChild(document.createElement('div'));
        box.style.cssText = 'position: absolute; z-index: 9; white-space: nowrap; ' + style;
        box.textContent = text;
    };
    place('top: 300px; left: 300px; width: 40px; overflow: hidden', 'cut off at its end');
    place('top: 340px; left: 300px; width: 40px; overflow: hidden; text-overflow: ellipsis', 'never whole');
    place('top: 380px; left: 300px; width: 40px; border: 1px solid red', 'longer than its box');
    place('top: 420px; left: 300px', 'under another');
    place('top: 424px; left: 320px', 'over another');
    place('top: 460px; left: calc(100vw - 20px)', 'beyond the window');";
    window.run(place, json!([]));
    let findings = window.layout_findings().join("\n");
    for part in [
        "\"cut off at its end\" is cut off at a side",
        "\"never whole\" is shortened, and cannot be read whole",
        "\"longer than its box\" leaves its box",
        "\"under another\" overlaps \"over another\"",
        "\"beyond the window\" is cut off at a side",
    ] {
        assert!(findings.contains(part), "{part} is not among:\n{findings}");
    }
}
