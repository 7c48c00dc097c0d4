//! Something on the screen that files can be dragged onto: `drag-target`. It lies at 1800,1000, takes 100×100, says so
//! by a line on stdout, then the paths of each drop as one line of JSON, and stays until it is killed.
#![expect(clippy::unwrap_used, reason = "a test ends when its ground is missing")]

use gtk::gdk::DragAction;
use gtk::prelude::*;
use gtk::{DestDefaults, TargetEntry, TargetFlags, Window, WindowType, glib};
use serde_json::json;

fn main() {
    gtk::init().unwrap();
    // Window managers do not place popup windows.
    let window = Window::new(WindowType::Popup);
    window.set_default_size(100, 100);
    window.move_(1800, 1000);
    let files = TargetEntry::new("text/uri-list", TargetFlags::OTHER_APP, 0);
    window.drag_dest_set(DestDefaults::ALL, &[files], DragAction::COPY);
    window.connect_drag_data_received(|_, _, _, _, data, _, _| {
        let uris = data.uris();
        let paths: Vec<_> = uris.iter().map(|uri| glib::filename_from_uri(uri).unwrap().0).collect();
        println!("{}", json!(paths));
    });
    window.connect_map_event(|_, _| {
        println!("ready");
        glib::Propagation::Proceed
    });
    window.show_all();
    gtk::main();
}
