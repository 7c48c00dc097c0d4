//! The tutorial's package and dataset, which are contained in the program.

use std::fs;
use std::path::Path;

use contract::{DatasetName, PackageName};
use engine::{Engine, NewPackage, Watch};
use locales::{Failure, Message, Result};

/// The name of both.
const NAME: &str = "wine";

macro_rules! sample {
    ($($path:literal)*) => {
        [$(($path, include_str!(concat!("../../../samples/tutorial/", $path)))),*]
    };
}

const FILES: [(&str, &str); 7] = sample! {
    "package/wine/main.py"
    "package/wine/train.py"
    "package/wine/table.py"
    "package/wine/requirements.txt"
    "package/wine/train_requirements.txt"
    "dataset/training/wine.csv"
    "dataset/test/wine.csv"
};

/// Adds the package and the dataset, unless one with the name exists. Returns their name.
///
/// # Errors
/// Those of adding a package or a dataset.
pub(crate) fn add(engine: &Engine, watch: &Watch) -> Result<String> {
    let folder = engine.scratch()?;
    for (path, content) in FILES {
        write(&folder.path().join(path), content)?;
    }
    let (package, dataset): (PackageName, DatasetName) = (NAME.parse()?, NAME.parse()?);
    if engine.packages().get(&package).is_err() {
        let new = NewPackage { name: Some(package), ..NewPackage::default() };
        engine.packages().add(&folder.path().join("package/wine"), &new, watch)?;
    }
    if engine.datasets().get(&dataset).is_err() {
        engine.datasets().add(&dataset, &folder.path().join("dataset"), false, watch)?;
    }
    Ok(NAME.into())
}

fn write(path: &Path, content: &str) -> Result<()> {
    let written = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(path, content));
    written.map_err(|error| Failure::because(Message::FileUnwritable { path: files::shown(path) }, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A newcomer's first click would fail, or a second one would.
    #[test]
    fn the_tutorial_is_added_once() {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::open(&folder.path().join("home"), "/no/program".into()).unwrap();
        for _ in 0..2 {
            let name = add(&engine, &Watch::default()).unwrap();
            assert_eq!(engine.packages().get(&name.parse().unwrap()).unwrap().1.len(), 1);
            assert_eq!(engine.datasets().all().unwrap()[0].files, 2);
        }
    }
}
