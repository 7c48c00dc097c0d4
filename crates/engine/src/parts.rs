//! The parts of the engine: one for each kind of thing that people work with.

use crate::Engine;
use crate::reads::Reads;

/// Declares the type of each part and the methods that return it. On the [`Engine`] a part reads and changes
/// the store; on a [`crate::change::Change`] it reads, and does what only the holder of the store's lock may
/// do; on a reader it only reads.
macro_rules! parts {
    ($($(#[$about:meta])+ $name:ident $Part:ident)+) => {
        $(
            $(#[$about])+
            #[derive(Debug)]
            pub struct $Part<'a, S = Engine>(pub(crate) &'a S);

            impl<S> Clone for $Part<'_, S> {
                fn clone(&self) -> Self {
                    *self
                }
            }

            impl<S> Copy for $Part<'_, S> {}
        )+

        impl Engine {
            $(
                $(#[$about])+
                pub fn $name(&self) -> $Part<'_> {
                    $Part(self)
                }
            )+
        }

        /// The parts of everything that can read the store.
        #[expect(dead_code, reason = "readers and changes do not use every part")]
        pub(crate) trait Parts: Reads + Sized {
            $(
                $(#[$about])+
                fn $name(&self) -> $Part<'_, Self> {
                    $Part(self)
                }
            )+
        }

        impl<S: Reads> Parts for S {}
    };
}

parts! {
    /// The project's runs; a run is found in any project by its id.
    runs Runs
    /// The project's ML packages.
    packages Packages
    /// The project's datasets.
    datasets Datasets
    /// The waiting runs of all projects, and the order in which they are started.
    queue Queue
    /// The project's schedules; a schedule is found in any project by its id.
    schedules Schedules
    /// The store's projects.
    projects Projects
    /// The project's ML Logs.
    activity Activity
    /// Which data, runs and versions of the project came from which.
    lineage Lineage
    /// How a person looks at runs: the run list's saved views, and the layouts of charts.
    views Views
    /// Browsing the folders and files of datasets and artifacts.
    trees Trees
    /// What takes disk space, in all projects.
    storage Storage
    /// Checking the whole store, and repairing it.
    doctor Doctor
    /// Copies of the whole store on another disk.
    backups Backups
    /// Files that leave the store, and runs that come from another one.
    transfer Transfer
}
