//! A page of all charts in a folder.

use super::drawn::Chart;
use crate::diagnostic::on_one_line;
use crate::report::document::Document;
use maud::{DOCTYPE, PreEscaped, html};

const STYLE: &str = "\
:root{color-scheme:light dark}body{font:1rem/1.5 Helvetica,Arial,sans-serif;max-width:46rem;margin:2rem auto;\
padding:0 1rem}h1,h2{line-height:1.25;overflow-wrap:anywhere}h2{font-size:1.1rem;margin-top:2.5rem}\
img{display:block;max-width:100%;height:auto;border:1px solid #8a8f98}";

/// Returns a page of the charts of a document; `has` tells which files there are.
pub fn page(
    document: &Document,
    source: &str,
    charts: &[Chart],
    has: &dyn Fn(&str) -> bool,
) -> String {
    let title = match document.title.as_str() {
        "" => "Charts",
        title => title,
    };
    let title = on_one_line(title);
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    h1 { (title) }
                    p { (on_one_line(source)) }
                    @if charts.is_empty() { p { "There is nothing to draw." } }
                    @for chart in charts {
                        @let svg = format!("{}.svg", chart.name);
                        @let png = format!("{}.png", chart.name);
                        h2 { (chart.title) }
                        img src=(svg) alt=(on_one_line(&chart.description));
                        p {
                            a href=(svg) { (svg) }
                            @if has(&png) { ", " a href=(png) { (png) } }
                        }
                    }
                }
            }
        }
    }
    .into_string()
}
