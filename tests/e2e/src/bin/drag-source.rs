//! Something on the screen that files can be dragged out of: `drag-source PATH…`. It lies at
//! 1800,1000, takes 100×100, says so by a line on stdout, and stays until it is killed.
#![expect(clippy::unwrap_used, reason = "a test ends when its ground is missing")]

use gtk::gdk::{DragAction, ModifierType};
use gtk::prelude::*;
use gtk::{TargetEntry, TargetFlags, Window, WindowType, glib};

fn main() {
    let paths = std::env::args_os().skip(1);
    let uris: Vec<_> = paths.map(|path| glib::filename_to_uri(path, None).unwrap()).collect();
    gtk::init().unwrap();
    // No window manager has a say in where such a window lies.
    let window = Window::new(WindowType::Popup);
    window.set_default_size(100, 100);
    window.move_(1800, 1000);
    let files = TargetEntry::new("text/uri-list", TargetFlags::OTHER_APP, 0);
    window.drag_source_set(ModifierType::BUTTON1_MASK, &[files], DragAction::COPY);
    window.connect_drag_data_get(move |_, _, data, _, _| {
        data.set_uris(&uris.iter().map(|uri| uri.as_str()).collect::<Vec<_>>());
    });
    window.connect_map_event(|_, _| {
        println!("ready");
        glib::Propagation::Proceed
    });
    window.show_all();
    gtk::main();
}
