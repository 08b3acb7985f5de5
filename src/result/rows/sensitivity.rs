//! The tables of a sensitivity analysis.

use super::super::sensitivity::{Boxes, Indices, Sensitivity, Swing};
use super::table::{Cell, Table};

impl Sensitivity {
    /// The analysis as tables: always `sensitivity`; `indices` and `boxes` if they were asked for.
    pub fn tables(&self) -> Vec<Table<'_>> {
        let mut tables = vec![self.of_swings()];
        tables.extend(self.indices.as_ref().map(|indices| self.of_indices(indices)));
        tables.extend(self.boxes.as_ref().map(|boxes| self.of_boxes(boxes)));
        tables
    }

    fn key(&self) -> [Cell; 2] {
        [Cell::text(&self.question), Cell::text(&self.outcome)]
    }

    /// A row for each number; `kind` is `range` for uncertain numbers and `nudge` for plain ones. `share` and `p_value`
    /// are those of the main effects that are seen; `label` is the name of the number on a page.
    fn of_swings(&self) -> Table<'_> {
        let columns = [
            "question",
            "outcome",
            "kind",
            "name",
            "said",
            "low_input",
            "high_input",
            "low_answer",
            "high_answer",
            "difference",
            "std_error",
            "inner_input",
            "inner_answer",
            "inner_difference",
            "inner_std_error",
            "share",
            "p_value",
            "label",
        ];
        let mut rows = Vec::new();
        let uncertain = self.uncertain.iter().map(|swing| ("range", swing));
        for (kind, swing) in uncertain.chain(self.plain.iter().map(|swing| ("nudge", swing))) {
            rows.push(self.of_swing(kind, swing));
        }
        Table::new("sensitivity", &columns, rows.into_iter())
    }

    fn of_swing(&self, kind: &str, swing: &Swing) -> Vec<Cell> {
        let inner = swing.inner.as_ref();
        let main = self.main_effect(&swing.name);
        let names = [kind, &swing.name, &swing.written].map(Cell::text);
        let inputs = [swing.low_input, swing.high_input].map(Cell::number);
        let answers = [swing.low_answer, swing.high_answer].map(Cell::value);
        let numbers = [swing.difference, swing.std_error, inner.and_then(|inner| inner.input)];
        let inner_answer = Cell::value(inner.and_then(|inner| inner.answer));
        let last = [
            inner.and_then(|inner| inner.difference),
            inner.and_then(|inner| inner.std_error),
            main.and_then(|effect| effect.share),
            main.and_then(|effect| effect.p_value),
        ];
        let cells = self.key().into_iter().chain(names).chain(inputs).chain(answers);
        let cells = cells.chain(numbers.map(Cell::number)).chain([inner_answer]);
        let cells = cells.chain(last.map(Cell::number));
        cells.chain([Cell::text(&swing.label)]).collect()
    }

    /// `question,outcome,name,first,first_std_error,total,total_std_error`: a row for each input.
    fn of_indices(&self, indices: &Indices) -> Table<'_> {
        let columns =
            ["question", "outcome", "name", "first", "first_std_error", "total", "total_std_error"];
        let mut rows = Vec::new();
        for index in &indices.inputs {
            let numbers = [index.first, index.first_std_error, index.total, index.total_std_error];
            let cells = self.key().into_iter().chain([Cell::text(&index.name)]);
            rows.push(cells.chain(numbers.map(Cell::number)).collect());
        }
        Table::new("indices", &columns, rows.into_iter())
    }

    /// A row for each bound of each box; an end that is not bounded is empty.
    fn of_boxes(&self, boxes: &Boxes) -> Table<'_> {
        let columns = [
            "question",
            "outcome",
            "box",
            "name",
            "low",
            "high",
            "coverage",
            "density",
            "density_std_error",
            "share",
            "coverage_std_error",
        ];
        let mut rows = Vec::new();
        for (i, found) in boxes.boxes.iter().enumerate() {
            for bound in &found.bounds {
                let numbers = [
                    bound.low,
                    bound.high,
                    found.coverage,
                    found.density,
                    found.density_std_error,
                    found.share,
                    found.coverage_std_error,
                ];
                let names = [Cell::Whole(i as u64 + 1), Cell::text(&bound.name)];
                let cells = self.key().into_iter().chain(names);
                rows.push(cells.chain(numbers.map(Cell::number)).collect());
            }
        }
        Table::new("boxes", &columns, rows.into_iter())
    }
}
