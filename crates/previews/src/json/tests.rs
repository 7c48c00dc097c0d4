use super::*;
use crate::tests::{file, open};
use crate::{Ask, Preview, Unreadable, look};
use std::fs::File;
use std::os::unix::fs::FileExt;

fn children_of(file: &File, start: u64, from: Option<Mark>, most: u32) -> Children {
    match look(file, "", &Ask::Children { start, from, most }).unwrap() {
        Preview::Json(children) => children,
        other => panic!("{other:?}"),
    }
}

/// A tree that a person unfolds would show other values than the file has.
#[test]
fn a_value_is_unfolded_level_by_level() {
    let text = r#" {"a": [1, "x\"}]\u00e9", {"b": null}], "kéy\n": -1.5e3, "t": true, "e": {}} "#;
    let file = file(text.as_bytes());
    let Preview::Json(top) = look(&file, "", &Ask::Open).unwrap() else { panic!() };
    let about = |value: &Value| (value.key.clone().unwrap_or_default(), value.kind, value.shown.clone());
    assert_eq!(
        top.values.iter().map(about).collect::<Vec<_>>(),
        [
            ("a".into(), JsonKind::Array, r#"[1, "x\"}]\u00e9", {"b": null}]"#.into()),
            ("kéy\n".into(), JsonKind::Number, "-1.5e3".into()),
            ("t".into(), JsonKind::Bool, "true".into()),
            ("e".into(), JsonKind::Object, "{}".into()),
        ]
    );
    assert_eq!((top.of, top.next, top.broken), (JsonKind::Object, None, None));
    for value in &top.values {
        let written = &text[value.start as usize..value.end.unwrap() as usize];
        assert_eq!(written, value.shown);
    }
    let array = children_of(&file, top.values[0].start, None, 9);
    assert_eq!(array.values[1].shown, "x\"}]é");
    let object = children_of(&file, array.values[2].start, None, 9);
    assert_eq!(about(&object.values[0]), ("b".into(), JsonKind::Null, "null".into()));
    assert!(children_of(&file, top.values[3].start, None, 9).values.is_empty());
    let ask = Ask::Children { start: top.values[1].start, from: None, most: 9 };
    assert_eq!(look(&file, "", &ask), Err(Unreadable::Unfitting));
}

/// Entries at the border of two pages would be missing, or there twice.
#[test]
fn pages_are_all_children_once() {
    let text = format!("[{}]", (0..2_345).map(|at| format!("[{at}]")).collect::<Vec<_>>().join(" ,\n"));
    let file = file(text.as_bytes());
    let (mut shown, mut from) = (Vec::new(), None);
    loop {
        let page = children_of(&file, 0, from, 100);
        assert_eq!(page.first, shown.len() as u64);
        shown.extend(page.values.into_iter().map(|value| value.shown));
        from = page.next;
        if from.is_none() {
            break;
        }
    }
    assert_eq!(shown, (0..2_345).map(|at| format!("[{at}]")).collect::<Vec<_>>());
}

/// After a byte order mark and spaces, a person would see the first values of a file and never the rest.
#[test]
fn more_values_are_asked_for_from_where_the_first_ones_say() {
    let text = format!("\u{feff} \r\n[{}]", vec!["1"; 999].join(","));
    let file = file(text.as_bytes());
    let Preview::Json(first) = look(&file, "", &Ask::Open).unwrap() else { panic!() };
    assert_eq!((first.start, first.values.len()), (6, FIRST as usize));
    let rest = children_of(&file, first.start, first.next, 999);
    assert_eq!((rest.first, rest.values.len(), rest.next), (200, 799, None));
}

/// A large value would have a person wait, deep nesting would end the program, and what is after a large value
/// could never be seen.
#[test]
fn large_and_deep_values_are_passed_in_steps() {
    for filling in ["[".repeat(20 << 20) + &"]".repeat(20 << 20), format!("\"{}\"", "\\\"".repeat(20 << 20))]
    {
        let file = file(format!("{{\"a\": {filling}, \"b\": 1}}").as_bytes());
        let Preview::Json(first) = look(&file, "", &Ask::Open).unwrap() else { panic!() };
        assert_eq!((first.values.len(), first.values[0].end, first.values[0].cut), (1, None, true));
        let (mut from, mut values, mut steps) = (first.next, Vec::new(), 0);
        while let Some(mark) = from {
            let page = children_of(&file, 0, Some(mark), 10);
            assert_eq!(page.broken, None);
            (from, steps) = (page.next, steps + 1);
            values.extend(page.values);
        }
        assert_eq!((values.len(), values[0].key.as_deref(), steps), (1, Some("b"), 2));
    }
}

/// A number could be shown as two, or hide what is after it.
#[test]
fn values_at_the_border_of_what_is_read_are_whole() {
    for less in 0..20 {
        let file = file(format!("[\"{}\", 123456 , {{}}]", "x".repeat((16 << 20) - less)).as_bytes());
        let (mut from, mut shown) = (None, Vec::new());
        for _ in 0..3 {
            let page = children_of(&file, 0, from, 9);
            assert_eq!(page.broken, None, "{less}");
            shown.extend(page.values.into_iter().skip(usize::from(from.is_none())).map(|value| value.shown));
            from = page.next;
            if from.is_none() {
                break;
            }
        }
        // Of what has an end of its own, the beginning may be given before its end is found.
        assert!(
            shown.len() == 2 && shown.concat().starts_with("123456{") && from.is_none(),
            "{less}: {shown:?}"
        );
    }
}

/// A file that was cut while it was written, or that only begins like JSON, would be shown as whole.
#[test]
fn what_is_broken_is_shown_up_to_there() {
    for (text, count, broken) in [
        ("[1, 2", 2, 5),
        ("[1 2]", 1, 3),
        ("{\"a\": 1, \"b\"}", 1, 12),
        ("{\"a\": 1, 2: 3}", 1, 9),
        ("[1,]", 1, 3),
        ("[1, nope]", 1, 4),
        ("[\"x", 1, 3),
        ("[", 0, 1),
    ] {
        let page = children_of(&file(text.as_bytes()), 0, None, 9);
        assert_eq!((page.values.len(), page.next, page.broken), (count, None, Some(broken)), "{text}");
    }
    // A key longer than what is read would be asked for again and again.
    let page = children_of(&file(format!("{{\"{}", "x".repeat(40 << 20)).as_bytes()), 0, None, 9);
    assert_eq!((page.next, page.broken), (None, Some(1)));
}

/// A log of metrics would be broken JSON, or a settings file a tree.
#[test]
fn json_json_lines_and_other_texts_are_told_apart() {
    let long = format!("[{}", "1, ".repeat(100_000));
    for (name, text, is) in [
        ("a", "{\"a\": 1}\n", "json"),
        ("a", &*long, "json"),
        ("a", "\u{feff}\n[]", "json"),
        ("a", " \t\r\n {\"a\": 1}", "json"),
        ("a", "{\"loss\": [NaN, Infinity, -Infinity]}", "json"),
        ("a", "{\"loss\": NaN}\n{\"loss\": NaN}", "lines"),
        ("a", "{\"loss\": Na}", "text"),
        ("a", "{\"a\": 1}\n{\"a\": 2}", "lines"),
        ("a.jsonl", "{\"a\": 1}\n", "lines"),
        ("a.json", "{\"a\": 1", "text"),
        ("a.toml", "[tool]\nname = 1\n", "text"),
        ("a", "[1] see below\n", "text"),
        ("a", "{\"a\": 1} {\"a\": 2}", "text"),
    ] {
        let shown = match open(name, text.as_bytes()) {
            Preview::Json(_) => "json",
            Preview::Lines(_) => "lines",
            Preview::Text(_) => "text",
            _ => "other",
        };
        assert_eq!(shown, is, "{name} {:?}", &text[..text.len().min(20)]);
    }
}

/// Lines at the border of two pages would be missing, or there twice, or an endless one hide what is after it.
#[test]
fn pages_are_all_lines_once() {
    let mut text: String = (0..1_500).map(|at| format!(" {{\"at\": {at}}}\r\n\n")).collect();
    text += &format!("[\"{}\"]\nno value\n\"é\"", "x".repeat(40 << 20));
    let file = file(text.as_bytes());
    let (mut values, mut at) = (Vec::new(), Some(0));
    while let Some(from) = at {
        let Preview::Lines(page) = look(&file, "a.jsonl", &Ask::Rows { at: from }).unwrap() else { panic!() };
        assert!(page.values.len() <= MOST as usize);
        values.extend(page.values);
        at = page.next;
    }
    assert_eq!(values.len(), 1_503);
    for (at, value) in values.iter().take(1_500).enumerate() {
        assert_eq!(value.shown, format!("{{\"at\": {at}}}"));
        let mut written = vec![0; value.shown.len()];
        file.read_exact_at(&mut written, value.start).unwrap();
        assert_eq!(written, value.shown.as_bytes());
    }
    let last: Vec<_> = values.iter().skip(1_501).map(|value| (&*value.shown, value.kind)).collect();
    assert_eq!(last, [("no value", JsonKind::String), ("é", JsonKind::String)]);
    assert!(values[1_500].cut && values[1_500].end.is_none() && values[1_500].shown.len() <= SHOWN);
}
