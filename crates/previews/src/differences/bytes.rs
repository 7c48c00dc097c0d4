//! Where the bytes of two files differ.

use std::time::Instant;

use serde::{Deserialize, Serialize};

use super::{Both, PIECE};
use crate::Unreadable;
use crate::bytes::fill;

/// Where the bytes of two files differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct BytesDifference {
    /// The position of the first byte that differs, or that only one of them has, from 0. None: there is none in what was
    /// compared.
    pub first: Option<u64>,
    /// How many bytes of each were compared.
    pub compared: u64,
    /// The size before, in bytes.
    pub before: u64,
    /// The size after, in bytes.
    pub after: u64,
}

impl BytesDifference {
    /// Whether all bytes are the same.
    pub(super) fn is_none(&self) -> bool {
        self.first.is_none() && self.before == self.after && self.compared == self.before
    }
}

/// Compares two files until the first difference, or until the time is over.
pub(super) fn compare(both: Both<'_>, end: Instant) -> Result<BytesDifference, Unreadable> {
    let (before, after) = (both.before.size(), both.after.size());
    let (mut one, mut other) = (both.before.part(0, before), both.after.part(0, after));
    let mut rooms = (vec![0; PIECE], vec![0; PIECE]);
    let mut at = 0;
    // At least one piece is compared, however little time there is.
    loop {
        let (read, also) = (fill(&mut one, &mut rooms.0)?, fill(&mut other, &mut rooms.1)?);
        let common = read.min(also);
        let pairs = rooms.0.iter().zip(&rooms.1).take(common);
        let is_same = rooms.0.get(..common) == rooms.1.get(..common);
        let place = if is_same { common } else { pairs.take_while(|(one, other)| one == other).count() };
        at += place as u64;
        if place < common || read != also {
            return Ok(BytesDifference { first: Some(at), compared: at, before, after });
        }
        if common < PIECE || Instant::now() >= end {
            return Ok(BytesDifference { first: None, compared: at, before, after });
        }
    }
}
