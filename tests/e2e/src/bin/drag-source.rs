//! Something on the screen that a file can be dragged out of: `drag-source PATH`. It lies at
//! 1800,1000, takes 100×100, says so by a line on stdout, and stays until it is killed.
#![expect(clippy::unwrap_used, reason = "a test ends when its ground is missing")]

use gtk::gdk::{DragAction, ModifierType};
use gtk::prelude::*;
use gtk::{TargetEntry, TargetFlags, Window, WindowType, glib};

fn main() {
    let path = std::env::args_os().nth(1).unwrap();
    let uri = glib::filename_to_uri(path, None).unwrap();
    gtk::init().unwrap();
    // No window manager has a say in where such a window lies.
    let window = Window::new(WindowType::Popup);
    window.set_default_size(100, 100);
    window.move_(1800, 1000);
    let files = TargetEntry::new("text/uri-list", TargetFlags::OTHER_APP, 0);
    window.drag_source_set(ModifierType::BUTTON1_MASK, &[files], DragAction::COPY);
    window.connect_drag_data_get(move |_, _, data, _, _| {
        data.set_uris(&[uri.as_str()]);
    });
    window.connect_map_event(|_, _| {
        println!("ready");
        glib::Propagation::Proceed
    });
    window.show_all();
    gtk::main();
}
