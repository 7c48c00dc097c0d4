//! Which of the things are kept that a training logs again and again under one name: fewer as there are more of them, the
//! first and the last always.

/// What is kept of one name, in the order in which it was logged.
#[derive(Debug)]
pub(super) struct Kept<T> {
    /// How many there were.
    seen: u64,
    /// Each so-manieth is kept, and the last.
    stride: u64,
    /// Each with how many came before it.
    all: Vec<(u64, T)>,
}

impl<T> Kept<T> {
    /// Counts the first one, which is to be pushed.
    pub(super) fn first() -> Self {
        Self { seen: 1, stride: 1, all: Vec::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// The one that was logged last.
    pub(super) fn last(&self) -> Option<&T> {
        self.all.last().map(|(_, last)| last)
    }

    /// Counts another one, and removes the last if it was kept only as the last one.
    pub(super) fn make_way(&mut self) -> Option<T> {
        self.seen += 1;
        let stride = self.stride;
        self.all.pop_if(|(nth, _)| *nth % stride != 0).map(|(_, last)| last)
    }

    /// Keeps the one that was counted last.
    pub(super) fn push(&mut self, one: T) {
        self.all.push((self.seen.saturating_sub(1), one));
    }

    /// Removes the last one.
    pub(super) fn pop(&mut self) -> Option<T> {
        self.all.pop().map(|(_, last)| last)
    }

    /// Doubles the distance between those that are kept, but for the last. Returns the others.
    pub(super) fn thin_out(&mut self) -> Vec<T> {
        self.stride = self.stride.saturating_mul(2);
        let (stride, last) = (self.stride, self.all.last().map_or(0, |(nth, _)| *nth));
        let gone = self.all.extract_if(.., |(nth, _)| *nth % stride != 0 && *nth != last);
        gone.map(|(_, one)| one).collect()
    }
}
