//! The evidence for and against a group of siblings, row by row.
//!
//! Each row is a fact about the group or its surroundings. This module only adds the rows up; `groups` decides.
use foldhash::HashSet;

use super::candidate::{Candidate, Role};
use super::candidates::MOST_OPTIONS;
use super::class::{Class, Numbered, Parent, Place};
use super::groups::Decided;
use super::own_text::asked;
use crate::study::import::blocks::{BlockId, Kind, PLAIN_LEVEL};
use crate::study::import::marks::bold_whole;
use crate::study::import::wording::{self, Ask, HeadingKind, TextReading, heading_kind};
use crate::study::lexicon::{WordClass, fold};

impl Decided<'_> {
    /// A label needs company: a second one, a question, a mark of its own or an answer that is marked.
    pub(super) fn has_company(&self, members: &[usize]) -> bool {
        let first = &self.candidates[members[0]];
        let Class::Labelled(place) = first.class else { return false };
        members.len() > 1
            || first.ask.is_strong()
            || matches!(place, Place::Separator | Place::Colons | Place::Callout | Place::Tag | Place::Cloze)
            || self.body(members[0], None).any(|at| self.annotations.is_answer_mark(at))
    }

    pub(super) fn evidence(&self, group: usize, members: &[usize]) -> Vec<(&'static str, f32)> {
        let weights = self.weights;
        let class = &self.groups[group].class;
        let all = self.classes[class];
        let of = |member: &usize| &self.candidates[*member];
        let first = of(&members[0]);
        let is_order = |candidate: &Candidate| candidate.ask == Ask::Order && !candidate.is_interrogative;
        let marked = members.iter().filter(|member| of(member).ask == Ask::Mark).count();
        let votes = |is_it: &dyn Fn(&Candidate) -> bool| -> f32 {
            members.iter().map(of).filter(|candidate| is_it(candidate)).map(|candidate| candidate.votes).sum()
        };
        let mut rows = Rows::default();
        if self.is_told(first) {
            return rows.0;
        }
        rows.set("asks", votes(&|candidate| candidate.ask == Ask::Mark));
        rows.set("worded", votes(&|candidate| candidate.ask != Ask::Mark));
        self.announced(first, members, &mut rows);
        if counts_up(members.iter().filter_map(|member| of(member).number)) {
            rows.set("numbered", weights.numbered);
        }
        let has_question_numbers = members.iter().any(|member| of(member).is_numbered_question);
        if has_question_numbers {
            rows.set("question numbers", weights.question_numbers);
        }
        if matches!(class, Class::Heading { .. } | Class::Bold(_) | Class::Fold | Class::Term) {
            self.inside(members, &mut rows);
        } else {
            let marks = self.marked_answers(members);
            if marks >= 2
                || marks == members.len() && matches!(class, Class::Paragraph { .. } | Class::Line { .. })
            {
                rows.set("answer marks", weights.answer_marks);
            }
        }
        if self.has_options(members) {
            rows.set("options", weights.answer_marks);
        }
        // Headings with nothing below them are the entries of an outline.
        let has_leaves = members.len() > 1 && members.iter().any(|member| self.is_asking_leaf(of(member)));
        if has_leaves && !rows.has("bodies") {
            rows.set("leaves", weights.bodies);
        }
        let is_sure_form = match class {
            Class::Term => members.len() >= 2,
            Class::Apart => members.len() >= 5,
            Class::Field("\t" | " :: " | "*") => true,
            Class::Field(_) => members.len() >= 5 && self.is_plain_text,
            _ => false,
        };
        if is_sure_form {
            rows.set("form", weights.answer_marks);
        }
        if *class == Class::Fold && members.len() >= 3 {
            rows.set("folds", weights.bodies);
        }
        let own: f32 = votes(&|_| true);
        rows.set("support", (weights.support * (all.open - own).max(0.0)).min(weights.support_most));
        let section = self.outline.blocks[first.at].section;
        let above = section.and_then(|section| self.outline.blocks[section].section);
        let in_taken_list =
            matches!(class, Class::Item { depth, .. } if self.taken_lists.contains(&(first.parent, *depth)));
        let has_sisters = section.is_some() && self.sisters.contains(&(class.clone(), above));
        let any_asks = members.iter().any(|member| matches!(of(member).ask, Ask::Mark | Ask::Interrogative));
        let all_strong = members.iter().all(|member| of(member).ask.is_strong());
        let is_blocked = first.is_blocked && !self.has_sisters(first, members, marked);
        let any_at_all = members.iter().any(|member| of(member).ask != Ask::No);
        let are_topics = || {
            self.title_rank > 0
                && members.iter().all(|member| is_topic(of(member)))
                && self.sections_with_cards(class) >= 2
        };
        let is_kin = any_asks || all_strong || any_at_all && rows.has("announced") || are_topics();
        if !is_blocked && (has_sisters && is_kin || in_taken_list && any_asks) {
            rows.set("sisters", weights.sisters);
        }
        // A lone mark among plain headings lifts them only where others like them gave cards.
        let is_plain = matches!(class, Class::Heading { numbered: Numbered::No, .. });
        if is_plain && marked < 2 && !self.taken_classes.contains(class) {
            rows.set("support", 0.0);
            rows.set("title", 0.0);
        }
        if is_plain && !rows.has("announced") && marked < 3 {
            // "Using X" and "Build options" may be orders or plain titles.
            rows.set("worded", votes(&|candidate| candidate.ask != Ask::Mark && !is_order(candidate)));
        }
        let is_near = rows.get("announced") >= weights.near || rows.has("sisters");
        let is_firm = rows.has("answer marks")
            || rows.has("options")
            || rows.has("question numbers")
            || rows.has("form")
            || is_near;
        let is_announced = rows.has("announced");
        // Wording alone is no evidence: it is capped, unless somebody really asks.
        let is_worded =
            all.interrogative >= 3 || all.interrogative >= 2 && (rows.has("numbered") || has_leaves);
        if !is_firm && marked == 0 && !is_worded {
            let free = if is_announced { votes(&|candidate| candidate.ask.is_question()) } else { 0.0 };
            rows.set("worded", free.max(rows.get("worded").min(weights.worded)));
            if free == 0.0 {
                // Orders are never lifted by others.
                rows.set("support", rows.get("support").min(weights.support));
            }
        }
        // Nobody asks, nobody rises: what raises a group carries none.
        let mut somebody = members
            .iter()
            .map(of)
            .any(|candidate| candidate.ask != Ask::No && (!is_order(candidate) || is_announced))
            || rows.has("prompts")
            || rows.has("tasks");
        if matches!(class, Class::Line { .. }) {
            let worded = members.iter().map(of).filter(|candidate| {
                matches!(candidate.ask, Ask::Interrogative | Ask::Order) && !is_order(candidate)
            });
            let any_strong = members.iter().any(|member| of(member).ask.is_strong());
            somebody = marked >= 2
                || worded.count() >= 2
                || (is_announced || all.marked >= 2) && somebody && any_strong;
        }
        if !is_firm && !somebody {
            for row in ["announced", "title", "numbered", "bodies", "support", "folds"] {
                rows.set(row, 0.0);
            }
        }
        // What speaks against it.
        if let Class::Item { depth, .. } = class
            && *depth > 0
            && marked < 2
        {
            let outer = self.outline.blocks[first.at].item.and_then(|item| self.at_block.get(&item));
            if !outer.is_some_and(|&outer| self.candidates[outer].is_section) {
                rows.set("nested", -weights.nested);
            }
        }
        let is_bare = matches!(class, Class::Heading { numbered: Numbered::No, .. });
        let strong = members.iter().filter(|member| of(member).ask.is_strong()).count();
        let is_bare_bold = matches!(class, Class::Bold(Numbered::No)) && strong < 2 && !is_firm;
        if (is_bare || is_bare_bold)
            && all.marked < 2
            && marked == 0
            && !has_leaves
            && !rows.has("answer marks")
        {
            rows.set("bare", -weights.bare);
        }
        if is_blocked {
            rows.set("facts", -weights.facts);
            rows.set("support", 0.0);
        }
        if self.is_other_document && !first.is_explicit() {
            rows.set("other document", -weights.other_document);
        }
        if matches!(class, Class::Heading { numbered: Numbered::No, .. })
            && !is_announced
            && self.stands_among_software(first)
        {
            rows.set("software", -weights.software);
        }
        if matches!(class, Class::Quote) {
            rows.set("prose", weights.asks - weights.prose);
        }
        if matches!(class, Class::Paragraph { .. }) {
            let eased = if !self.has_title || is_announced { weights.asks } else { 0.0 };
            rows.set("prose", eased - weights.prose);
            if self.alternate(members) {
                rows.set("answers below", weights.asks);
            }
        }
        rows.0
    }

    /// In how many sections members of a class gave cards.
    fn sections_with_cards(&self, class: &Class) -> usize {
        let taken = self.taken.values().map(|&index| &self.candidates[index]);
        let sections = taken
            .filter(|candidate| candidate.class == *class)
            .map(|candidate| self.outline.blocks[candidate.at].section);
        sections.collect::<HashSet<_>>().len()
    }

    /// Whether a heading is worded as a question, with nothing below it.
    fn is_asking_leaf(&self, candidate: &Candidate) -> bool {
        matches!(candidate.ask, Ask::Mark | Ask::Interrogative) && self.is_leaf(candidate)
    }

    /// Whether nothing is below a heading.
    pub(super) fn is_leaf(&self, candidate: &Candidate) -> bool {
        let blocks = &self.outline.blocks;
        let next = blocks.get(candidate.at + 1);
        candidate.is_heading()
            && next.is_none_or(|next| next.kind == Kind::Heading && next.level <= blocks[candidate.at].level)
    }

    /// Whether three questions stand alone in their paragraphs, each with other text below.
    fn alternate(&self, members: &[usize]) -> bool {
        let blocks = &self.outline.blocks;
        let stands_alone = |member: &&usize| {
            let candidate = &self.candidates[**member];
            let next = blocks.get(candidate.at + 1);
            candidate.rest.is_empty()
                && candidate.ask == Ask::Mark
                && candidate.is_interrogative
                && !self.at_block.contains_key(&(candidate.at + 1))
                && next.is_some_and(|next| {
                    matches!(next.kind, Kind::Paragraph | Kind::Quote | Kind::Code | Kind::Item)
                })
        };
        members.iter().filter(stands_alone).take(3).count() == 3
    }

    /// A section called "Introduction" is one of questions if it asks twice, or beside sections that gave some.
    fn has_sisters(&self, first: &Candidate, members: &[usize], marked: usize) -> bool {
        let is_boilerplate = self.annotations.role(first.at) == Role::Boilerplate;
        if marked >= 2 || marked == 1 && is_boilerplate && self.taken_classes.contains(&first.class) {
            return true;
        }
        let asks = members.iter().all(|&member| self.candidates[member].ask.is_strong());
        let section = self.outline.blocks[first.at].section;
        let above = section.and_then(|section| self.outline.blocks[section].section);
        asks && section.is_some() && self.sisters.contains(&(first.class.clone(), above))
    }

    /// Whether two of the headings beside a group are those that software is documented under.
    fn stands_among_software(&self, first: &Candidate) -> bool {
        let blocks = &self.outline.blocks;
        let level = blocks[first.at].level;
        let above = blocks[first.at].section;
        let end = above.map_or(blocks.len(), |above| self.outline.section_end(above));
        let siblings = (above.map_or(0, |above| above + 1)..end)
            .filter(|&at| blocks[at].kind == Kind::Heading && blocks[at].level == level);
        let is_software = |at: &BlockId| self.annotations.is_of_software(*at);
        siblings.filter(is_software).take(2).count() == 2
    }

    /// Rows for the text above a group: the nearest heading, a line that ends in a colon, a weak word, the title.
    fn announced(&self, first: &Candidate, members: &[usize], rows: &mut Rows) {
        // What a heading announces is the question above such a list.
        if matches!(first.parent, Parent::Answers(_)) {
            return;
        }
        let (blocks, weights) = (&self.outline.blocks, self.weights);
        let near = self.outline.sections(first.at).find(|&section| {
            blocks[section].level < PLAIN_LEVEL || self.annotations.kind(section) != HeadingKind::Plain
        });
        // A title over sections announces for them, not for the text right below it.
        let is_only_title = near.is_some_and(|near| {
            blocks[near].section.is_none()
                && blocks[near].level < PLAIN_LEVEL
                && matches!(
                    first.class,
                    Class::Item { .. } | Class::Line { .. } | Class::Paragraph { .. } | Class::Bold(_)
                )
                && self.has_headings_below(near)
        });
        let kind =
            near.filter(|_| !is_only_title).map_or(HeadingKind::Plain, |near| self.annotations.kind(near));
        let above = first.at.checked_sub(1).filter(|_| matches!(first.class, Class::Item { .. }));
        let intro = above.filter(|&above| blocks[above].kind == Kind::Paragraph).and_then(|above| {
            let text = self.outline.own(above);
            text.trim_end().ends_with([':', '：']).then(|| text.lines().last().unwrap_or_default().to_owned())
        });
        let intro_kind = intro.as_deref().map(|intro| {
            let is_short = intro.split_whitespace().count() <= 10;
            let asks = matches!(wording::ask(intro, self.words), Ask::Mark | Ask::Interrogative);
            if is_short && !asks { heading_kind(intro, self.words) } else { HeadingKind::Plain }
        });
        let any_announces = || {
            self.outline
                .sections(first.at)
                .any(|section| self.annotations.kind(section) == HeadingKind::Announces)
        };
        // The title of a note carries nobody who does not ask.
        let is_title = near.is_some_and(|near| blocks[near].section.is_none() && blocks[near].level == 1);
        let somebody = members.iter().any(|&member| self.candidates[member].ask != Ask::No);
        // No heading makes a card of a single item that does not ask, or of a list of statements.
        let tells = |member: &usize| {
            let title = &self.candidates[*member].title;
            title.ends_with(['.', '。', '।', ')']) && title.split_whitespace().count() > 4
        };
        let is_list = matches!(first.class, Class::Item { .. } | Class::Line { .. });
        let is_carried =
            somebody || !is_title && !(is_list && (members.len() == 1 || members.iter().all(tells)));
        if kind == HeadingKind::Announces && is_carried || intro_kind == Some(HeadingKind::Announces) {
            rows.set("announced", weights.near);
        } else if kind == HeadingKind::Weak {
            let above = near.and_then(|near| blocks[near].section);
            let has_sisters = self.sisters.contains(&(first.class.clone(), above));
            let is_stage = near.is_some_and(|near| {
                self.words
                    .is(WordClass::AnnouncesWeak, &wording::keyword(&self.outline.own(near), self.words))
            });
            let asks = members.iter().any(|&member| self.candidates[member].ask == Ask::Mark);
            let weak = if is_stage && asks { weights.asks } else { weights.weak };
            rows.set("announced", if has_sisters { weights.near } else { weak });
        } else if self.title_rank == 2 || any_announces() {
            rows.set("announced", weights.title);
        } else if self.title_rank == 1 {
            rows.set("title", weights.title_weak);
        }
        // "The process had three steps:"
        if intro.is_some()
            && intro_kind == Some(HeadingKind::Plain)
            && !members.iter().any(|&member| self.candidates[member].ask.is_strong())
        {
            rows.set("intro", -weights.intro);
        }
    }

    /// Whether the line above a list says that it only tells: tips, an offer, what a text answers itself.
    fn is_told(&self, first: &Candidate) -> bool {
        let above = first.at.checked_sub(1).filter(|_| matches!(first.class, Class::Item { .. }));
        above.filter(|&above| self.outline.blocks[above].kind == Kind::Paragraph).is_some_and(|above| {
            let intro = self.outline.own(above);
            let said = fold(intro.lines().last().unwrap_or_default());
            said.trim_end().ends_with([':', '：'])
                && (self.words.begins(WordClass::Offers, &said).is_some()
                    || self.words.within(WordClass::Tells, &said))
        })
    }

    fn has_headings_below(&self, heading: BlockId) -> bool {
        let end = self.outline.section_end(heading);
        self.outline.blocks[heading + 1..end].iter().any(|block| {
            block.kind == Kind::Heading && block.section == Some(heading) && block.level < PLAIN_LEVEL
        })
    }

    /// Rows for the text below the members: bodies, answer marks, prompts and tasks under topics.
    fn inside(&self, members: &[usize], rows: &mut Rows) {
        let (mut marks, mut bodies, mut prompts, mut tasks) = (0, 0, 0_u8, 0_u8);
        for (index, &member) in members.iter().enumerate() {
            let candidate = &self.candidates[member];
            let next = members.get(index + 1).map(|&next| self.candidates[next].at);
            let body: Vec<BlockId> = self.body(member, next).take(200).collect();
            bodies += usize::from(!body.is_empty() || !candidate.rest.is_empty());
            // A fold without a title is an answer only below a question.
            let asks = candidate.ask != Ask::No || candidate.is_numbered_question;
            let marks_answer = |at: BlockId| {
                self.annotations.is_answer_mark(at)
                    && (asks
                        || self.outline.blocks[at].kind != Kind::FoldOpen
                        || !self.outline.own(at).trim().is_empty())
            };
            marks += usize::from(body.iter().any(|&at| marks_answer(at)));
            if candidate.ask.is_strong() || prompts + tasks >= 4 {
                continue;
            }
            let first = body.iter().copied().find(|&at| {
                matches!(self.outline.blocks[at].kind, Kind::Paragraph | Kind::Quote)
                    && !matches!(self.annotations.role(at), Role::Fact | Role::Narrative)
            });
            let Some(text) = first.map(|at| self.outline.own(at)) else { continue };
            let asked = asked(&text, self.words);
            let is_prompt = matches!(asked, Ask::Mark | Ask::Interrogative)
                || asked == Ask::Order && rows.has("announced");
            if bold_whole(&text).is_none() && is_prompt {
                prompts += 1;
            } else if TextReading::of(&text, self.words).is_task() {
                tasks += 1;
            }
        }
        if bodies * 2 >= members.len() {
            rows.set("bodies", self.weights.bodies);
        }
        if marks >= 2 || marks > 0 && marks == members.len() {
            rows.set("answer marks", self.weights.answer_marks);
        }
        let is_heading = self.candidates[members[0]].is_heading();
        let is_known = prompts >= 2 && self.taken_classes.contains(&self.candidates[members[0]].class);
        if prompts >= 3 || is_known {
            rows.set("topics", self.weights.bare);
        }
        if !is_heading || rows.has("numbered") || rows.has("announced") || prompts >= 3 || is_known {
            rows.set("prompts", f32::from(prompts.min(2)) * self.weights.prompt);
            rows.set("tasks", f32::from(tasks.min(2)) * self.weights.prompt);
        }
    }

    /// Whether two members have three options each, or two of which one is marked as right; one member is enough if
    /// one of its three options is, and is no box, which may be ticked for other reasons.
    fn has_options(&self, members: &[usize]) -> bool {
        let is_solved =
            |at: &BlockId| self.annotations.is_right(*at) && self.outline.blocks[*at].tick.is_none();
        let mut any_solved = false;
        let mut is_quiz = |index: &usize| {
            let next = members.get(index + 1).map(|&next| self.candidates[next].at);
            // Options right below another text are that text's.
            let is_other = |at: &BlockId| {
                let other = self.at_block.get(at).map(|&other| &self.candidates[other]);
                other.is_some_and(|other| matches!(other.class, Class::Paragraph { .. }))
            };
            let body = self.body(members[*index], next).take(50).take_while(|at| !is_other(at));
            let options: Vec<BlockId> =
                body.filter(|&at| self.annotations.role(at) == Role::Option).take(MOST_OPTIONS).collect();
            let has_right = options.iter().any(|&at| self.annotations.is_right(at));
            any_solved |= options.len() >= 3 && options.iter().any(is_solved);
            options.len() >= if has_right { 2 } else { 3 }
        };
        let count = (0..members.len()).filter(&mut is_quiz).take(2).count();
        count == 2 || any_solved
    }

    /// Whether two topics have a text right below that asks or orders.
    pub(super) fn has_prompts(&self, members: &[usize]) -> bool {
        let asks_below = |member: &&usize| {
            let candidate = &self.candidates[**member];
            let below = candidate.at + 1;
            !candidate.ask.is_strong()
                && self.outline.blocks.get(below).is_some_and(|block| block.kind == Kind::Paragraph)
                && asked(&self.outline.own(below), self.words).is_strong()
        };
        members.iter().filter(asks_below).take(2).count() == 2
    }

    /// How many members are answered behind a mark.
    fn marked_answers(&self, members: &[usize]) -> usize {
        let is_marked = |index: usize| {
            let next = members.get(index + 1).map(|&next| self.candidates[next].at);
            self.body(members[index], next).take(50).any(|at| self.annotations.is_answer_mark(at))
        };
        (0..members.len()).filter(|&index| is_marked(index)).take(2).count()
    }
}

