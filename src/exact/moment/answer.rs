//! Answers questions by elimination: once for all questions that share a `given`.

use super::conditions::of_count;
use super::nodes::{Network, Scratch, TRUTHS};
use super::restricted::Restricted;
use crate::diagnostic::{Code, Diagnostic, work};
use crate::exact::answers::Exactly;
use crate::exact::questions::{self, Value, given, nothing, parts, reads_of};
use crate::formula::bounds::Bounds;
use crate::formula::{Condition, Number};
use crate::inference::{Effort, Joint, digits, too_large};
use crate::model::facts::Truth;
use crate::model::{Asked, Model, Piece, Question, Supposition, World, suppose};
use std::cmp::Reverse;

/// Up to this many conditions, a count of conditions is tried as a table over all that they read.
const FEW_COUNTED: usize = 20;

/// The most questions that are answered one by one if all together are too large, to name those that can't be answered.
const MOST_ALONE: usize = 32;

/// The answers to some questions, or the reasons why there are none; and the largest elimination.
pub(crate) struct Answered {
    /// Indexed by question.
    pub(crate) answers: Vec<Result<Exactly, Diagnostic>>,
    /// The log probability of the evidence.
    pub(crate) ln_kept: f64,
    /// The cost of the largest elimination.
    pub(crate) effort: Effort,
}

/// Answers every question in one world; if `needs_all`, answers are of use only if there is one to each.
pub(crate) fn answer(
    model: &Model,
    supposition: &Supposition,
    world: &World,
    questions: &[usize],
    needs_all: bool,
) -> Result<Answered, Diagnostic> {
    let mut group = Group { model, supposition, world, effort: Effort::none(), needs_all };
    let ln_kept = group.ln_evidence()?;
    let mut answers: Vec<Option<Result<Exactly, Diagnostic>>> = vec![None; questions.len()];
    while let Some(first) = answers.iter().position(Option::is_none) {
        let question = |i: usize| &model.questions[questions[i]];
        let same: Vec<usize> = (first..questions.len())
            .filter(|i| given(question(*i)) == given(question(first)))
            .collect();
        let asked: Vec<&Question> = same.iter().map(|i| question(*i)).collect();
        for (i, answer) in same.iter().zip(group.answer_all(&asked)) {
            answers[*i] = Some(answer);
        }
    }
    let answers = answers.into_iter().flatten().collect();
    Ok(Answered { answers, ln_kept, effort: group.effort })
}

/// Answers questions that share their evidence and `given`.
struct Group<'a> {
    model: &'a Model,
    supposition: &'a Supposition,
    world: &'a World,
    /// The cost of the largest elimination so far.
    effort: Effort,
    needs_all: bool,
}

impl<'a> Group<'a> {
    /// The log probability of the evidence.
    ///
    /// # Errors
    ///
    /// If it is impossible and no input is uncertain.
    fn ln_evidence(&self) -> Result<f64, Diagnostic> {
        let mut clauses: Vec<usize> = (0..self.supposition.clauses.len()).collect();
        if clauses.is_empty() {
            return Ok(0.0);
        }
        let found = self.ln_chance(&clauses)?;
        let numbers = &self.supposition.numbers;
        if found > f64::NEG_INFINITY || self.model.is_uncertain_with(numbers) {
            return Ok(found);
        }
        // a minimal set: each clause without which the others are possible is part of it
        let mut at = 0;
        while at < clauses.len() && clauses.len() > 1 {
            let clause = clauses.remove(at);
            if self.ln_chance(&clauses)? > f64::NEG_INFINITY {
                clauses.insert(at, clause);
                at += 1;
            }
        }
        let pieces: Vec<Piece> = clauses.into_iter().map(Piece::Clause).collect();
        Err(suppose::impossible(self.model, self.supposition, &pieces))
    }

    /// The log probability that clauses, by their indices, hold together.
    fn ln_chance(&self, clauses: &[usize]) -> Result<f64, Diagnostic> {
        let conditions = || clauses.iter().map(|at| &self.supposition.clauses[*at].condition);
        let mut read = Vec::new();
        for condition in conditions() {
            crate::model::reads::of_condition(condition, &mut |id| read.push(id));
        }
        let mut network = Network::new(self.model, self.supposition, self.world, &read)?;
        for condition in conditions() {
            network.learn(condition)?;
        }
        let Some(problem) = Restricted::given(&network).problem(&[]) else {
            return Ok(f64::NEG_INFINITY);
        };
        let order = problem.order()?;
        problem.sum(&order).map(|sums| sums.ln_total)
    }

