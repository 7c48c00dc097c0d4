//! The digest that names an environment.

/// Collects the parts of which a name is the digest. The lengths of a part are hashed with it, so that
/// different sequences of parts are never the same bytes.
#[derive(Clone, Default)]
pub struct Digest(blake3::Hasher);

impl Digest {
    pub fn part(&mut self, label: impl AsRef<[u8]>, content: impl AsRef<[u8]>) {
        for bytes in [label.as_ref(), content.as_ref()] {
            self.0.update(&(bytes.len() as u64).to_le_bytes()).update(bytes);
        }
    }

    /// 128 bits in hexadecimal: enough against collisions, and short, because scripts in an environment
    /// have its path in their first line, whose length is limited.
    pub fn name(&self) -> String {
        self.0.finalize().to_hex()[..32].to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Otherwise a training could get another list's environment.
    #[test]
    fn moving_a_byte_to_the_next_part_changes_the_name() {
        let name = |parts: &[(&str, &str)]| {
            let mut digest = Digest::default();
            parts.iter().for_each(|(label, content)| digest.part(label, content));
            digest.name()
        };
        assert_ne!(name(&[("a", "bc")]), name(&[("ab", "c")]));
        assert_ne!(name(&[("a", "b"), ("c", "d")]), name(&[("a", "b")]));
        assert_eq!(name(&[("a", "b")]), name(&[("a", "b")]));
    }
}
