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

/// A person would find one of several settings as it was before.
#[test]
fn settings_that_are_changed_one_right_after_the_other_are_all_kept() {
    let store = store_with("pass");
    let window = Window::open(&store);
    window.click("nav-settings");
    window.wait("settings-keep-failed");
    let all = "const field = document.querySelector('[data-testid=settings-runs-at-once]');
        field.focus();
        field.value = '7';
        field.dispatchEvent(new Event('input', { bubbles: true }));
        field.blur();
        document.querySelector('[data-testid=settings-keep-failed]').click();
        document.querySelector('[data-testid=settings-first-index]').click();";
    window.run(all, json!([]));
    let kept = || {
        let settings = store.json(["settings"]);
        let ticked = settings["keep-failed"] == true && settings["first-index"] == true;
        (settings["runs-at-once"] == 7 && ticked).then_some(())
    };
    assert!(e2e::patience::until(kept).is_some(), "{}", store.json(["settings"]));
}
