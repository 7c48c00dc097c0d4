//! Dragging files out of the window. A page cannot do that itself: WebKit joins several URLs in a drag into one.

use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;

use gtk::gdk::{DragAction, ModifierType};
use gtk::prelude::*;
use gtk::{DestDefaults, TargetList, gio, glib};
use webkit2gtk::WebView;

/// Starts dragging these files, until the pointer's button is released. They cannot be dropped on the window itself,
/// which would offer to add what it already has.
pub(crate) fn begin(view: &WebView, files: &[PathBuf]) {
    let Some(source) = view.toplevel().filter(|_| !files.is_empty() && is_held(view)) else { return };
    let uris: Vec<_> = files.iter().map(|file| gio::File::for_path(file).uri()).collect();
    let offered = TargetList::new(&[]);
    offered.add_uri_targets(0);
    let Some(drag) = source.drag_begin_with_coordinates(&offered, DragAction::COPY, 1, None, -1, -1) else {
        return;
    };
    drag.drag_set_icon_name("text-x-generic", 0, 0);
    let accepted = view.drag_dest_get_target_list();
    view.drag_dest_unset();

    let given = source.connect_drag_data_get(move |_, _, data, _, _| {
        data.set_uris(&uris.iter().map(|uri| uri.as_str()).collect::<Vec<_>>());
    });
    // Otherwise the files glide back for a while, in which the next drag could begin before this one has ended.
    let failed = source.connect_drag_failed(|_, _, _| glib::Propagation::Stop);
    // The window lives on, and the next drag has handlers of its own.
    let handlers = Rc::new(RefCell::new(vec![given, failed]));
    let (view, ending) = (view.clone(), handlers.clone());
    let ended = source.connect_drag_end(move |source, _| {
        ending.borrow_mut().drain(..).for_each(|handler| source.disconnect(handler));
        // The same settings as WebKit's own.
        let actions = DragAction::COPY | DragAction::MOVE | DragAction::LINK;
        view.drag_dest_set(DestDefaults::empty(), &[], actions);
        view.drag_dest_set_target_list(accepted.as_ref());
    });
    handlers.borrow_mut().push(ended);
}

/// Whether the left button is still down: a drag that began later would never end.
fn is_held(view: &WebView) -> bool {
    let pointer = view.display().default_seat().and_then(|seat| seat.pointer());
    let state = view.window().zip(pointer).map(|(window, pointer)| window.device_position(&pointer).3);
    state.is_some_and(|state| state.contains(ModifierType::BUTTON1_MASK))
}
