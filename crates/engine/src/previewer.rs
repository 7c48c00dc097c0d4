//! Previews and comparisons are made in a process of their own: what parses untrusted bytes may take any time and memory, or
//! be led to do something else. It has no network, does not see the store, and is handed open files, never paths.

use std::fs::File;
use std::io::{self, IoSlice, IoSliceMut, Read, Write};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, Receiver, Sender, SyncSender};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use previews::{Ask, FileDifference, Preview, Unreadable, compare, look};
use processes::Wall;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::net::{
    AddressFamily, RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer,
    SendAncillaryMessage, SendFlags, SocketFlags, SocketType, recvmsg, sendmsg, socketpair,
};
use rustix::process::{Resource, Rlimit, setrlimit};
use serde::{Deserialize, Serialize};

/// How long a preview may take, and a comparison more than the time that it is given.
const LONGEST: Duration = Duration::from_secs(2);
/// How much memory the process may have, in bytes.
const MEMORY: u64 = 256 << 20;
/// The longest question, with the name of its files, and the longest answer, in bytes.
const QUESTION: usize = 64 << 10;
const ANSWER: u64 = 64 << 20;

/// Why there is no preview.
#[derive(Debug)]
pub(crate) enum Failed {
    /// The file gives no answer.
    Unreadable(Unreadable),
    /// It takes too long.
    Slow,
    /// The process ended, mostly because it needs too much memory.
    Died,
    /// There is no such process.
    NotStarted(io::Error),
}

/// Asks the process, which is started with the first question.
#[derive(Debug)]
pub(crate) struct Previewer {
    program: PathBuf,
    /// The folder of the store.
    hidden: PathBuf,
    asks: Mutex<Option<Sender<Asked>>>,
}

struct Asked {
    files: Vec<File>,
    question: Vec<u8>,
    longest: Duration,
    answer: SyncSender<Result<Answer, Failed>>,
}

#[derive(Serialize, Deserialize)]
struct Question {
    name: String,
    about: About,
}

/// What is asked.
#[derive(Clone, Copy, Serialize, Deserialize)]
enum About {
    /// About one file.
    Look(Ask),
    /// How two files differ, as far as is found out in so many milliseconds.
    Compare(u64),
}

#[derive(Serialize, Deserialize)]
enum Answer {
    Preview(Preview),
    Difference(FileDifference),
}

impl Previewer {
    pub(crate) fn new(program: &Path, hidden: &Path) -> Self {
        Self { program: program.into(), hidden: hidden.into(), asks: Mutex::default() }
    }

    /// The answer to a question about an open file.
    pub(crate) fn ask(&self, file: File, name: &str, ask: Ask) -> Result<Preview, Failed> {
        match self.answer(vec![file], name, About::Look(ask), LONGEST)? {
            Answer::Preview(preview) => Ok(preview),
            Answer::Difference(_) => Err(Failed::Died),
        }
    }

    /// How two open files differ, as far as is found out in this time.
    pub(crate) fn compare(
        &self,
        (before, after): (File, File),
        name: &str,
        time: Duration,
    ) -> Result<FileDifference, Failed> {
        let about = About::Compare(time.as_millis().try_into().unwrap_or(u64::MAX));
        match self.answer(vec![before, after], name, about, LONGEST.saturating_add(time))? {
            Answer::Difference(difference) => Ok(difference),
            Answer::Preview(_) => Err(Failed::Died),
        }
    }

    fn answer(
        &self,
        files: Vec<File>,
        name: &str,
        about: About,
        longest: Duration,
    ) -> Result<Answer, Failed> {
        // More than a name can have.
        let name = name.chars().take(1000).collect();
        let question = serde_json::to_vec(&Question { name, about }).map_err(io::Error::from);
        let (answer, answered) = mpsc::sync_channel(1);
        let asked = Asked { files, question: question.map_err(Failed::NotStarted)?, longest, answer };
        self.asks()?.send(asked).map_err(|_| Failed::Died)?;
        answered.recv().map_err(|_| Failed::Died)?
    }

    /// Where to send questions. One thread asks for all, since the process ends with the thread that started it.
    fn asks(&self) -> Result<Sender<Asked>, Failed> {
        let mut asks = self.asks.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(asks) = &*asks {
            return Ok(asks.clone());
        }
        let (sender, receiver) = mpsc::channel();
        let (program, hidden) = (self.program.clone(), self.hidden.clone());
        let thread = std::thread::Builder::new().name("previews".into());
        thread.spawn(move || answer_all(&program, &hidden, &receiver)).map_err(Failed::NotStarted)?;
        Ok(asks.insert(sender).clone())
    }
}

/// Answers questions until there can be no more.
fn answer_all(program: &Path, hidden: &Path, asked: &Receiver<Asked>) {
    let mut waiting: Option<Process> = None;
    for Asked { files, question, longest, answer } in asked {
        let ask = |process: Process| process.ask(&files, &question).map(|()| process);
        // One that somebody ended while it had nothing to do is started again.
        let asked = waiting.take().and_then(|process| ask(process).ok());
        let asked = asked.map_or_else(|| Process::start(program, hidden).and_then(ask), Ok);
        let answered = asked.map_err(Failed::NotStarted).and_then(|mut process| {
            let answered = process.answer(longest);
            // Another one than one that has answered ends here.
            if matches!(answered, Ok(_) | Err(Failed::Unreadable(_))) {
                waiting = Some(process);
            }
            answered
        });
        // The page that asked may be gone.
        let _ = answer.send(answered);
    }
}

