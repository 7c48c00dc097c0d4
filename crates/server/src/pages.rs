//! The pages that `ui` builds, embedded in the program.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use locales::{Message, Result};
use rust_embed::RustEmbed;
use serde::Deserialize;

use crate::Shared;

/// What `ui` builds. A program that is built before it has none. A development build reads them from the
/// folder when they are requested.
#[derive(RustEmbed)]
#[folder = "../../ui/dist"]
#[allow_missing = true]
struct Pages;

/// The page that loads all others.
const INDEX: &str = "index.html";
/// The folder of files whose names change with their content.
const HASHED: &str = "assets/";
/// The token is inserted before this.
const HEAD_END: &str = "</head>";

/// # Errors
/// When the pages were not built before this program.
pub(crate) fn require() -> Result<()> {
    if Pages::get(INDEX).is_some() { Ok(()) } else { Err(Message::ServePagesMissing.into()) }
}

#[derive(Deserialize)]
pub(crate) struct IndexQuery {
    /// The code of a link.
    token: Option<String>,
}

/// The page that loads all others. Opened by a link, it contains the token, and the link is used up;
/// otherwise it has the token from before, or reports that it is missing.
pub(crate) async fn index(State(shared): State<Arc<Shared>>, Query(query): Query<IndexQuery>) -> Response {
    let Some(page) = Pages::get(INDEX) else { return StatusCode::NOT_FOUND.into_response() };
    let page = String::from_utf8_lossy(&page.data);
    let (status, page) = match query.token {
        Some(code) if shared.links.take(&code) => {
            let token =
                format!("<meta name=\"trainyard-token\" content=\"{}\" />{HEAD_END}", shared.token.text());
            (StatusCode::OK, page.replacen(HEAD_END, &token, 1))
        }
        // The page explains it.
        Some(_) => (StatusCode::FORBIDDEN, page.into_owned()),
        None => (StatusCode::OK, page.into_owned()),
    };
    (status, [(CACHE_CONTROL, "no-store")], Html(page)).into_response()
}

/// Scripts, styles and pictures.
pub(crate) async fn asset(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    let Some(asset) = Pages::get(path).filter(|_| path != INDEX) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let tag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(asset.metadata.sha256_hash()));
    if headers.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    let caching = if path.starts_with(HASHED) { "max-age=31536000, immutable" } else { "no-cache" };
    let kind = asset.metadata.mimetype().to_string();
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, caching.into()), (ETAG, tag)], asset.data).into_response()
}
