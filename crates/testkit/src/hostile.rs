//! Training code that does what no supervisor likes. Each is Python for the body of `train`.

/// A child that ignores SIGTERM, one in a session of its own, and a daemon that forked twice and
/// holds stdout. All three live for ever (two minutes,
/// should a test fail), and all three live once this is through.
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

/// Processes that fork and end again and again, `width` at any time, in sessions of their own:
/// whoever kills them one after the other is always late. Should a test fail, they give up after
/// a minute.
pub fn storm(width: usize) -> String {
    format!(
        "until = time.time() + 60\nfor _ in range({width}):\n    if os.fork() == 0:\n        os.setsid()\n        \
         while time.time() < until:\n            if os.fork():\n                os._exit(0)\n        os._exit(0)\n"
    )
}

/// Says `word` on a line of its own, at once.
pub fn say(word: &str) -> String {
    format!("os.write(1, b'{word}\\n')\n")
}

/// Waits for ever (two minutes, should a test fail), whatever comes.
pub const FOREVER: &str = "signal.alarm(120)\nwhile True: signal.pause()\n";
