//! Settings of WebKit that neither Tauri nor its Rust bindings support.

use std::ffi::{CStr, c_char, c_int};

use webkit2gtk::ffi::WebKitSettings;
use webkit2gtk::glib::prelude::ObjectExt;
use webkit2gtk::glib::translate::ToGlibPtr;
use webkit2gtk::{CacheModel, WebContextExt, WebView, WebViewExt};

/// Whether a canvas is drawn by a GPU, as a surface of its own.
const CANVAS: &str = "enable-2d-canvas-acceleration";

/// Fits the view to a program that stays open all day beside a training.
pub(crate) fn fit(view: &WebView) {
    // There is no page to go back to, and all content is in the program anyway.
    if let Some(context) = view.context() {
        context.set_cache_model(CacheModel::DocumentViewer);
    }
    // Otherwise each list is a surface of its own, and every change in it composes all of it again: without a
    // GPU, following a log took both cores of a small machine from the training.
    if let Some(settings) = view.settings() {
        switch_off(settings.to_glib_none().0, c"AsyncOverflowScrolling");
        // The same for charts: without a GPU, the first canvas keeps everything from being painted for a second, while
        // the program that draws it is compiled. Since WebKitGTK 2.46.
        if settings.find_property(CANVAS).is_some() {
            settings.set_property(CANVAS, false);
        }
    }
}

/// Opaque, as in WebKit's headers.
#[repr(C)]
struct Feature([u8; 0]);
#[repr(C)]
struct FeatureList([u8; 0]);

// WebKitGTK 2.42 and newer, <https://webkitgtk.org/reference/webkit2gtk/stable/struct.FeatureList.html>.
#[expect(unsafe_code, reason = "the bindings end at WebKitGTK 2.40")]
unsafe extern "C" {
    fn webkit_settings_get_all_features() -> *mut FeatureList;
    fn webkit_feature_list_get_length(list: *mut FeatureList) -> usize;
    fn webkit_feature_list_get(list: *mut FeatureList, index: usize) -> *mut Feature;
    fn webkit_feature_list_unref(list: *mut FeatureList);
    fn webkit_feature_get_identifier(feature: *mut Feature) -> *const c_char;
    fn webkit_settings_set_feature_enabled(
        settings: *mut WebKitSettings,
        feature: *mut Feature,
        enabled: c_int,
    );
}

/// A WebKit that does not know the feature is not changed.
#[expect(unsafe_code, reason = "the bindings end at WebKitGTK 2.40")]
fn switch_off(settings: *mut WebKitSettings, name: &CStr) {
    // SAFETY: the list is this function's own until it is given back, its features live as long as
    // it does, and an identifier is a text that ends with NUL.
    unsafe {
        let list = webkit_settings_get_all_features();
        for index in 0..webkit_feature_list_get_length(list) {
            let feature = webkit_feature_list_get(list, index);
            if CStr::from_ptr(webkit_feature_get_identifier(feature)) == name {
                webkit_settings_set_feature_enabled(settings, feature, 0);
            }
        }
        webkit_feature_list_unref(list);
    }
}
