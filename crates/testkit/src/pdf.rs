//! Writes PDFs.

/// A PDF of these objects, which are numbered from 1; the first one is its catalog.
pub fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let (mut written, mut places) = (b"%PDF-1.7\n".to_vec(), String::new());
    for (number, object) in (1..).zip(objects) {
        places += &format!("{:010} 00000 n \n", written.len());
        written.extend(format!("{number} 0 obj\n").bytes());
        written.extend(object);
        written.extend(b"\nendobj\n");
    }
    let (count, at) = (objects.len() + 1, written.len());
    written.extend(format!("xref\n0 {count}\n0000000000 65535 f \n{places}").bytes());
    written.extend(format!("trailer<</Root 1 0 R/Size {count}>>\nstartxref\n{at}\n%%EOF\n").bytes());
    written
}

/// A stream for [`pdf`], with these entries in its dictionary.
pub fn pdf_stream(about: &str, held: &[u8]) -> Vec<u8> {
    let before = format!("<<{about}/Length {}>>stream\n", held.len());
    [before.as_bytes(), held, b"\nendstream"].concat()
}
