//! Exact answers for a single moment, by elimination: once for all questions that share a `given`.

use super::answers::{Exactly, Masses};
use super::asks::{parts, reads_of, size, values};
use super::clamped::Clamped;
use super::conditions::{Known, of_count};
use super::elimination::Joint;
use super::nodes::{Network, Scratch, TRUTHS};
use super::order::Effort;
use super::refusal::{impossible, too_large};
use crate::diagnostic::{Code, Diagnostic, Place, work};
use crate::formula::bounds::Bounds;
use crate::formula::{Condition, Number};
use crate::model::facts::Truth;
use crate::model::{Asked, Model, Question, Supposition, World};

/// Up to this many conditions, a count of conditions is tried as a table over all that they read.
const FEW_COUNTED: usize = 20;

/// The most questions that are answered one by one if all together are too large, to name those that can't be answered.
const MOST_ALONE: usize = 32;

/// The answers to some questions, or the reasons why there are none; and the largest elimination.
pub(super) struct Answered {
    /// Indexed by question.
    pub(super) answers: Vec<Result<Exactly, Diagnostic>>,
    /// The log probability of the evidence.
    pub(super) ln_kept: f64,
    /// The cost of the largest elimination.
    pub(super) effort: Effort,
}

/// Answers every question in one world.
pub(super) fn answer(
    model: &Model,
    supposition: &Supposition,
    world: &World,
    questions: &[usize],
    needs_all: bool,
) -> Result<Answered, Diagnostic> {
    let mut effort = Effort { width: 0, largest: 1.0, cells: 0.0, own: 0.0, is_least: false };
    let ln_kept = learnt(model, supposition, world)?;
    let mut answers: Vec<Option<Result<Exactly, Diagnostic>>> = vec![None; questions.len()];
    let mut done = vec![false; questions.len()];
    for first in 0..questions.len() {
        if done[first] {
            continue;
        }
        let given = given(&model.questions[questions[first]]);
        let group: Vec<usize> = (first..questions.len())
            .filter(|i| self::given(&model.questions[questions[*i]]) == given)
            .collect();
        for i in &group {
            done[*i] = true;
        }
        let asked: Vec<&Question> = group.iter().map(|i| &model.questions[questions[*i]]).collect();
        let together = Group { model, supposition, world, effort: &mut effort, needs_all };
        for (i, answer) in group.iter().zip(together.answer_all(&asked)) {
            answers[*i] = Some(answer);
        }
    }
    let answers = answers.into_iter().flatten().collect();
    Ok(Answered { answers, ln_kept, effort })
}

fn given(question: &Question) -> Option<&Condition> {
    question.given.as_ref().map(|(condition, _)| condition)
}

/// The log probability of the evidence.
///
/// # Errors
///
/// If it is impossible and no input is uncertain.
fn learnt(model: &Model, supposition: &Supposition, world: &World) -> Result<f64, Diagnostic> {
    if supposition.evidence.is_empty() {
        return Ok(0.0);
    }
    let ln = |clauses: &[(&Condition, String)]| {
        let conditions: Vec<&Condition> = clauses.iter().map(|(c, _)| *c).collect();
        ln_chance(model, supposition, world, &conditions)
    };
    let clauses: Vec<(&Condition, String)> =
        supposition.evidence.iter().map(|(c, text)| (c, text.clone())).collect();
    let found = ln(&clauses)?;
    if found > f64::NEG_INFINITY || model.is_uncertain_with(&supposition.numbers) {
        return Ok(found);
    }
    // a minimal set: each clause without which the others are possible is part of it
    let mut smallest = clauses;
    let mut at = 0;
    while at < smallest.len() && smallest.len() > 1 {
        let mut without = smallest.clone();
        without.remove(at);
        if ln(&without)? > f64::NEG_INFINITY {
            at += 1;
        } else {
            smallest = without;
        }
    }
    Err(impossible(&smallest.into_iter().map(|(_, text)| text).collect::<Vec<_>>()))
}

