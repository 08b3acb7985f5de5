//! The data of a path.

use tiny_skia::{Path, PathBuilder};

/// Reads path data of the commands M, L, H, V, h and Z; `None` if it has another command, or draws nothing.
pub(super) fn path(data: &str) -> Option<Path> {
    let mut builder = PathBuilder::new();
    let (mut x, mut y) = (0.0_f32, 0.0_f32);
    for part in commands(data) {
        let mut characters = part.chars();
        let command = characters.next()?;
        let numbers: Result<Vec<f32>, _> = characters
            .as_str()
            .split([' ', ','])
            .filter(|text| !text.is_empty())
            .map(str::parse)
            .collect();
        let numbers = numbers.ok()?;
        match (command, numbers.as_slice()) {
            ('M', [to_x, to_y]) => {
                (x, y) = (*to_x, *to_y);
                builder.move_to(x, y);
                continue;
            }
            ('L', [to_x, to_y]) => (x, y) = (*to_x, *to_y),
            ('H', [to_x]) => x = *to_x,
            ('V', [to_y]) => y = *to_y,
            ('h', [by]) => x += by,
            ('Z', []) => {
                builder.close();
                continue;
            }
            _ => return None,
        }
        builder.line_to(x, y);
    }
    builder.finish()
}

/// Splits path data before each letter.
fn commands(data: &str) -> Vec<&str> {
    let starts: Vec<usize> =
        data.match_indices(|c: char| c.is_ascii_alphabetic()).map(|(at, _)| at).collect();
    let ends = starts.iter().skip(1).copied().chain([data.len()]);
    starts.iter().zip(ends).map(|(start, end)| &data[*start..end]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_its_points() {
        let bounds = path("M1 2L3 4.5H-2V9h1Z").expect("it draws").bounds();
        assert_eq!(
            (bounds.left(), bounds.top(), bounds.right(), bounds.bottom()),
            (-2.0, 2.0, 3.0, 9.0)
        );
        assert!(path("M1 2C1 2 3 4 5 6").is_none() && path("M1").is_none() && path("").is_none());
    }
}
