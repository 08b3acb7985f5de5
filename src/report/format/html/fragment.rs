//! A document as a part of another page, such as a notebook.

use super::blocks::blocks;
use super::page::STYLE;
use crate::diagnostic::is_unfit;
use crate::report::document::Document;
use maud::{PreEscaped, html};

/// The colours and letters of a part, which has no root of its own.
const ROOT: &str = "\
--paper:#fff;--ink:#1a1c20;--soft:#545a64;--rule:#8a8f98;--line:#d9dce1;--wash:#f3f5f8;--accent:#1f5fa8;\
color-scheme:light;background:var(--paper);color:var(--ink);max-width:46rem;padding:.5rem 1rem;\
font:1rem/1.55 Inter,\"Helvetica Neue\",Helvetica,Arial,sans-serif;font-variant-numeric:tabular-nums;";

/// Returns a document in HTML with a style that affects nothing outside; what is shown is readable without the style.
pub fn fragment(document: &Document) -> String {
    let style = format!(".foretell{{{ROOT}{STYLE}}}");
    let part = html! {
        div.foretell {
            style { (PreEscaped(style)) }
            @if !document.title.is_empty() { h3 { (document.title) } }
            @if !document.when.is_empty() { p.when { (document.when) } }
            (blocks(&document.blocks, &document.title))
        }
    }
    .into_string();
    // what steers a text, such as marks that turn its direction, would let words pass for others
    part.chars().map(|c| if c != '\n' && is_unfit(c) { '\u{FFFD}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::document::Block;

    #[test]
    fn words_can_not_become_markup() {
        let hostile = "</style><script>alert(1)</script>".to_owned();
        let document = Document {
            title: hostile.clone(),
            when: hostile.clone(),
            blocks: vec![Block::Paragraph(hostile)],
        };
        let part = fragment(&document);
        assert!(!part.contains("<script>"), "{part}");
        assert_eq!(part.matches("</style>").count(), 1);
    }
}