/// The log probability that all conditions hold.
fn ln_chance(
    model: &Model,
    supposition: &Supposition,
    world: &World,
    conditions: &[&Condition],
) -> Result<f64, Diagnostic> {
    let mut read = Vec::new();
    for condition in conditions {
        crate::model::reads::of_condition(condition, &mut |id| read.push(id));
    }
    let mut network = Network::new(model, supposition, world, &read)?;
    let known = known(&mut network, conditions)?;
    let mut clamped = Clamped::new(&network, network.nodes.len());
    for k in &known {
        k.clamp(&mut clamped);
    }
    let Some((problem, _)) = clamped.problem(&network, &[]) else {
        return Ok(f64::NEG_INFINITY);
    };
    problem.sum().map(|(sums, _)| sums.ln_total)
}

fn known(network: &mut Network, conditions: &[&Condition]) -> Result<Vec<Known>, Diagnostic> {
    let mut known = Vec::new();
    for condition in conditions {
        known.extend(network.learn(condition)?);
    }
    Ok(known)
}

/// Questions that share their evidence and `given`.
pub(super) struct Group<'a> {
    pub(super) model: &'a Model,
    pub(super) supposition: &'a Supposition,
    world: &'a World,
    effort: &'a mut Effort,
    /// Whether answers are of use only if there is one to every question.
    needs_all: bool,
}

