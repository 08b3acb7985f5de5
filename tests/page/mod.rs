//! `report`: the page of every kind of scenario is whole, safe and readable without scripts, and its numbers are those of
//! `run`.

mod flip;
mod news;
mod settings;
mod structure;

use crate::support::Foretell;

/// Runs `report` on a scenario in a folder of its own, with further arguments, and returns the page.
fn page(scenario: &str, arguments: &[&str]) -> String {
    let call = Foretell::new().file("a.toml", scenario).args(["report", "a.toml"]);
    call.args(arguments.iter().copied()).any_output().run().stdout
}

/// Runs `report` on a file of the repository, and returns the page.
fn page_of(path: &str, trials: &str) -> String {
    Foretell::line(&format!("report {path} -n {trials}")).run().stdout
}

/// Returns the text of a page as a reader sees it, without tags and with one space between words.
fn text_of(page: &str) -> String {
    let body = page.split_once("<body>").map_or(page, |(_, body)| body);
    let mut text = String::new();
    let mut rest = body;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        text.push(' ');
        let is_data = after.starts_with("script");
        let after = after.split_once('>').map_or("", |(_, after)| after);
        rest = if is_data {
            after.split_once("</script>").map_or("", |(_, after)| after)
        } else {
            after
        };
    }
    text.push_str(rest);
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.replace("&amp;", "&").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the JSON that a page carries.
pub(crate) fn data_of(page: &str) -> &str {
    let (_, data) = page
        .split_once("<script type=\"application/json\" id=\"forecast\">")
        .expect("the page carries its data");
    data.split_once("</script>").expect("the element ends").0
}
