//! Requests for files: artifacts and the files of models.

use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::http::Method;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use serde_json::{Value, json};
use tokio::task::spawn_blocking;
use tokio::time::timeout;
use tokio_util::io::ReaderStream;

use super::json::text;
use super::refusal::{Refusal, json_body};
use super::routes::{PART, Shared, discard, length, query};
use super::sink::Note;
use super::tree::{Path, Writing};

/// How much of a file is read at a time, in bytes.
const CHUNK: usize = 64 << 10;
/// How much is written until the room on the disk is looked at again.
const LOOK: u64 = 8 << 20;

/// Answers a request; `path` is what follows `/api/2.0/mlflow-artifacts/`.
pub(super) async fn answer(shared: &Arc<Shared>, path: &str, request: Request) -> Result<Response, Refusal> {
    let method = request.method().clone();
    let (topic, path) = path.split_once('/').unwrap_or((path, ""));
    let is_list = path.is_empty() && method == Method::GET;
    match topic {
        "artifacts" if is_list => list(shared, request).await,
        "artifacts" => {
            let path = parsed(path)?;
            match method {
                Method::GET => download(shared, path).await,
                Method::PUT => upload(shared, path, request).await,
                Method::DELETE => remove(shared, path).await,
                _ => Err(Refusal::endpoint()),
            }
        }
        // Files go through this endpoint only, one at a time.
        "mpu" | "presigned" => {
            discard(request.into_body()).await;
            Err(Refusal::no_multipart())
        }
        _ => Err(Refusal::endpoint()),
    }
}

fn parsed(path: &str) -> Result<Path, Refusal> {
    Path::parse(path).ok_or_else(|| Refusal::invalid("This is not a path of an artifact."))
}

/// Does something with files, in a thread that may wait for the disk.
async fn apart<T: Send + 'static>(
    shared: &Arc<Shared>,
    work: impl FnOnce(&Shared) -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    let shared = shared.clone();
    match timeout(PART, spawn_blocking(move || work(&shared))).await {
        Ok(Ok(done)) => done,
        Ok(Err(_)) => Err(io::Error::other("it was broken off")),
        Err(_) => Err(ErrorKind::TimedOut.into()),
    }
}

async fn list(shared: &Arc<Shared>, request: Request) -> Result<Response, Refusal> {
    let arguments = query(request).await?;
    let path = parsed(&text(&arguments, "path"))?;
    let found = apart(shared, move |shared| shared.tree.list(&path)).await;
    // What was never logged to has no folder.
    let files = found.unwrap_or_default().into_iter().map(|listed| match listed.bytes {
        Some(bytes) => json!({"path": listed.name, "is_dir": false, "file_size": bytes}),
        None => json!({"path": listed.name, "is_dir": true}),
    });
    Ok(json_body(&json!({ "files": files.collect::<Value>() })).into_response())
}

async fn download(shared: &Arc<Shared>, path: Path) -> Result<Response, Refusal> {
    let name = path.to_string();
    let opened = apart(shared, move |shared| shared.tree.read(&path)).await;
    let (file, bytes) = opened.map_err(|_| Refusal::absent("artifact", &name))?;
    // The file can grow; what was promised is sent.
    let file = tokio::io::AsyncReadExt::take(tokio::fs::File::from_std(file), bytes);
    let headers =
        [(CONTENT_TYPE, "application/octet-stream".to_string()), (CONTENT_LENGTH, bytes.to_string())];
    Ok((headers, Body::from_stream(ReaderStream::with_capacity(file, CHUNK))).into_response())
}

async fn remove(shared: &Arc<Shared>, path: Path) -> Result<Response, Refusal> {
    let name = path.to_string();
    if let Err(error) = apart(shared, move |shared| shared.tree.remove(&path)).await {
        shared.state().sink.note(&Note::NotWritten { path: &name, why: &error.to_string() });
    }
    Ok(json_body(&json!({})).into_response())
}

/// Writes a file. A training must not fail because of a full disk: the client gets a
/// success, and the sink is notified of what is missing.
async fn upload(shared: &Arc<Shared>, path: Path, request: Request) -> Result<Response, Refusal> {
    let name = path.to_string();
    let length = length(request.headers());
    let mut body = request.into_body().into_data_stream();
    match write(shared, path, length, &mut body).await {
        Ok(true) => {}
        // The client is gone, or will not send the rest.
        Ok(false) => return Err(Refusal::late()),
        Err(error) => {
            discard(Body::from_stream(body)).await;
            shared.state().sink.note(&Note::NotWritten { path: &name, why: &error.to_string() });
        }
    }
    Ok(json_body(&json!({})).into_response())
}

/// Whether all of a body arrived, and is where it belongs.
async fn write(
    shared: &Arc<Shared>,
    path: Path,
    length: Option<u64>,
    body: &mut axum::body::BodyDataStream,
) -> io::Result<bool> {
    let reserve = shared.reserve;
    let begin = move |shared: &Shared| shared.tree.write(length.unwrap_or(0), reserve);
    let (mut file, mut writing): (File, Writing) = apart(shared, begin).await?;
    let (mut written, mut looked) = (0_u64, 0_u64);
    loop {
        let part = match timeout(PART, body.next()).await {
            Ok(Some(Ok(part))) => part,
            Ok(None) => break,
            Ok(Some(Err(_))) | Err(_) => return Ok(false),
        };
        written = written.saturating_add(part.len() as u64);
        let looks = written.saturating_sub(looked) >= LOOK;
        if looks {
            looked = written;
        }
        let write = move |shared: &Shared| {
            if looks {
                shared.tree.has_room(part.len() as u64, reserve)?;
            }
            file.write_all(&part)?;
            Ok((file, writing))
        };
        (file, writing) = apart(shared, write).await?;
    }
    drop(file);
    apart(shared, move |shared| shared.tree.place(writing, &path)).await?;
    Ok(true)
}