impl<'a> Group<'a> {
    /// Answers all questions: counts of many conditions one by one, the others together.
    fn answer_all(mut self, asked: &[&Question]) -> Vec<Result<Exactly, Diagnostic>> {
        let (counting, others): (Vec<&Question>, Vec<&Question>) =
            asked.iter().partition(|question| counted(&question.asked).is_some());
        let mut counts: Vec<_> = counting.iter().map(|question| self.count(question)).collect();
        let mut answers = self.answer_others(&others);
        // each from the end of its list
        let next = |question: &&Question| match counted(&question.asked) {
            Some(_) => counts.pop(),
            None => answers.pop(),
        };
        let mut all: Vec<_> = asked.iter().rev().filter_map(next).collect();
        all.reverse();
        all
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
                let one = |question: &&Question| {
                    self.answer(&[*question]).map(|mut one| one.swap_remove(0))
                };
                asked.iter().map(one).collect()
            }
        }
    }

    /// Answers a question about the number of conditions that hold, by the distribution of that number.
    fn count(&mut self, question: &Question) -> Result<Exactly, Diagnostic> {
        let parts = counted(&question.asked).expect("it counts");
        let (mut network, known) = self.network(&[question])?;
        let nodes: Result<Vec<usize>, _> =
            parts.iter().map(|part| network.truth_node(part)).collect();
        let nodes = nodes?;
        if nodes.iter().any(|node| network.size(*node) > 2) {
            // some may be undefined: use nodes that carry both bounds of the count
            return self.answer(&[question]).map(|mut one| one.swap_remove(0));
        }
        let mut clamped = Clamped::new(&network, network.nodes.len());
        for known in &known {
            known.clamp(&mut clamped);
        }
        let Some((problem, places)) = clamped.problem(&network, &[]) else {
            return Ok(nothing(self.model, &question.asked));
        };
        let (order, effort) = problem.within_bounds()?;
        let bytes = effort.bytes() + 16.0 * effort.largest * parts.len() as f64;
        if bytes > work::memory() as f64 {
            return Err(too_large("counting takes tables that are too large", bytes));
        }
        let mut weights: Vec<Vec<usize>> =
            problem.sizes.iter().map(|size| vec![0; *size]).collect();
        let mut certain = 0;
        for node in nodes {
            for (at, _) in
                clamped.allowed[node].iter().enumerate().filter(|(_, v)| TRUTHS[**v] == Truth::True)
            {
                match places[node] {
                    Some(place) => weights[place][at] += 1,
                    None => certain += 1,
                }
            }
        }
        let counts = problem.count(&weights, &order)?;
        self.note(effort);
        if counts.ln_total == f64::NEG_INFINITY {
            return Ok(nothing(self.model, &question.asked));
        }
        let pairs = counts.chances.iter().enumerate().map(|(k, p)| ((k + certain) as f64, *p));
        let (masses, left_out) = match &question.asked {
            Asked::Condition(compared) => {
                let scratch = Scratch::new(&network);
                let mut sums = [0.0; 2];
                for (count, p) in pairs {
                    let bounds = Bounds { low: count, high: count };
                    let truth = of_count(compared, bounds, &scratch.facts(&network));
                    sums[usize::from(truth == Truth::True)] += p;
                }
                (Masses::Outcomes(sums.to_vec()), 0.0)
            }
            asked => values(pairs.collect(), asked),
        };
        Ok(Exactly { ln_kept: counts.ln_total, left_out, masses, passed: Vec::new() })
    }

    /// The network of all that some questions read, and the evidence in it.
    pub(super) fn network(
        &self,
        asked: &[&Question],
    ) -> Result<(Network<'a>, Vec<Known>), Diagnostic> {
        let mut wanted: Vec<_> = asked.iter().flat_map(|q| reads_of(q, self.supposition)).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let mut network = Network::new(self.model, self.supposition, self.world, &wanted)?;
        let learnt = self.supposition.evidence.iter().map(|(condition, _)| condition);
        let given: Vec<&Condition> = learnt.chain(given(asked[0])).collect();
        let known = known(&mut network, &given)?;
        Ok((network, known))
    }

    /// Keeps the larger effort.
    fn note(&mut self, effort: Effort) {
        if effort.cells > self.effort.cells {
            *self.effort = effort;
        }
    }

    fn answer(&mut self, asked: &[&Question]) -> Result<Vec<Exactly>, Diagnostic> {
        let (mut network, known) = self.network(asked)?;
        let mut columns = Vec::new();
        for question in asked {
            columns.push(nodes(&mut network, &question.asked)?);
        }
        let mut clamped = Clamped::new(&network, network.nodes.len());
        for k in &known {
            k.clamp(&mut clamped);
        }
        let Some((problem, places)) = clamped.problem(&network, &columns) else {
            return Ok(asked.iter().map(|q| nothing(self.model, &q.asked)).collect());
        };
        let (sums, effort) = problem.sum()?;
        self.note(effort);
        let ln_kept = sums.ln_total;
        if ln_kept == f64::NEG_INFINITY {
            return Ok(asked.iter().map(|q| nothing(self.model, &q.asked)).collect());
        }
        let joint = sums.joint();
        let nodes: Vec<usize> = (0..places.len()).filter(|n| places[*n].is_some()).collect();
        let marginals = Marginals { network: &network, clamped: &clamped, places, nodes, joint };
        let answer = |(question, nodes): (&&Question, &Vec<usize>)| {
            marginals.answer(self.model, &question.asked, nodes, ln_kept)
        };
        Ok(asked.iter().zip(&columns).map(answer).collect())
    }
}

/// The count of conditions that a question asks for or compares, if they are too many for a table over all
/// that they read.
fn counted(asked: &Asked) -> Option<&[Condition]> {
    let number = match asked {
        Asked::Number(number, _) => number,
        Asked::Condition(Condition::Compare(_, number, other)) if other.is_fixed() => number,
        Asked::Condition(Condition::Compare(_, other, number)) if other.is_fixed() => number,
        _ => return None,
    };
    match number {
        Number::HowMany(parts) if parts.len() > FEW_COUNTED => Some(parts),
        _ => None,
    }
}

/// The answer to a question that is asked in no case.
fn nothing(model: &Model, asked: &Asked) -> Exactly {
    let masses = match size(model, asked) {
        Some(size) => Masses::Outcomes(vec![0.0; size]),
        None => Masses::Values(Vec::new()),
    };
    Exactly { ln_kept: f64::NEG_INFINITY, left_out: 0.0, masses, passed: Vec::new() }
}

