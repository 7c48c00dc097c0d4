use super::*;

fn run(text: &[u8], records: &[(u64, u64)]) -> (tempfile::TempDir, RunDir) {
    let folder = tempfile::tempdir().unwrap();
    let run = RunDir::new(folder.path());
    std::fs::write(run.log(), text).unwrap();
    let index: Vec<u8> =
        records.iter().flat_map(|(offset, line)| [*offset, *line, 0]).flat_map(u64::to_le_bytes).collect();
    std::fs::write(run.log_index(), index).unwrap();
    (folder, run)
}

fn read(run: &RunDir, first: u64, count: u64) -> LogLines {
    log_lines(run, first, count).unwrap()
}

fn texts(found: &LogLines) -> Vec<String> {
    found.lines.iter().map(LogLine::text).collect()
}

/// A person would see wrong lines, or none near the end of a long log.
#[test]
fn any_line_is_found_from_any_index() {
    let text: String = (0..50_000).map(|n| format!("line {n}\n")).collect();
    let newlines = |end: usize| memchr(&text.as_bytes()[..end]);
    let records: Vec<_> = (0..text.len()).step_by(10_007).map(|at| (at as u64, newlines(at))).collect();
    for records in [&records[..], &records[..3], &[]] {
        let (_folder, run) = run(text.as_bytes(), records);
        for first in [0, 1, 777, 1234, 25_000, 49_998] {
            let found = read(&run, first, 2);
            let wanted = [format!("line {first}"), format!("line {}", first + 1)];
            assert_eq!(texts(&found), wanted, "{records:?}");
            assert_eq!((found.total, found.bytes), (50_000, text.len() as u64));
        }
        assert_eq!(texts(&read(&run, 49_999, 9)), ["line 49999"]);
        assert!(read(&run, 50_000, 9).lines.is_empty());
    }
}

#[test]
fn an_unfinished_line_is_counted_and_read() {
    let (_folder, run) = run(b"a\nb", &[(0, 0)]);
    let found = read(&run, 0, 9);
    assert_eq!((texts(&found), found.total), (vec!["a".to_string(), "b".into()], 2));
    let (_folder, run) = super::tests::run(b"", &[]);
    assert_eq!(read(&run, 0, 9).total, 0);
}

/// Ten megabytes without a newline would be sent to the window ten times a second.
#[test]
fn a_very_long_line_is_cut_and_the_next_one_still_found() {
    let long = 10_000_000_u64;
    let mut text = vec![b'x'; long as usize];
    text.extend(b"\nnext\n");
    let mut records: Vec<_> = (0..long).step_by(SPACING).map(|at| (at, 0)).collect();
    records.push((long + 1, 1));
    let (_folder, run) = run(&text, &records);
    let found = texts(&read(&run, 0, 9));
    assert_eq!(found[0].chars().count(), SHOWN + 1);
    assert!(found[0].ends_with('…'));
    assert_eq!(&found[1..], ["next"]);
    assert_eq!(texts(&read(&run, 1, 9)), ["next"]);
}

/// Progress bars rewrite their line, and may have done so ten thousand times.
#[test]
fn a_line_reads_as_in_a_terminal() {
    let plain = |line: &[u8]| {
        let tail = &line[line.len().saturating_sub(LINE_END_BYTES)..];
        let shown = shown(&line[..line.len().min(LINE_END_BYTES)], tail);
        shown.into_iter().map(|span| span.text).collect::<String>()
    };
    let expect = |line: &[u8], expected: &str| assert_eq!(plain(line), expected);
    expect(b"10%\r20%\r\x1b[32m30%\x1b[0m", "30%");
    expect(b"windows\r", "windows");
    let bar = "12345678%\r".repeat(5000) + "done";
    expect(bar.as_bytes(), "done");
}

/// A person could not see in which minute a training stood still.
#[test]
fn a_line_has_the_time_when_it_was_begun() {
    let (_folder, run) = run(b"a\nb\nc\nd", &[]);
    let records: [[u64; 3]; 3] = [[0, 0, 1000], [3, 1, 2000], [4, 2, 3000]];
    let index: Vec<u8> = records.iter().flatten().flat_map(|field| field.to_le_bytes()).collect();
    std::fs::write(run.log_index(), index).unwrap();
    let times = |first| -> Vec<_> {
        read(&run, first, 9).lines.iter().map(|line| line.at.unwrap().as_millisecond()).collect()
    };
    assert_eq!(times(0), [1000, 1000, 3000, 3000]);
    assert_eq!(times(1), [1000, 3000, 3000]);
    assert_eq!(times(3), [3000]);
    let line_at = |millis| log_line_at(&run, Timestamp::from_millisecond(millis).unwrap()).unwrap();
    assert_eq!([999, 1000, 2500, 9000].map(line_at), [0, 0, 1, 2]);
    std::fs::remove_file(run.log_index()).unwrap();
    assert_eq!(read(&run, 0, 1).lines[0].at, None);
}
