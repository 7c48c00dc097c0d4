//! The generated border is the one in the code. `TRAINYARD_WRITE_BINDINGS=1` writes it.

use std::fs;
use std::path::Path;

#[test]
fn the_typescript_is_current() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/lib/ipc");
    let made = [("bindings.ts", api::bindings()), ("messages.ts", api::messages())];
    for (name, text) in made {
        let path = folder.join(name);
        if std::env::var_os("TRAINYARD_WRITE_BINDINGS").is_some() {
            fs::write(&path, text).unwrap();
        } else {
            let there = fs::read_to_string(&path).unwrap_or_default();
            assert!(there == text, "ui/src/lib/ipc/{name} is not what the code says: ./dev bindings");
        }
    }
}
