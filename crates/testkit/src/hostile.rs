//! Training code that does what no supervisor likes. Each is Python for the body of `train`.

/// A child that ignores SIGTERM, one in a session of its own, and a daemon that forked twice and
/// holds stdout. All three live for ever, and all three live once this is through.
pub const CLINGING: &str = "\
signal.signal(signal.SIGTERM, signal.SIG_IGN)
up, tell = os.pipe()
def cling():
    os.write(tell, b'x')
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

/// Processes that fork and end for ever, `width` at any time: whoever kills them one after the
/// other is always late.
pub fn storm(width: usize) -> String {
    format!(
        "for _ in range({width}):\n    if os.fork() == 0:\n        os.setsid()\n        while True:\n            if os.fork():\n                os._exit(0)\n"
    )
}

/// Says `word` on a line of its own, at once.
pub fn say(word: &str) -> String {
    format!("os.write(1, b'{word}\\n')\n")
}

/// Waits for ever, whatever comes.
pub const FOREVER: &str = "while True: signal.pause()\n";
