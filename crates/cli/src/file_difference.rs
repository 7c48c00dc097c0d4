//! How a file differs from what it was, for people.

use std::time::Duration;

use engine::{
    ArrayDifference, ArrayForm, ArraysDifference, BytesDifference, ElementsDifference, FileDifference,
    MembersDifference, TableDifference, TextDifference,
};
use locales::{Language, Message};

use crate::compare::diff_line;
use crate::output;

/// How long two files are compared.
pub(crate) const TIME: Duration = Duration::from_secs(20);
/// How many cells, arrays or members are listed.
const LISTED: usize = 20;

/// Prints how two files differ.
pub(crate) fn print(difference: &FileDifference, language: Language) {
    let said = |message: Message| output::line(&message.render(language));
    match difference {
        FileDifference::Nothing => said(Message::DiffersNothing),
        FileDifference::Text(found) => text(found, said),
        FileDifference::Table(found) => table(found, said, language),
        FileDifference::Arrays(found) => arrays(found, said, language),
        FileDifference::Members(found) => members(found, said, language),
        FileDifference::Bytes(found) => bytes(found, said),
    }
}

fn text(found: &TextDifference, said: impl Fn(Message)) {
    match found.long {
        Some(line) => said(Message::DiffersTextLong { line }),
        None if found.cut => said(Message::DiffersTextCut),
        None => {}
    }
    for line in &found.lines {
        output::line(&format!("  {}", diff_line(line)));
    }
}

fn table(found: &TableDifference, said: impl Fn(Message), language: Language) {
    said(Message::DiffersCells { cells: found.differing, rows: found.rows });
    if found.before != found.after {
        said(Message::DiffersRows { before: found.before, after: found.after });
    }
    if !found.whole {
        said(Message::DiffersRowsPart { rows: found.before.min(found.after) });
    }
    let names = |names: &[String]| locales::list(names.to_vec(), language);
    if !found.added.is_empty() {
        said(Message::DiffersColumnsAdded { names: names(&found.added) });
    }
    if !found.removed.is_empty() {
        said(Message::DiffersColumnsRemoved { names: names(&found.removed) });
    }
    for largest in &found.largest {
        let column = largest.column.clone();
        said(Message::DiffersLargest { column, by: locales::score(largest.by, language) });
    }
    let shown = found.cells.len().min(LISTED);
    if shown as u64 > 0 && found.differing > shown as u64 {
        said(Message::DiffersCellsFirst { count: shown as u64 });
    }
    for cell in found.cells.iter().take(LISTED).cloned() {
        let (row, column, before, after) = (cell.row, cell.column, cell.before, cell.after);
        output::line(&format!("  {}", Message::DiffersCell { row, column, before, after }.render(language)));
    }
}

fn arrays(found: &ArraysDifference, said: impl Fn(Message), language: Language) {
    let is_one = found.arrays.iter().all(|array| array.name.is_none());
    if is_one {
        said(Message::DiffersArray);
    } else {
        said(Message::DiffersArrays { arrays: found.arrays.len() as u64 + found.more, same: found.same });
    }
    if found.unread > 0 {
        said(Message::DiffersArraysUnread { count: found.unread });
    }
    for array in found.arrays.iter().take(LISTED) {
        output::line(&format!("  {}", array_line(array, language)));
    }
    more(found.arrays.len(), found.more, language);
}

/// `~ weights  F32 3 × 4  2 of 12 elements differ, at [0, 1]: 0.5 → 0.75, by at most 0.25`
fn array_line(array: &ArrayDifference, language: Language) -> String {
    let (sign, form) = match (&array.before, &array.after) {
        (None, after) => ('+', after.as_ref().map(form)),
        (before, None) => ('-', before.as_ref().map(form)),
        (Some(before), Some(after)) if before == after => ('~', Some(form(after))),
        (Some(before), Some(after)) => ('~', Some(format!("{} → {}", form(before), form(after)))),
    };
    let elements = match &array.elements {
        Some(elements) => Some(elements_text(elements, language)),
        None if array.before == array.after => Some(Message::DiffersElementsSomehow.render(language)),
        None => None,
    };
    let parts = array.name.clone().into_iter().chain(form).chain(elements);
    format!("{sign} {}", parts.collect::<Vec<_>>().join("  "))
}

fn form(form: &ArrayForm) -> String {
    let order = if form.fortran { " F" } else { "" };
    format!("{} {}{order}", form.dtype, list(&form.shape))
}

/// Numbers as Python writes them in a list.
fn list(numbers: &[u64]) -> String {
    format!("[{}]", numbers.iter().map(u64::to_string).collect::<Vec<_>>().join(", "))
}

fn elements_text(found: &ElementsDifference, language: Language) -> String {
    let &ElementsDifference { differing, compared, total, .. } = found;
    let count = match compared == total {
        true => Message::DiffersElements { differing, compared },
        false => Message::DiffersElementsPart { differing, compared, total },
    };
    let first = found.first.clone();
    let (index, before, after) = (list(&first.index), first.before, first.after);
    let first = Message::DiffersElementsFirst { index, before, after };
    let by = found.largest.map(|by| Message::DiffersElementsBy { by: locales::score(by, language) });
    let parts = [count, first].into_iter().chain(by);
    parts.map(|part| part.render(language)).collect::<Vec<_>>().join(", ")
}

fn members(found: &MembersDifference, said: impl Fn(Message), language: Language) {
    said(Message::DiffersMembers { members: found.members.len() as u64 + found.more, same: found.same });
    if found.cut {
        said(Message::DiffersMembersCut);
    }
    for member in found.members.iter().take(LISTED) {
        let (name, size) = (&member.name, |bytes| output::size(bytes, language));
        output::line(&match (member.before, member.after) {
            (None, after) => format!("  + {name}  {}", size(after)),
            (before, None) => format!("  - {name}  {}", size(before)),
            (before, after) => format!("  ~ {name}  {} → {}", size(before), size(after)),
        });
    }
    more(found.members.len(), found.more, language);
}

/// How many there are besides those that are listed.
fn more(given: usize, more: u64, language: Language) {
    let count = given.saturating_sub(LISTED) as u64 + more;
    if count > 0 {
        output::line(&format!("  {}", Message::DataDifferencesMore { count }.render(language)));
    }
}

fn bytes(found: &BytesDifference, said: impl Fn(Message)) {
    let &BytesDifference { first, compared, before, after } = found;
    said(match first {
        Some(at) => Message::DiffersBytes { at },
        None => Message::DiffersBytesPart { compared },
    });
    if before != after {
        said(Message::DiffersSizes { before, after });
    }
}
