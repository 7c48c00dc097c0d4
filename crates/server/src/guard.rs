//! Checks that every request must pass.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{
    AUTHORIZATION, CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderName, ORIGIN, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::Shared;
use crate::listen::Slot;

const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Passes requests that are meant for this machine and do not come from another origin's page: such a page
/// cannot read answers, but it could send requests, or have its own host name resolve to this machine. The
/// port may differ, because of tunnels.
pub(crate) async fn host(request: Request, next: Next) -> Response {
    let Some(host) = own_host(request.headers()) else {
        return (StatusCode::FORBIDDEN, "This address leads to another machine.\n").into_response();
    };
    if !is_own_origin(request.headers(), &host) {
        return (StatusCode::FORBIDDEN, "Pages of other origins are not answered.\n").into_response();
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(OPENER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(RESOURCE_POLICY, HeaderValue::from_static("same-origin"));
    if !headers.contains_key(CONTENT_SECURITY_POLICY) {
        // Not every browser counts a WebSocket as the same origin.
        let policy = format!(
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
             img-src 'self' blob: data:; media-src blob:; font-src 'self'; \
             connect-src 'self' ws://{host}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
             object-src 'none'"
        );
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            headers.insert(CONTENT_SECURITY_POLICY, policy);
        }
    }
    response
}

/// The host that a request names, with its port, if it is this machine.
fn own_host(headers: &HeaderMap) -> Option<String> {
    let host = headers.get(HOST)?.to_str().ok()?;
    let (name, port) = host.rsplit_once(':').filter(|(_, port)| !port.contains(']')).unwrap_or((host, "80"));
    let is_own = ["127.0.0.1", "localhost", "[::1]"].contains(&name) && port.parse::<u16>().is_ok();
    is_own.then(|| host.to_string())
}

/// Programs other than browsers send no origin.
fn is_own_origin(headers: &HeaderMap, host: &str) -> bool {
    headers
        .get(ORIGIN)
        .is_none_or(|origin| origin.to_str().is_ok_and(|origin| origin == format!("http://{host}")))
}

/// Passes requests that carry the token.
pub(crate) async fn token(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let given =
        request.headers().get(AUTHORIZATION).and_then(|given| given.to_str().ok()?.strip_prefix("Bearer "));
    if !given.is_some_and(|given| shared.token.is(given)) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    if let Some(slot) = request.extensions().get::<Arc<Slot>>() {
        slot.trust();
    }
    let mut response = next.run(request).await;
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(HeaderName, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect()
    }

    /// Another site's page, under a host name that resolves to this machine, would act in the person's name.
    #[test]
    fn only_what_is_meant_for_this_machine_is_its_own() {
        let own = |host| own_host(&headers(&[(HOST, host)])).is_some();
        assert!(own("127.0.0.1:8080") && own("localhost:1") && own("[::1]:9000") && own("localhost"));
        assert!(
            !own("evil.example:8080") && !own("127.0.0.1.evil.example") && !own("127.0.0.1:x") && !own("")
        );
        assert!(own_host(&headers(&[])).is_none());
    }

    /// The same under its own host name.
    #[test]
    fn a_page_of_another_origin_is_refused_also_of_another_port() {
        let from = |origin| is_own_origin(&headers(&[(ORIGIN, origin)]), "localhost:8080");
        assert!(from("http://localhost:8080"));
        assert!(!from("http://localhost:9090") && !from("https://localhost:8080") && !from("null"));
        assert!(is_own_origin(&headers(&[]), "localhost:8080"));
    }
}
