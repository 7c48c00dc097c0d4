//! What leads a training's MLflow here.

use std::net::SocketAddr;

/// Variables with which a person says where and how MLflow is to log. If one is set, it is left alone.
const OWN: [&str; 6] = [
    "MLFLOW_TRACKING_URI",
    "MLFLOW_REGISTRY_URI",
    // A run that only another server has.
    "MLFLOW_RUN_ID",
    // Without them requests carry something else than the token, or go to a part of a server.
    "MLFLOW_TRACKING_AUTH",
    "MLFLOW_TRACKING_AWS_SIGV4",
    "MLFLOW_WORKSPACE",
];

/// What is set unless the person has set it.
const DEFAULTS: [(&str, &str); 4] = [
    // Otherwise (7 and 120 seconds) a call to a server that is gone or hangs makes the training wait for minutes. They
    // hold for each server that the code logs to, so enough retries are left for one that is busy or is restarting.
    ("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "3"),
    ("MLFLOW_HTTP_REQUEST_TIMEOUT", "30"),
    // MLflow 3 reports to its makers what is used. Nothing leaves this machine unless the person wants it.
    ("MLFLOW_DISABLE_TELEMETRY", "true"),
    // It prints links to pages that this endpoint does not have.
    ("MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT", "true"),
];

/// The variables, with their values, that lead a training's MLflow to the endpoint at `address`. `value_of` gives what
/// the training has already. There are none if the person has said where MLflow is to log.
///
/// The token is in the address and not in `MLFLOW_TRACKING_TOKEN`: that one would be sent to whatever server the code
/// itself chooses, and the person's `~/.netrc` or `~/.mlflow/credentials` would replace it.
pub fn environment(
    address: SocketAddr,
    token: &str,
    value_of: impl Fn(&str) -> Option<String>,
) -> Vec<(&'static str, String)> {
    let value_of = |name| value_of(name).filter(|value| !value.is_empty());
    if OWN.iter().any(|name| value_of(name).is_some()) {
        return Vec::new();
    }
    let mut all = vec![("MLFLOW_TRACKING_URI", format!("http://{address}/{token}"))];
    for (name, value) in DEFAULTS {
        if value_of(name).is_none() {
            all.push((name, value.into()));
        }
    }
    // Programs read either, and most ignore the one in capitals if there is the other.
    for (name, other) in [("NO_PROXY", "no_proxy"), ("no_proxy", "NO_PROXY")] {
        let present = value_of(name).or_else(|| value_of(other)).unwrap_or_default();
        let has = present.split(',').any(|host| ["127.0.0.1", "*"].contains(&host.trim()));
        let separator = if present.is_empty() { "" } else { "," };
        all.push((name, if has { present } else { format!("{present}{separator}127.0.0.1") }));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(set: &[(&str, &str)]) -> Vec<(&'static str, String)> {
        let value_of =
            |name: &str| set.iter().find(|(set, _)| *set == name).map(|(_, value)| value.to_string());
        environment(SocketAddr::from(([127, 0, 0, 1], 80)), "secret", value_of)
    }

    fn value(all: &[(&'static str, String)], name: &str) -> Option<String> {
        all.iter().find(|(set, _)| *set == name).map(|(_, value)| value.clone())
    }

    /// A person who logs to a server of theirs would find nothing there.
    #[test]
    fn nothing_is_set_if_the_person_says_where_to_log() {
        assert!(with(&[("MLFLOW_TRACKING_URI", "http://mine")]).is_empty());
        assert!(with(&[("MLFLOW_RUN_ID", "1")]).is_empty());
        assert_eq!(value(&with(&[("MLFLOW_TRACKING_URI", "")]), "MLFLOW_RUN_ID"), None);
    }

    /// Requests to the endpoint would go through a company's proxy, and fail; or those that must not go through it
    /// would.
    #[test]
    fn hosts_without_proxy_are_kept() {
        let all =
            with(&[("NO_PROXY", "a, b"), ("no_proxy", "127.0.0.1"), ("MLFLOW_HTTP_REQUEST_TIMEOUT", "9")]);
        assert_eq!(value(&all, "NO_PROXY").unwrap(), "a, b,127.0.0.1");
        assert_eq!(value(&all, "no_proxy").unwrap(), "127.0.0.1");
        assert_eq!(value(&all, "MLFLOW_TRACKING_URI").unwrap(), "http://127.0.0.1:80/secret");
        assert_eq!(value(&all, "MLFLOW_HTTP_REQUEST_TIMEOUT"), None);
        assert_eq!(value(&with(&[]), "no_proxy").unwrap(), "127.0.0.1");
        assert_eq!(value(&with(&[("NO_PROXY", "a")]), "no_proxy").unwrap(), "a,127.0.0.1");
    }
}
