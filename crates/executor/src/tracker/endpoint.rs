//! The endpoint for MLflow: bound before the code starts, served from the first connection on.

use std::fs::File;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use rundir::logged::What;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::pipe::{PipeFlags, pipe_with};
use tracking::Measured;
use tracking::mlflow::{self, Config, Input, Model, Note, Run, Sink, Stop};

use super::locked::lock;
use super::shared::Shared;

/// How many bytes of the disk artifacts leave free.
const RESERVE: u64 = 64 << 20;
/// The bytes of randomness in a token.
const TOKEN: usize = 16;

/// A place where the code's MLflow logs.
pub(super) struct Endpoint {
    address: SocketAddr,
    token: String,
    stop: Stop,
    /// Closed to end the wait for the first connection.
    waiting: OwnedFd,
    thread: JoinHandle<()>,
}

impl Endpoint {
    /// Listens; `None` if that is not possible, so that the code logs where it would without this program.
    pub(super) fn start(artifacts: &Path, shared: &Arc<Shared>) -> Option<Self> {
        let started = Self::listen(artifacts, shared);
        started.inspect_err(|error| tracing::warn!(%error, "could not listen for MLflow")).ok()
    }

    fn listen(artifacts: &Path, shared: &Arc<Shared>) -> io::Result<Self> {
        let mlflow::Endpoint { address, listener } = mlflow::Endpoint::bind()?;
        let mut random = [0; TOKEN];
        getrandom::fill(&mut random).map_err(io::Error::other)?;
        let token: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
        let artifacts = File::open(artifacts)?.into();
        let config = Config { token: token.clone(), artifacts, reserve: RESERVE };
        let (ended, waiting) = pipe_with(PipeFlags::CLOEXEC)?;
        let stop = Stop::default();
        let (stopping, sink) = (stop.clone(), Box::new(Recording(shared.clone())));
        let serve = move || {
            if is_called(&listener, &ended)
                && let Err(error) = mlflow::serve(listener, config, sink, &stopping)
            {
                tracing::warn!(%error, "could not answer MLflow");
            }
        };
        let thread = thread::Builder::new().name("mlflow".into()).spawn(serve)?;
        Ok(Self { address, token, stop, waiting, thread })
    }

    /// The variables that lead MLflow here.
    pub(super) fn environment(
        &self,
        value_of: impl Fn(&str) -> Option<String>,
    ) -> Vec<(&'static str, String)> {
        mlflow::environment(self.address, &self.token, value_of)
    }

    /// Ends it. What is being answered is answered.
    pub(super) fn stop(self) {
        self.stop.stop();
        drop(self.waiting);
        if self.thread.join().is_err() {
            // The panic is in the log with its place.
            tracing::error!("the endpoint for MLflow ended by itself");
        }
    }
}

/// Waits for the first connection. Returns false if the end comes first.
fn is_called(listener: &TcpListener, ended: &OwnedFd) -> bool {
    loop {
        let mut both =
            [PollFd::new(ended, PollFlags::IN), PollFd::from_borrowed_fd(listener.as_fd(), PollFlags::IN)];
        // An interrupted wait begins again.
        let _ = poll(&mut both, None);
        let [ended, called] = both.map(|fd| !fd.revents().is_empty());
        if ended || called {
            return !ended;
        }
    }
}

/// Records what the code logs.
struct Recording(Arc<Shared>);

impl Recording {
    fn log(&self, part: &str, what: What) {
        lock(&self.0.logged).mlflow(part, what);
        self.0.signal.grown();
    }
}

impl Sink for Recording {
    fn points(&mut self, points: &[Measured<'_>]) {
        let mut recorder = lock(&self.0.recorder);
        points.iter().for_each(|point| recorder.add(point));
        drop(recorder);
        self.0.signal.grown();
    }

    fn run(&mut self, _: &Run<'_>) {}

    fn param(&mut self, part: &str, name: &str, value: &str) {
        self.log(part, What::Parameter { name: name.to_owned(), value: value.to_owned(), cut: false });
    }

    fn tag(&mut self, part: &str, name: &str, value: Option<&str>) {
        self.log(part, What::Tag { name: name.to_owned(), value: value.map(str::to_owned), cut: false });
    }

    fn input(&mut self, part: &str, input: &Input<'_>) {
        let what = What::Dataset {
            name: input.name.to_owned(),
            digest: input.digest.to_owned(),
            source_type: input.source_type.to_owned(),
            place: input.source.to_owned(),
            context: input.context.to_owned(),
        };
        self.log(part, what);
    }

    fn model(&mut self, part: &str, model: &Model<'_>) {
        let what = What::Model {
            id: model.id.to_owned(),
            name: model.name.to_owned(),
            path: format!("mlflow/{}", model.folder),
            ready: model.is_ready,
        };
        self.log(part, what);
    }

    fn note(&mut self, note: &Note<'_>) {
        tracing::debug!(?note, "MLflow");
        if let Note::NotWritten { path, why } = note {
            let mut unsaved = lock(&self.0.unsaved);
            unsaved.count += 1;
            unsaved.first.get_or_insert_with(|| ((*path).to_owned(), (*why).to_owned()));
        }
    }
}
