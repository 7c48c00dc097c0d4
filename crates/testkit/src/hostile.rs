//! Training code that is hard to supervise. Each is Python for the body of `train`.

/// Starts a child that ignores SIGTERM, one in its own session, and a daemon that forked twice and has
/// stdout open. All three are running when this code ends, and live for ever, or two minutes if a test
/// fails.
pub const CLINGING: &str = "\
signal.signal(signal.SIGTERM, signal.SIG_IGN)
up, tell = os.pipe()
def cling():
    os.write(tell, b'x')
    signal.alarm(120)
    while True:
        signal.pause()
if os.fork() == 0:
    cling()
if os.fork() == 0:
    os.setsid()
    cling()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        cling()
    os._exit(0)
ready = b''
while len(ready) < 3:
    ready += os.read(up, 3)
signal.signal(signal.SIGTERM, signal.SIG_DFL)
";

/// Starts processes that fork and end again and again, `width` at any time, in their own sessions, so that
/// killing them one after the other is always too late. If a test fails, they end after a minute.
pub fn storm(width: usize) -> String {
    format!(
        "until = time.time() + 60\nfor _ in range({width}):\n    if os.fork() == 0:\n        os.setsid()\n        \
         while time.time() < until:\n            if os.fork():\n                os._exit(0)\n        os._exit(0)\n"
    )
}

/// Prints `word` on its own line, unbuffered.
pub fn print(word: &str) -> String {
    format!("os.write(1, b'{word}\\n')\n")
}

/// Waits for ever, or two minutes if a test fails, and ignores what interrupts it.
pub const FOREVER: &str = "signal.alarm(120)\nwhile True: signal.pause()\n";

/// Attacks on the programs above a run and on its directory. The first three never end by themselves; a run survives
/// all of them, isolated or not.
pub fn attacks() -> [String; 6] {
    let run = "run = os.path.dirname(os.path.dirname(os.environ['artifacts_directory']))\n\
        def tried(attempt, *more):\n    try: attempt(*more)\n    except OSError: pass\n";
    // Isolated code has no parent outside.
    let stopping = "parent = os.getppid()\n\
        if parent > 1:\n    \
            above = int(open(f'/proc/{parent}/stat').read().rpartition(')')[2].split()[1])\n    \
            os.kill(above, signal.SIGSTOP)\n    os.kill(parent, signal.SIGSTOP)\n";
    let swapping = "a = os.environ['artifacts_directory']\n\
        os.makedirs(a + '/sub'); open(a + '/sub/file', 'w').close()\n\
        until = time.time() + 60\n\
        while time.time() < until:\n    \
            os.rename(a + '/sub', a + '.hold'); os.symlink('/etc', a + '/sub')\n    \
            os.unlink(a + '/sub'); os.rename(a + '.hold', a + '/sub')\n";
    let blocking = "tried(os.makedirs, run + '/outcome.json/full')\n\
        tried(os.mkfifo, run + '/labels.json')\ntried(os.mkfifo, os.environ['artifacts_directory'] + '/pipe')\n\
        tried(os.chmod, run, 0o500)\n";
    let deep = "os.chdir(os.environ['artifacts_directory'])\n\
        for _ in range(60): os.mkdir('d' * 200); os.chdir('d' * 200)\n\
        os.chdir(os.path.dirname(os.path.abspath(__file__)))\n";
    let unknown = "subprocess.Popen(['sleep', '60'], env={})\n";
    [
        format!("{CLINGING}{}{FOREVER}", storm(2)),
        format!("{stopping}{FOREVER}"),
        swapping.into(),
        format!("{run}{blocking}"),
        deep.into(),
        unknown.into(),
    ]
}
