//! Renders a tree of shares as lines of text. Independent of the meaning of the shares.
//!
//! Parts that don't divide further are placed side by side if they fit; those that do, and the one asked for,
//! follow below.

use super::wrap::wrap;
use crate::report::document::Flow;
use unicode_width::UnicodeWidthStr;

/// The indentation of the root.
const INDENT: &str = "  ";
/// The narrowest width to which words are wrapped, however deep the tree.
const WORDS_LEAST: usize = 6;

/// Renders the tree as lines of at most `width` columns, unless it is too deep.
pub(crate) fn lines(tree: &Flow, width: usize) -> String {
    let mut text = String::new();
    item(&mut text, INDENT, INDENT, &tree.number, &tree.words, width);
    let below = " ".repeat(INDENT.len() + tree.number.width().saturating_sub(2));
    divide(&mut text, &below, tree, width);
    text
}

/// Renders the parts of a tree below it.
fn divide(text: &mut String, indent: &str, tree: &Flow, width: usize) {
    let column = tree.branches.iter().map(|b| b.number.width()).max().unwrap_or(0);
    let number = |branch: &Flow| format!("{:>column$}", branch.number);
    let (leaves, rest): (Vec<&Flow>, Vec<&Flow>) =
        tree.branches.iter().partition(|branch| branch.branches.is_empty() && !branch.is_asked);
    let mut side_by_side = indent.to_owned();
    for (i, leaf) in leaves.iter().enumerate() {
        let is_last = i + 1 == leaves.len() && rest.is_empty();
        let mark = if is_last { " └─ " } else { " ├─ " };
        let drawn = format!("{mark}{} {}", number(leaf), leaf.words);
        let is_begun = side_by_side.len() > indent.len();
        if is_begun && side_by_side.width() + 1 + drawn.width() > width {
            text.push_str(side_by_side.trim_end());
            text.push('\n');
            indent.clone_into(&mut side_by_side);
        }
        if side_by_side.len() == indent.len() && indent.width() + drawn.width() > width {
            let first = format!("{indent}{mark}");
            let hanging = format!("{indent}{}", if is_last { "    " } else { " │  " });
            item(text, &first, &hanging, &number(leaf), &leaf.words, width);
            continue;
        }
        if side_by_side.len() > indent.len() {
            side_by_side.push(' ');
        }
        side_by_side.push_str(&drawn);
    }
    if side_by_side.len() > indent.len() {
        text.push_str(side_by_side.trim_end());
        text.push('\n');
    }
    for (i, branch) in rest.iter().enumerate() {
        let is_last = i + 1 == rest.len();
        let (mark, bar) = if is_last { (" └─ ", "    ") } else { (" ├─ ", " │  ") };
        let below = format!("{indent}{bar}");
        item(text, &format!("{indent}{mark}"), &below, &number(branch), &branch.words, width);
        divide(text, &below, branch, width);
    }
}

/// Renders a number and its words, wrapped with a hanging indent.
fn item(text: &mut String, first: &str, hanging: &str, number: &str, words: &str, width: usize) {
    let used = first.width() + number.width() + 1;
    let broken = wrap(words, width.saturating_sub(used).max(WORDS_LEAST));
    for (i, line) in broken.iter().enumerate() {
        let before = if i == 0 {
            format!("{first}{number} ")
        } else {
            format!("{hanging}{}", " ".repeat(used.saturating_sub(hanging.width())))
        };
        text.push_str(format!("{before}{line}").trim_end());
        text.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(number: &str, words: &str, branches: Vec<Flow>) -> Flow {
        let is_asked = words == "leaders";
        Flow { share: 0.0, number: number.into(), words: words.into(), is_asked, branches }
    }

    #[test]
    fn parts_stand_side_by_side_and_what_divides_follows() {
        let ministers = part(
            "67",
            "ministers",
            vec![
                part("12", "collapsed", vec![]),
                part("24", "still there on 31 Dec", vec![]),
                part("31", "leaders", vec![]),
            ],
        );
        let experts = part(
            "82",
            "experts",
            vec![part("8", "collapsed", vec![]), ministers, part("7", "still there", vec![])],
        );
        let all = part("100", "start in none", vec![part("18", "still there", vec![]), experts]);
        assert_eq!(
            lines(&all, 60),
            "  100 start in none
    ├─ 18 still there
    └─ 82 experts
        ├─  8 collapsed  ├─  7 still there
        └─ 67 ministers
            ├─ 12 collapsed  ├─ 24 still there on 31 Dec
            └─ 31 leaders
"
        );
    }

    #[test]
    fn no_line_is_wider_than_the_page() {
        let long = "a state whose name goes on and on and does not end so soon ".repeat(3);
        let mut tree = part("100", &long, vec![]);
        for _ in 0..12 {
            let leaf = part("<1", &long, vec![]);
            tree = part("100", &long, vec![leaf.clone(), leaf, tree]);
        }
        let drawn = lines(&tree, 100);
        assert!(drawn.lines().all(|line| line.width() <= 100), "{drawn}");
    }
}
