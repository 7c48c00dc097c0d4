//! Language and theme: a person chose them once.

use e2e::Window;
use serde_json::json;

use crate::store_with;

#[test]
fn language_and_theme_change_at_once_and_stay() {
    let store = store_with("pass");
    let mut window = Window::open(&store);
    window.click("nav-settings");
    window.choose("language", "fr");
    window.wait_text("nav-datasets", "Jeux de données");
    window.choose("theme", "dark");
    let scheme = |window: &Window| {
        window.run("return getComputedStyle(document.documentElement).colorScheme", json!([]))
    };
    assert_eq!(scheme(&window), "dark");
    window.kill();
    window.reopen();
    window.wait_text("nav-datasets", "Jeux de données");
    assert_eq!(scheme(&window), "dark");
    assert_eq!(window.run("return document.documentElement.lang", json!([])), "fr");
}