    /// Answers all questions: counts of many conditions one by one, the others together.
    fn answer_all(&mut self, asked: &[&Question]) -> Vec<Result<Exactly, Diagnostic>> {
        let (counting, others): (Vec<&Question>, Vec<&Question>) =
            asked.iter().partition(|question| counted(&question.asked).is_some());
        let counts: Vec<_> = counting.iter().map(|question| self.count(question)).collect();
        let (mut counts, mut answers) =
            (counts.into_iter(), self.answer_others(&others).into_iter());
        let next = |question: &&Question| match counted(&question.asked) {
            Some(_) => counts.next(),
            None => answers.next(),
        };
        asked.iter().filter_map(next).collect()
    }

    /// Answers all questions together; one at a time if that is too large or if one of them is refused.
    fn answer_others(&mut self, asked: &[&Question]) -> Vec<Result<Exactly, Diagnostic>> {
        if asked.is_empty() {
            return Vec::new();
        }
        match self.answer(asked) {
            Ok(answers) => answers.into_iter().map(Ok).collect(),
            Err(refusal) if asked.len() == 1 => vec![Err(refusal)],
            Err(cancelled) if cancelled.code == Code::Cancelled => {
                vec![Err(cancelled); asked.len()]
            }
            Err(refusal) => {
                let are_many = self.needs_all && asked.len() > MOST_ALONE;
                if are_many && refusal.code == Code::TooWide && self.is_one_too_wide(asked) {
                    return vec![Err(refusal); asked.len()];
                }
                asked.iter().map(|question| self.answer_one(question)).collect()
            }
        }
    }

    /// Whether one of some questions is too wide by itself: the last ones in the order of causes are looked at first, as
    /// they come from most.
    fn is_one_too_wide(&self, asked: &[&Question]) -> bool {
        let mut place = vec![0; self.model.variables.len()];
        for (at, id) in self.model.at_start.iter().enumerate() {
            place[id.index()] = at;
        }
        let last = |question: &&Question| {
            reads_of(question, self.supposition).iter().map(|id| place[id.index()]).max()
        };
        let mut asked = asked.to_vec();
        asked.sort_by_cached_key(|question| Reverse(last(question)));
        let is_too_wide = |question: &&Question| {
            let Ok((network, columns)) = self.posed(&[*question]) else { return false };
            let problem = Restricted::given(&network).problem(&columns);
            problem.is_some_and(|it| it.order().is_err_and(|fault| fault.code == Code::TooWide))
        };
        asked.iter().any(is_too_wide)
    }

    /// The network of all that some questions read, with the evidence in it.
    fn network(&self, asked: &[&Question]) -> Result<Network<'a>, Diagnostic> {
        let mut requested: Vec<_> =
            asked.iter().flat_map(|q| reads_of(q, self.supposition)).collect();
        requested.sort_unstable();
        requested.dedup();
        let mut network = Network::new(self.model, self.supposition, self.world, &requested)?;
        let evidence_clauses = self.supposition.evidence.iter().map(|(condition, _)| condition);
        for condition in evidence_clauses.chain(given(asked[0])) {
            network.learn(condition)?;
        }
        Ok(network)
    }

    /// The network of some questions, and the nodes of each.
    fn posed(&self, asked: &[&Question]) -> Result<(Network<'a>, Vec<Vec<usize>>), Diagnostic> {
        let mut network = self.network(asked)?;
        let mut nodes = Vec::new();
        for question in asked {
            let parts = parts(&question.asked);
            let of = parts.into_iter().map(|part| network.part(part)).collect::<Result<_, _>>();
            nodes.push(of?);
        }
        Ok((network, nodes))
    }

    fn answer_one(&mut self, question: &Question) -> Result<Exactly, Diagnostic> {
        self.answer(&[question]).map(|mut one| one.swap_remove(0))
    }

    fn answer(&mut self, asked: &[&Question]) -> Result<Vec<Exactly>, Diagnostic> {
        let (network, columns) = self.posed(asked)?;
        let mut restricted = Restricted::given(&network);
        let nothing = || asked.iter().map(|q| nothing(self.model, &q.asked)).collect();
        let Some(problem) = restricted.problem(&columns) else { return Ok(nothing()) };
        let order = problem.order()?;
        let sums = problem.sum(&order)?;
        let ln_kept = sums.ln_total;
        let answers = if ln_kept == f64::NEG_INFINITY {
            nothing()
        } else {
            let joint = sums.joint();
            let answer = |(question, nodes): (&&Question, &Vec<usize>)| {
                let cases = cases(&network, &restricted, &joint, (&question.asked, nodes));
                questions::answer(self.model, &question.asked, ln_kept, cases)
            };
            asked.iter().zip(&columns).map(answer).collect()
        };
        self.note(order.effort);
        Ok(answers)
    }

    /// Keeps the larger effort.
    fn note(&mut self, effort: Effort) {
        if effort.cells > self.effort.cells {
            self.effort = effort;
        }
    }

    /// Answers a question about the number of conditions that hold, by the distribution of that number.
    fn count(&mut self, question: &Question) -> Result<Exactly, Diagnostic> {
        let parts = counted(&question.asked).expect("it counts");
        let mut network = self.network(&[question])?;
        let nodes =
            parts.iter().map(|part| network.truth_node(part)).collect::<Result<Vec<_>, _>>()?;
        if nodes.iter().any(|node| network.size(*node) > 2) {
            // some may be undefined: use nodes that carry both bounds of the count
            return self.answer_one(question);
        }
        let mut restricted = Restricted::given(&network);
        let Some(problem) = restricted.problem(&[]) else {
            return Ok(nothing(self.model, &question.asked));
        };
        let order = problem.order()?;
        let bytes = order.effort.bytes() + 16.0 * order.effort.largest * parts.len() as f64;
        if bytes > work::memory() as f64 {
            return Err(too_large("counting takes tables that are too large", bytes));
        }
        let (weights, certain) = weights(&restricted, &nodes, &problem.sizes);
        let counts = problem.count(&weights, &order)?;
        self.note(order.effort);
        if counts.ln_total == f64::NEG_INFINITY {
            return Ok(nothing(self.model, &question.asked));
        }
        let scratch = Scratch::new(&network);
        let value = |count: f64| match &question.asked {
            Asked::Condition(Condition::Compare(compared)) => {
                let bounds = Bounds { low: count, high: count };
                Value::Truth(of_count(compared, bounds, &scratch.facts(&network)))
            }
            _ => Value::Number(count),
        };
        let pairs = counts.chances.iter().enumerate();
        let cases = pairs.map(|(k, p)| (vec![value((k + certain) as f64)], *p));
        Ok(questions::answer(self.model, &question.asked, counts.ln_total, cases))
    }
}

