//! `trainyard serve`

use std::path::Path;

use api::{Api, Role};
use clap::ArgMatches;
use engine::Engine;
use files::space;
use locales::{Language, Message, Result};
use serde_json::json;
use server::Server;

use crate::output;

/// Serves the window's pages until a signal ends it.
pub(crate) fn serve(engine: Engine, matches: &ArgMatches, language: Language) -> Result<()> {
    let (as_json, opens) = (matches.get_flag("json"), matches.get_flag("open"));
    let home = engine.home().path().to_path_buf();
    if is_wsl() && space::is_windows_drive(&home) {
        output::error_line(&Message::ServeWindowsDrive { path: output::path(&home) }.render(language));
    }
    let server = Server::bind(matches.get_one("port").copied().unwrap_or_default())?;
    let link = server.link()?;
    if as_json {
        output::line(&json!({ "url": link, "token": server.token() }).to_string());
    } else {
        let path = output::path(&home);
        output::line(&Message::ServeBegun { path, link: link.clone() }.render(language));
    }
    let api = Api::default();
    api.open(Ok(engine));
    api.start(Role::Agent)?;
    if opens && let Err(error) = open(&link) {
        // The person can open the printed link by hand.
        output::error_line(&Message::ServeNotOpened { detail: error.to_string() }.render(language));
    }
    server.serve(api, move |link| {
        if !as_json {
            output::line(&Message::ServeAnother { link }.render(language));
        }
    })
}

/// Opens a link in the browser; in WSL that is Windows' own.
fn open(link: &str) -> std::io::Result<()> {
    if is_wsl() {
        // It returns 1 even if it opened the link.
        return std::process::Command::new("explorer.exe").arg(link).status().map(drop);
    }
    open::that_detached(link)
}

/// Whether this is the Windows Subsystem for Linux: its kernel says so.
fn is_wsl() -> bool {
    let release = std::fs::read_to_string(Path::new("/proc/sys/kernel/osrelease")).unwrap_or_default();
    release.to_ascii_lowercase().contains("microsoft")
}
