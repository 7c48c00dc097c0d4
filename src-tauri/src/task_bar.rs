//! Progress in the task bar or the dock.

use std::collections::HashMap;

use webkit2gtk::gio;
use webkit2gtk::glib::Variant;
use webkit2gtk::glib::variant::ToVariant;

/// Shows the percentage on the program's icon; `None` removes it. KDE, Ubuntu's dock and others listen to this signal,
/// <https://wiki.ubuntu.com/Unity/LauncherAPI>. (Tauri's own function needs Unity's library for it.)
pub(crate) fn show(percent: Option<u8>) {
    // Without it, asking for the bus could start one.
    if std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_none() {
        return;
    }
    let Ok(bus) = gio::bus_get_sync(gio::BusType::Session, gio::Cancellable::NONE) else { return };
    // Losing the bus must not end the window.
    bus.set_exit_on_close(false);
    let properties: HashMap<&str, Variant> = HashMap::from([
        ("progress", (f64::from(percent.unwrap_or(0)) / 100.0).to_variant()),
        ("progress-visible", percent.is_some().to_variant()),
    ]);
    let update = ("application://trainyard-desktop.desktop", properties).to_variant();
    let (path, name) = ("/dev/trainyard/desktop", "com.canonical.Unity.LauncherEntry");
    if let Err(error) = bus.emit_signal(None, path, name, "Update", Some(&update)) {
        tracing::debug!(%error, "could not show progress in the task bar");
    }
}