/// By node of a problem and its value: how many of some conditions hold; and how many certainly do.
fn weights(restricted: &Restricted, nodes: &[usize], sizes: &[usize]) -> (Vec<Vec<usize>>, usize) {
    let mut weights: Vec<Vec<usize>> = sizes.iter().map(|size| vec![0; *size]).collect();
    let mut certain = 0;
    for node in nodes {
        let values = restricted.allowed[*node].iter().enumerate();
        for (at, _) in values.filter(|(_, value)| TRUTHS[**value] == Truth::True) {
            match restricted.places[*node] {
                Some(place) => weights[place][at] += 1,
                None => certain += 1,
            }
        }
    }
    (weights, certain)
}

/// The values of the parts of a question, whose nodes these are, with the probability of each combination.
fn cases<'c>(
    network: &'c Network,
    restricted: &'c Restricted,
    joint: &Joint,
    (asked, nodes): (&'c Asked, &'c [usize]),
) -> impl Iterator<Item = (Vec<Value>, f64)> + 'c {
    let is_free = |node: &usize| restricted.places[*node].is_some();
    let mut free: Vec<usize> = nodes.iter().copied().filter(is_free).collect();
    free.sort_unstable();
    free.dedup();
    let places: Vec<usize> = free.iter().filter_map(|node| restricted.places[*node]).collect();
    let sizes: Vec<usize> = free.iter().map(|node| restricted.allowed[*node].len()).collect();
    let parts = parts(asked);
    joint.of(&places).into_iter().enumerate().map(move |(at, p)| {
        let digits = digits(at, &sizes);
        let value = |(part, node): (&&Asked, &usize)| {
            let digit = free.binary_search(node).map_or(0, |at| digits[at]);
            let value = restricted.allowed[*node][digit];
            match part {
                Asked::Condition(_) => Value::Truth(TRUTHS[value]),
                Asked::Category(_) | Asked::Joint(_) => Value::Outcome(value),
                Asked::Number(..) | Asked::Duration(_) | Asked::Date(_) => {
                    Value::Number(network.nodes[*node].values[value])
                }
            }
        };
        (parts.iter().zip(nodes).map(value).collect(), p)
    })
}

/// The count of conditions that a question asks for or compares, if they are too many for a table over all
/// that they read.
fn counted(asked: &Asked) -> Option<&[Condition]> {
    let number = match asked {
        Asked::Number(number, _) => number,
        Asked::Condition(Condition::Compare(compared)) => {
            let [left, right] = compared.sides();
            match (left.is_fixed(), right.is_fixed()) {
                (_, true) => left,
                (true, false) => right,
                (false, false) => return None,
            }
        }
        _ => return None,
    };
    match number {
        Number::HowMany(parts) if parts.len() > FEW_COUNTED => Some(parts),
        _ => None,
    }
}
