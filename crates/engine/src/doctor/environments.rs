//! Python environments in the cache.

use files::tree;
use locales::{Failure, Message, Result};

use super::{Check, FindingCode};

impl Check<'_> {
    pub(super) fn environments(&mut self) -> Result<()> {
        let (engine, cache) = (self.engine, self.engine.home().cache());
        for (digest, flaw) in environments::flawed_environments(&cache) {
            self.watch.cancel.check()?;
            let path = cache.join("envs").join(&digest);
            let thing = engine.home().relative(&path);
            let message = Message::DoctorEnvironmentDamaged { digest: digest.clone(), file: flaw };
            let ways = (Message::DoctorWillBuildAgain, Message::DoctorDidBuildAgain);
            self.repairable(FindingCode::EnvironmentDamaged, thing, message, ways, || {
                let gone = engine.change_store::<_, Failure>(|change| {
                    let open = engine.runs().open()?;
                    if let Some(blocked_by) = engine.storage().environment_blocked_by(&open, &digest) {
                        return Err(blocked_by.into());
                    }
                    change.discard(&path)
                })?;
                tree::remove(&gone)
            });
        }
        Ok(())
    }
}
