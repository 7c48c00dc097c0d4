//! Characters that are not seen and change what is: a name with them could pass for another one.

use std::borrow::Cow;

/// Whether a character is invisible or changes the direction of what follows. Joiners are not among them: emoji and
/// many scripts need them.
pub fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
    )
}

/// The text with escapes such as `\u{202e}` for these characters.
pub fn with_unseen_escaped(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || !text.contains(is_unseen) {
        return text.into();
    }
    let mut seen = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_unseen(c) { seen.extend(c.escape_unicode()) } else { seen.push(c) }
    }
    seen.into()
}
