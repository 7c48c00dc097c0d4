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
