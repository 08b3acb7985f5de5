//! From a sensitivity analysis to its data.

use super::super::schema::Schema;
use super::super::sensitivity as data;
use super::comparison::level;
use super::forecast::news;
use super::parts::{finite, maybe};
use crate::analysis::sensitivity::{
    self as analysis, Boxes, Effects, Findings, HighBox, Index, Indices, Swing,
};

/// Converts a sensitivity analysis into data.
pub fn sensitivity(findings: &Findings) -> data::Sensitivity {
    let tornado = &findings.tornado;
    let swings = |swings: &[Swing]| swings.iter().map(|own| swing(own, findings)).collect();
    data::Sensitivity {
        schema: Schema::default(),
        title: findings.title.clone(),
        question: findings.question.clone(),
        label: findings.label.clone(),
        group: None,
        outcome: findings.outcome.clone(),
        unit: findings.unit.clone(),
        is_conditioned: findings.is_conditioned,
        today: findings.told.as_ref().map(|told| told.today.to_string()),
        news: findings.told.as_ref().map_or_else(Vec::new, |t| t.news.iter().map(news).collect()),
        base: level(&tornado.base),
        uncertain: swings(&tornado.uncertain),
        plain: swings(&tornado.plain),
        fixed: tornado
            .fixed
            .iter()
            .map(|(name, why)| data::Fixed { name: name.clone(), reason: why.clone() })
            .collect(),
        effects: tornado.effects.as_ref().map(effects),
        indices: findings.indices.as_ref().map(indices),
        boxes: findings.boxes.as_ref().map(boxes),
        trials: tornado.trials,
        worlds: tornado.worlds,
        seed: tornado.seed,
    }
}

pub(super) fn swing(swing: &Swing, findings: &Findings) -> data::Swing {
    let (low, high) = swing.ends.unzip();
    let inner = |inner: analysis::Inner| data::Inner {
        input: finite(inner.input),
        answer: maybe(inner.answer),
        difference: finite(inner.difference),
        std_error: inner.std_error.and_then(finite),
    };
    data::Swing {
        name: swing.name.clone(),
        label: findings.label_of(&swing.name),
        written: swing.written.clone(),
        low_input: low.and_then(finite),
        high_input: high.and_then(finite),
        low_answer: maybe(swing.answers.0),
        high_answer: maybe(swing.answers.1),
        difference: finite(swing.difference),
        std_error: swing.std_error.and_then(finite),
        inner: swing.inner.map(inner),
        is_seen: swing.is_seen,
        is_thin: swing.is_thin,
    }
}

fn effects(effects: &Effects) -> data::Effects {
    let main = |effect: &analysis::MainEffect| data::MainEffect {
        name: effect.name.clone(),
        share: finite(effect.share),
        p_value: finite(effect.p),
    };
    let pair = |pair: &analysis::Together| data::Pair {
        names: pair.names.clone(),
        share: finite(pair.share),
        low_answer: maybe(pair.extremes.0),
        high_answer: maybe(pair.extremes.1),
    };
    data::Effects {
        varies: effects.varies,
        std_dev: effects.std_dev.and_then(finite),
        main: effects.named.iter().map(main).collect(),
        pairs: effects.pairs.iter().map(pair).collect(),
        left: effects.left.and_then(finite),
        unanswered: effects.unanswered,
        effective_worlds: finite(effects.effective),
    }
}

fn indices(indices: &Indices) -> data::Indices {
    let (std_dev, std_dev_std_error) = indices.std_dev.unzip();
    let index = |index: &Index| data::Index {
        name: index.name.clone(),
        first: finite(index.first.0),
        first_std_error: finite(index.first.1),
        total: finite(index.total.0),
        total_std_error: finite(index.total.1),
    };
    data::Indices {
        absent: indices.absent,
        varies: indices.varies,
        std_dev: std_dev.and_then(finite),
        std_dev_std_error: std_dev_std_error.and_then(finite),
        inputs: indices.inputs.iter().map(index).collect(),
        points: indices.points,
        left_out: indices.left_out,
        trials: indices.trials,
    }
}

fn boxes(boxes: &Boxes) -> data::Boxes {
    let high = |found: &HighBox| data::HighBox {
        bounds: found.bounds.clone(),
        coverage: finite(found.coverage),
        coverage_std_error: found.coverage_std_error.and_then(finite),
        density: finite(found.density),
        density_std_error: found.density_std_error.and_then(finite),
        share: finite(found.share),
    };
    data::Boxes {
        threshold: maybe(boxes.threshold),
        share: finite(boxes.share),
        boxes: boxes.boxes.iter().map(high).collect(),
        worlds: boxes.worlds,
        unanswered: boxes.unanswered,
        too_few: boxes.too_few,
        trials: boxes.trials,
    }
}
