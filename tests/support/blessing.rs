//! Rewrites committed examples with what the program prints now, where `FORETELL_BLESS` is set:
//! `FORETELL_BLESS=1 cargo test --release -- readme:: results::`; read the difference before it is committed.

/// Whether committed examples are rewritten instead of compared.
pub(crate) fn is_on() -> bool {
    std::env::var_os("FORETELL_BLESS").is_some()
}

/// The lines of a page's block, renewed from what was printed: all of them, or, where the block leaves
/// lines out with `…`, for each run of shown lines the most similar run of printed lines, in order.
pub(crate) fn renewed(shown: &str, printed: &str) -> String {
    let printed: Vec<&str> = printed.lines().map(str::trim_end).collect();
    let shown: Vec<&str> = shown.lines().collect();
    if !shown.contains(&"…") {
        return joined(&printed);
    }
    let parts: Vec<&[&str]> = shown.split(|line| *line == "…").collect();
    let mut lines: Vec<&str> = Vec::new();
    let mut from = 0;
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            lines.push("…");
        }
        let last = printed.len().saturating_sub(part.len());
        let starts = match index {
            0 if !part.is_empty() => 0..=0,
            _ if index + 1 == parts.len() => last..=last,
            _ => from.min(last)..=last,
        };
        let alike = |start: &usize| -> f64 {
            part.iter().zip(&printed[*start..]).map(|(a, b)| similarity(a, b)).sum()
        };
        let best = starts.max_by(|a, b| alike(a).total_cmp(&alike(b)).then(b.cmp(a)));
        let start = best.unwrap_or(0);
        from = (start + part.len()).min(printed.len());
        lines.extend(&printed[start..from]);
    }
    joined(&lines)
}

fn joined(lines: &[&str]) -> String {
    lines.iter().flat_map(|line| [line, "\n"]).collect()
}

/// Returns the similarity of two lines, from 0 to 3; their beginnings, which say what they are about, count
/// most.
fn similarity(a: &str, b: &str) -> f64 {
    let head = |text: &str| text.chars().take(24).collect::<String>();
    strsim::normalized_levenshtein(a, b) + 2.0 * strsim::normalized_levenshtein(&head(a), &head(b))
}

#[test]
fn shown_lines_are_renewed_where_they_stand() {
    let printed = "title\nthey meet 31\nwhen 5\nthey sign 12\nend\n";
    assert_eq!(renewed("title\nthey meet 30\n", printed), printed);
    let shown = "title\n…\nthey sign 11\n…\n";
    assert_eq!(renewed(shown, printed), "title\n…\nthey sign 12\n…\n");
    let shown = "…\nthey meet 30\n…\nthey sign 11\nend\n";
    assert_eq!(renewed(shown, printed), "…\nthey meet 31\n…\nthey sign 12\nend\n");
}