/// A few words that name something to be asked about.
fn is_topic(candidate: &Candidate) -> bool {
    matches!(candidate.class, Class::Item { .. })
        && candidate.rest.is_empty()
        && candidate.title.split_whitespace().count() <= 7
        && !candidate.title.contains(['.', ':', ',', '!', ';'])
}

/// The longest run that counts up, or counts lazily (1. 1. 1.), has three members, or is 1, 2.
fn counts_up(numbers: impl Iterator<Item = u32>) -> bool {
    let numbers: Vec<u32> = numbers.collect();
    let (mut run, mut lazy, mut best) = (1, 1, 1);
    for pair in numbers.windows(2) {
        run = if pair[1] == pair[0] + 1 { run + 1 } else { 1 };
        lazy = if pair[1] == pair[0] { lazy + 1 } else { 1 };
        best = best.max(run).max(lazy);
    }
    best >= 3 || numbers == [1, 2]
}

/// Named rows of evidence.
#[derive(Default)]
struct Rows(Vec<(&'static str, f32)>);

impl Rows {
    fn set(&mut self, name: &'static str, weight: f32) {
        self.0.retain(|(known, _)| *known != name);
        if weight != 0.0 {
            self.0.push((name, weight));
        }
    }

    fn get(&self, name: &str) -> f32 {
        self.0.iter().find(|(known, _)| *known == name).map_or(0.0, |(_, weight)| *weight)
    }

    fn has(&self, name: &str) -> bool {
        self.get(name) > 0.0
    }
}