/// The nodes of a question, in the order of its parts.
pub(super) fn nodes(network: &mut Network, asked: &Asked) -> Result<Vec<usize>, Diagnostic> {
    let (mut found, mut wrong) = (Vec::new(), None);
    let network = std::cell::RefCell::new(network);
    let keep = std::cell::RefCell::new(|node: Result<usize, Diagnostic>| match node {
        Ok(node) => found.push(node),
        Err(refusal) => wrong = wrong.take().or(Some(refusal)),
    });
    parts(
        asked,
        &mut |condition| {
            let node = network.borrow_mut().truth_node(condition);
            (keep.borrow_mut())(node);
        },
        &mut |number| {
            let place = place_of(network.borrow().model);
            let node = network.borrow_mut().number(number, None, place);
            (keep.borrow_mut())(node);
        },
        &mut |category| {
            let node = network.borrow().of_variable[category.variable.index()];
            (keep.borrow_mut())(Ok(node.unwrap_or(0)));
        },
    );
    wrong.map_or(Ok(found), Err)
}

fn place_of(model: &Model) -> Place {
    model.variables[0].place
}

/// The joint distributions of nodes, including those with a single value.
struct Marginals<'a> {
    network: &'a Network<'a>,
    clamped: &'a Clamped,
    /// The index of each node in the problem.
    places: Vec<Option<usize>>,
    /// The node of each index in the problem.
    nodes: Vec<usize>,
    joint: Joint,
}

impl Marginals<'_> {
    fn answer(&self, model: &Model, asked: &Asked, nodes: &[usize], ln_kept: f64) -> Exactly {
        let mut free: Vec<usize> = nodes.iter().filter_map(|n| self.places[*n]).collect();
        free.sort_unstable();
        free.dedup();
        let chances = self.joint.of(&free);
        let is_number = size(model, asked).is_none();
        let mut cells = vec![0.0; size(model, asked).unwrap_or(0)];
        let (mut left_out, mut numbers) = (0.0, Vec::new());
        for (at, p) in chances.iter().enumerate() {
            let values = self.values(nodes, &free, at);
            if is_number {
                numbers.push((self.network.nodes[nodes[0]].values[values[0]], *p));
                continue;
            }
            let mut index = Some(0);
            let mut of = values.iter();
            outcome(model, asked, &mut of, &mut index);
            match index {
                Some(index) => cells[index] += p,
                None => left_out += p,
            }
        }
        let (masses, lost) =
            if is_number { values(numbers, asked) } else { (Masses::Outcomes(cells), left_out) };
        Exactly { ln_kept, left_out: lost, masses, passed: Vec::new() }
    }

    /// The value of each node in one combination of the free ones.
    fn values(&self, nodes: &[usize], free: &[usize], at: usize) -> Vec<usize> {
        let size = |place: usize| self.clamped.allowed[self.nodes[place]].len();
        let mut left = at;
        let mut digits = vec![0; free.len()];
        for (digit, place) in digits.iter_mut().zip(free).rev() {
            *digit = left % size(*place);
            left /= size(*place);
        }
        let value = |node: &usize| {
            let digit = self.places[*node].and_then(|p| free.iter().position(|f| *f == p));
            self.clamped.allowed[*node][digit.map_or(0, |d| digits[d])]
        };
        nodes.iter().map(value).collect()
    }
}

/// Appends the outcome of each part to a mixed-radix index; `None` if one is undefined.
fn outcome<'v>(
    model: &Model,
    asked: &Asked,
    values: &mut impl Iterator<Item = &'v usize>,
    index: &mut Option<usize>,
) {
    match asked {
        Asked::Joint(all) => all.iter().for_each(|(_, part)| outcome(model, part, values, index)),
        Asked::Category(category) => {
            let size = model.variable(category.variable).outcomes.len();
            *index = index.zip(values.next()).map(|(i, v)| i * size + v);
        }
        Asked::Condition(_) => {
            let truth = values.next().map(|v| TRUTHS[*v]);
            *index = match truth {
                Some(Truth::True) => index.map(|i| i * 2 + 1),
                Some(Truth::False) => index.map(|i| i * 2),
                _ => None,
            };
        }
        Asked::Number(..) | Asked::Duration(_) | Asked::Date(_) => {}
    }
}
