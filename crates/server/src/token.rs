//! The token that every request carries, and the links by which pages get it.

use std::net::SocketAddr;
use std::sync::{Mutex, OnceLock, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use constant_time_eq::constant_time_eq;
use locales::{Failure, Message, Result};

/// 32 random bytes, as text.
pub(crate) struct Token(String);

impl Token {
    /// # Errors
    /// When the system has no randomness.
    pub(crate) fn random() -> Result<Self> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| Failure::because(Message::RandomnessNone, error))?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bytes)))
    }

    pub(crate) fn text(&self) -> &str {
        &self.0
    }

    /// Whether `text` is this token, in constant time.
    pub(crate) fn is(&self, text: &str) -> bool {
        constant_time_eq(self.0.as_bytes(), text.as_bytes())
    }
}

type Used = dyn Fn(String) + Send + Sync;

/// Links to the pages. The code in a link can be used once: addresses stay in the history of a browser.
pub(crate) struct Links {
    address: SocketAddr,
    code: Mutex<Option<Token>>,
    used: OnceLock<Box<Used>>,
}

impl Links {
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self { address, code: Mutex::default(), used: OnceLock::new() }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Creates a link that replaces the previous one.
    pub(crate) fn make(&self) -> Result<String> {
        let code = Token::random()?;
        let link = format!("http://{}/?token={}", self.address, code.text());
        *self.code.lock().unwrap_or_else(PoisonError::into_inner) = Some(code);
        Ok(link)
    }

    /// Calls `used` with a new link whenever one was used.
    pub(crate) fn when_used(&self, used: Box<Used>) {
        // There is one server for these links.
        let _ = self.used.set(used);
    }

    /// Whether `code` is the current link's, which is used up by this.
    pub(crate) fn take(&self, code: &str) -> bool {
        let mut known = self.code.lock().unwrap_or_else(PoisonError::into_inner);
        if known.take_if(|known| known.is(code)).is_none() {
            return false;
        }
        drop(known);
        if let (Some(used), Ok(next)) = (self.used.get(), self.make()) {
            used(next);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A person who reads the history of a browser would get in.
    #[test]
    fn a_link_is_good_once() {
        let links = Links::new(SocketAddr::from(([127, 0, 0, 1], 80)));
        let link = links.make().unwrap();
        let code = link.split_once("?token=").unwrap().1;
        assert!(!links.take("") && !links.take("other"));
        assert!(links.take(code));
        assert!(!links.take(code));
    }
}