/// The process, as it is seen from here.
struct Process {
    child: Child,
    questions: OwnedFd,
    answers: ChildStdout,
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Process {
    fn start(program: &Path, hidden: &Path) -> io::Result<Self> {
        let (questions, theirs) =
            socketpair(AddressFamily::UNIX, SocketType::SEQPACKET, SocketFlags::CLOEXEC, None)?;
        let mut command = Command::new(program);
        command.arg0("trainyard-preview").arg("preview").env_clear().current_dir("/");
        command.stdin(theirs).stdout(Stdio::piped()).stderr(Stdio::null());
        let wall = Wall { hidden: vec![hidden.into()], without_network: true, ..Wall::default() };
        match wall.build()? {
            (Some(built), _) => built.enclose(&mut command)?,
            (None, refused) => {
                let why = refused.map(|refused| refused.to_string());
                tracing::info!(why, "the process that makes previews has the network and sees the store");
                processes::tied_to_parent(&mut command)
            }
        };
        let mut child = command.spawn()?;
        let answers = child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
        Ok(Self { child, questions, answers })
    }

    fn ask(&self, files: &[File], question: &[u8]) -> io::Result<()> {
        let files: Vec<_> = files.iter().map(File::as_fd).collect();
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(2))];
        let mut ancillary = SendAncillaryBuffer::new(&mut space);
        ancillary.push(SendAncillaryMessage::ScmRights(&files));
        sendmsg(&self.questions, &[IoSlice::new(question)], &mut ancillary, SendFlags::NOSIGNAL)?;
        Ok(())
    }

    fn answer(&mut self, longest: Duration) -> Result<Answer, Failed> {
        let end = Instant::now() + longest;
        let mut length = [0; 8];
        self.read(&mut length, end)?;
        let length = Some(u64::from_le_bytes(length)).filter(|length| *length <= ANSWER);
        let mut answer = vec![0; length.and_then(|length| length.try_into().ok()).ok_or(Failed::Died)?];
        self.read(&mut answer, end)?;
        let answer: Result<Answer, Unreadable> = serde_json::from_slice(&answer).map_err(|_| Failed::Died)?;
        answer.map_err(Failed::Unreadable)
    }

    /// Fills `buffer` before `end`.
    fn read(&mut self, mut buffer: &mut [u8], end: Instant) -> Result<(), Failed> {
        while !buffer.is_empty() {
            let left = Timespec::try_from(end.saturating_duration_since(Instant::now())).ok();
            match poll(&mut [PollFd::new(&self.answers, PollFlags::IN)], left.as_ref()) {
                Ok(0) => return Err(Failed::Slow),
                Err(Errno::INTR) => continue,
                Ok(_) => {}
                Err(_) => return Err(Failed::Died),
            }
            match self.answers.read(buffer) {
                Ok(0) | Err(_) => return Err(Failed::Died),
                Ok(length) => buffer = &mut buffer[length..],
            }
        }
        Ok(())
    }
}

/// The next question and its files; `None`: there are no more.
fn receive(socket: BorrowedFd<'_>) -> io::Result<Option<(Question, Vec<File>)>> {
    let mut question = vec![0; QUESTION];
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(2))];
    let mut ancillary = RecvAncillaryBuffer::new(&mut space);
    let mut into = [IoSliceMut::new(&mut question)];
    let length = recvmsg(socket, &mut into, &mut ancillary, RecvFlags::CMSG_CLOEXEC)?.bytes;
    let files = ancillary.drain().filter_map(|message| match message {
        RecvAncillaryMessage::ScmRights(files) => Some(files),
        _ => None,
    });
    let files: Vec<File> = files.flatten().map(File::from).collect();
    if files.is_empty() {
        return Ok(None);
    }
    Ok(Some((serde_json::from_slice(&question[..length])?, files)))
}

/// Answers the questions that come over stdin, to stdout, until there are no more: `trainyard preview`.
///
/// # Errors
/// No engine has started it, or the one that did does not listen any more.
pub fn answer_previews() -> io::Result<()> {
    for (what, most) in [(Resource::Data, MEMORY), (Resource::Core, 0)] {
        setrlimit(what, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    // What a crate panics at is a broken file, which is an answer; a backtrace needs more memory than there is.
    std::panic::set_hook(Box::new(|_| {}));
    let (stdin, mut stdout) = (io::stdin(), io::stdout().lock());
    while let Some((Question { name, about }, files)) = receive(stdin.as_fd())? {
        let answer = match (about, &*files) {
            (About::Look(ask), [file]) => look(file, &name, &ask).map(Answer::Preview),
            (About::Compare(millis), [before, after]) => {
                compare(before, after, &name, millis).map(Answer::Difference)
            }
            _ => return Err(io::ErrorKind::InvalidInput.into()),
        };
        let answer = serde_json::to_vec(&answer)?;
        stdout.write_all(&(answer.len() as u64).to_le_bytes())?;
        stdout.write_all(&answer)?;
        stdout.flush()?;
    }
    Ok(())
}
