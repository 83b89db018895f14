//! Siblings decided together: their evidence is added up, and a group is taken or left as a whole.
//!
//! Groups are decided outermost first. A member inside the body of a question that was taken before is body. No
//! decision depends on the whole note, and no share of members decides whether a card exists.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::super::blocks::wording::{self, Ask, HeadingKind, announcement, heading_kind, label_alone};
use super::super::blocks::{BlockId, Kind, Outline, PLAIN_LEVEL, bold_whole, numbering};
use super::candidates::{Annotated, Candidate, Role, annotate, is_answer_fold, kinds};
use super::class::{Choice, Class, Numbered, Parent, Place};
use super::own_text::asked;
use super::weights::Weights;
use crate::study::lexicon::{NoteWords, WordClass, fold};

/// A group of siblings and what was decided about it.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) class: Class,
    pub(super) members: Vec<usize>,
    /// Named rows of evidence, and their sum.
    pub(super) evidence: Vec<(&'static str, f32)>,
    pub(super) is_taken: bool,
    /// Two members have a text right below that asks or orders.
    pub(super) has_prompts: bool,
}

/// A note, decided.
pub(super) struct Decided<'a> {
    pub(super) outline: &'a Outline,
    pub(super) words: &'a NoteWords,
    pub(super) weights: &'a Weights,
    pub(super) roles: Vec<Role>,
    pub(super) kinds: Vec<HeadingKind>,
    pub(super) candidates: Vec<Candidate>,
    pub(super) groups: Vec<Group>,
    /// The candidates that were taken, by their block.
    pub(super) taken: BTreeMap<BlockId, usize>,
    /// Where the fold that opens at a block closes.
    fold_ends: HashMap<BlockId, BlockId>,
    classes: HashMap<Class, ClassVotes>,
    is_covered: Vec<bool>,
    at_block: HashMap<BlockId, usize>,
    counts: Counts,
    /// Classes of which a group was taken.
    taken_classes: HashSet<Class>,
    /// Classes with the grandparent sections in which members were taken.
    sisters: HashSet<(Class, Option<BlockId>)>,
    /// Lists in which items were taken: what they lie in, and how deep.
    taken_lists: HashSet<(Parent, usize)>,
    title_rank: u8,
    has_title: bool,
    is_plain_text: bool,
    /// The title says that the note is of another kind.
    is_other_document: bool,
}

#[derive(Clone, Copy, Debug, Default)]
struct ClassVotes {
    /// Of members that stand in no body.
    open: f32,
    marked: usize,
    interrogative: usize,
}

/// How many blocks before each block are such.
struct Counts {
    asking: Vec<u32>,
    heads: Vec<u32>,
    any: Vec<u32>,
    strong: Vec<u32>,
    /// With a mark of their own, a label aside.
    explicit: Vec<u32>,
    headings: Vec<u32>,
}

/// Bold lines over lists, in sections where no bold line asks, are headings of their lists; parts of an answer
/// belong below the numbered heading above them.
pub(super) fn raise_headings(outline: &mut Outline, words: &NoteWords) {
    let mut numbered_level = 0;
    for at in 0..outline.blocks.len() {
        if outline.blocks[at].kind != Kind::Heading {
            continue;
        }
        let level = outline.blocks[at].level;
        let is_part = words.is(WordClass::Part, &wording::keyword(&outline.own(at), words));
        if outline.blocks[at].numbering.number().is_some() {
            numbered_level = level;
        } else if numbered_level > 0 && level <= numbered_level && is_part {
            outline.blocks[at].level = (numbered_level + 1).min(PLAIN_LEVEL - 1);
        } else if level < numbered_level {
            numbered_level = 0;
        }
    }
    let mut by_section: BTreeMap<Option<BlockId>, Vec<BlockId>> = BTreeMap::new();
    for at in 0..outline.blocks.len() {
        let block = &outline.blocks[at];
        if block.kind != Kind::Paragraph || block.item.is_some() || block.fold.is_some() {
            continue;
        }
        let text = outline.own(at);
        let is_title = bold_whole(&text).is_some()
            && numbering(&text, words).0.number().is_none()
            && label_alone(&text, words).is_none();
        if is_title {
            by_section.entry(block.section).or_default().push(at);
        }
    }
    for titles in by_section.values() {
        if titles.iter().any(|&at| wording::ask(&outline.own(at), words).is_strong()) {
            continue;
        }
        for &at in titles {
            let below = outline.blocks[at + 1..].iter().find(|block| block.kind != Kind::Rule);
            if below.is_none_or(|below| below.kind != Kind::Item) {
                continue;
            }
            let text = outline.own(at);
            let said = bold_whole(&text).unwrap_or_default().trim_end_matches([':', '：', ' ']);
            let Some(skipped) = outline.text.text[outline.blocks[at].own.clone()].find(said) else {
                continue;
            };
            let start = outline.blocks[at].own.start + skipped;
            let own = start..start + said.len();
            let block = &mut outline.blocks[at];
            block.kind = Kind::Heading;
            block.level = PLAIN_LEVEL;
            block.own = own;
        }
    }
    outline.file_under_headings();
}

/// Decides every group of a note.
pub(super) fn decide<'a>(
    outline: &'a Outline,
    names: &[&str],
    is_plain_text: bool,
    words: &'a NoteWords,
    weights: &'a Weights,
    choice: &Choice,
) -> Decided<'a> {
    let Annotated { roles, kinds, candidates } = annotate(outline, words, weights, kinds(outline, words));
    let mut classes: HashMap<Class, ClassVotes> = HashMap::new();
    for candidate in &candidates {
        let votes = classes.entry(candidate.class.clone()).or_default();
        votes.open += candidate.votes;
        votes.marked += usize::from(candidate.ask == Ask::Mark);
        let is_worded = matches!(candidate.ask, Ask::Interrogative | Ask::Order);
        votes.interrogative += usize::from(is_worded && candidate.is_interrogative);
    }
    let mut decided = Decided {
        outline,
        words,
        weights,
        kinds,
        fold_ends: fold_ends(outline),
        classes,
        is_covered: vec![false; candidates.len()],
        at_block: candidates.iter().enumerate().map(|(index, candidate)| (candidate.at, index)).collect(),
        counts: Counts::of(outline, &candidates, &roles, words),
        roles,
        candidates,
        groups: Vec::new(),
        taken: BTreeMap::new(),
        taken_classes: HashSet::new(),
        sisters: HashSet::new(),
        taken_lists: HashSet::new(),
        title_rank: names.iter().map(|name| announcement(name, words)).max().unwrap_or(0),
        has_title: names.first().is_some_and(|title| !title.is_empty()),
        is_plain_text,
        is_other_document: names.iter().any(|name| {
            heading_kind(name, words) != HeadingKind::Announces
                && words.within(WordClass::OtherDocuments, &wording::keyword(name, words))
        }),
    };
    decided.group();
    for group in decided.order() {
        decided.decide_group(group, choice);
    }
    let groups: Vec<usize> =
        (0..decided.groups.len()).filter(|&group| decided.groups[group].is_taken).collect();
    for group in groups {
        decided.end_trailing_prose(group);
    }
    decided
}

fn fold_ends(outline: &Outline) -> HashMap<BlockId, BlockId> {
    let mut open = Vec::new();
    let mut ends = HashMap::new();
    for (at, block) in outline.blocks.iter().enumerate() {
        match block.kind {
            Kind::FoldOpen => open.push(at),
            Kind::FoldClose => {
                if let Some(fold) = open.pop() {
                    ends.insert(fold, at);
                }
            }
            _ => {}
        }
    }
    ends
}

impl Counts {
    fn of(outline: &Outline, candidates: &[Candidate], roles: &[Role], words: &NoteWords) -> Self {
        let count = outline.blocks.len();
        let mut counts = Self {
            asking: vec![0; count + 1],
            heads: vec![0; count + 1],
            any: vec![0; count + 1],
            strong: vec![0; count + 1],
            explicit: vec![0; count + 1],
            headings: vec![0; count + 1],
        };
        for candidate in candidates {
            let asks =
                candidate.ask == Ask::Mark || candidate.is_explicit() || candidate.is_numbered_question;
            let is_head = candidate.is_numbered_question
                || matches!(
                    candidate.class,
                    Class::Heading { .. } | Class::Fold | Class::Bold(_) | Class::Labelled(_)
                );
            let at = candidate.at + 1;
            counts.asking[at] += u32::from(asks);
            counts.heads[at] += u32::from(asks && is_head);
            counts.any[at] += u32::from(candidate.ask != Ask::No);
            counts.strong[at] += u32::from(candidate.ask.is_strong());
            let is_marked = candidate.is_explicit() && !candidate.is_label_alone();
            counts.explicit[at] += u32::from(is_marked);
        }
        for (at, block) in outline.blocks.iter().enumerate() {
            if block.kind == Kind::Heading {
                let title = outline.own(at);
                let is_left = roles[at] != Role::None || label_alone(&title, words).is_some();
                counts.headings[at + 1] += u32::from(!is_left);
            }
        }
        let Self { asking, heads, any, strong, explicit, headings } = &mut counts;
        for at in 0..count {
            asking[at + 1] += asking[at];
            heads[at + 1] += heads[at];
            any[at + 1] += any[at];
            strong[at + 1] += strong[at];
            explicit[at + 1] += explicit[at];
            headings[at + 1] += headings[at];
        }
        counts
    }
}

fn between(counts: &[u32], first: BlockId, end: BlockId) -> u32 {
    counts[end.max(first)] - counts[first]
}

impl Decided<'_> {
    fn group(&mut self) {
        let mut groups: HashMap<(Class, Parent), usize> = HashMap::new();
        for index in 0..self.candidates.len() {
            let key = (self.candidates[index].class.clone(), self.candidates[index].parent);
            let group = *groups.entry(key).or_insert_with_key(|key| {
                self.groups.push(Group {
                    class: key.0.clone(),
                    members: Vec::new(),
                    evidence: Vec::new(),
                    is_taken: false,
                    has_prompts: false,
                });
                self.groups.len() - 1
            });
            self.groups[group].members.push(index);
            self.candidates[index].group = group;
        }
    }

    /// Outermost first, sections of facts after their sisters, the class with most votes first.
    fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.groups.len()).collect();
        let key = |group: &usize| {
            let group = &self.groups[*group];
            let first = &self.candidates[group.members[0]];
            let votes = self.classes[&group.class].open;
            let own: f32 = group.members.iter().map(|&member| self.candidates[member].votes).sum();
            #[expect(clippy::cast_possible_truncation, reason = "a sum of votes is small")]
            let tenths = |votes: f32| -(votes * 10.0).round() as i64;
            (group.class.rank(), first.is_blocked, tenths(votes), tenths(own), first.at)
        };
        order.sort_by_key(key);
        order
    }

    fn decide_group(&mut self, group: usize, choice: &Choice) {
        let members: Vec<usize> =
            self.groups[group].members.iter().copied().filter(|&member| !self.is_covered[member]).collect();
        let sections = self.sections_among(&members);
        for (&member, &is_section) in members.iter().zip(&sections) {
            self.candidates[member].is_section = is_section;
        }
        let members: Vec<usize> = members
            .iter()
            .zip(&sections)
            .filter(|(_, is_section)| !**is_section)
            .map(|(&member, _)| member)
            .collect();
        let Some(&first) = members.first() else { return };
        let evidence = self.evidence(group, &members);
        let sum: f32 = evidence.iter().map(|(_, weight)| weight).sum();
        let is_enough = sum >= self.weights.accept || self.has_company(&members);
        self.groups[group].has_prompts = self.has_prompts(&members);
        let class = self.groups[group].class.clone();
        let (is_taken, is_chosen) = self.chosen(choice, &class, first, is_enough);
        self.groups[group].evidence = evidence;
        self.groups[group].is_taken = is_taken;
        if !is_taken {
            return;
        }
        self.taken_classes.insert(class.clone());
        let mut last_asking: Option<BlockId> = None;
        let mut last_number = None;
        let mut taken = Vec::new();
        for &member in &members {
            let falls = !is_chosen
                && !self.candidates[member].is_explicit()
                && self.falls(member, last_asking, last_number);
            last_number = self.candidates[member].number;
            if self.candidates[member].ask.is_strong() {
                last_asking = Some(self.candidates[member].at);
            }
            if falls {
                continue;
            }
            let candidate = &mut self.candidates[member];
            candidate.is_taken = true;
            candidate.is_doubtful = candidate.ask == Ask::No
                && !matches!(candidate.class, Class::Labelled(_))
                && candidate.number.is_none();
            let section = self.outline.blocks[candidate.at].section;
            let above = section.and_then(|section| self.outline.blocks[section].section);
            if let Class::Item { depth, .. } = class {
                let parent = candidate.parent;
                self.taken_lists.insert((parent, depth));
            }
            if section.is_some() {
                self.sisters.insert((class.clone(), above));
                self.sisters.insert((class.clone(), section));
            }
            self.taken.insert(candidate.at, member);
            taken.push(member);
        }
        // The body of the question above each new one ends earlier now.
        let mut changed: Vec<usize> = Vec::with_capacity(taken.len() * 2);
        for &member in &taken {
            let at = self.candidates[member].at;
            changed.extend(self.taken.range(..at).next_back().map(|(_, &above)| above));
            changed.push(member);
        }
        changed.dedup();
        let has_rules = self.has_rules(&taken);
        for member in changed {
            self.set_span(member, has_rules);
        }
        self.end_trailing_prose(group);
    }

    /// A label needs company: a second one, a question, a mark of its own or an answer that is marked.
    fn has_company(&self, members: &[usize]) -> bool {
        let first = &self.candidates[members[0]];
        let Class::Labelled(place) = first.class else { return false };
        members.len() > 1
            || first.ask.is_strong()
            || matches!(place, Place::Separator | Place::Colons | Place::Callout | Place::Tag | Place::Cloze)
            || self.body(members[0], None).any(|at| self.is_answer_mark(at))
    }

    fn evidence(&self, group: usize, members: &[usize]) -> Vec<(&'static str, f32)> {
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
        let are_topics = || {
            self.title_rank > 0
                && members.iter().all(|member| is_topic(of(member)))
                && self.sections_with_cards(class) >= 2
        };
        if !first.is_blocked
            && (has_sisters && (any_asks || all_strong || are_topics()) || in_taken_list && any_asks)
        {
            rows.set("sisters", weights.sisters);
        }
        // A lone mark among plain headings lifts them only where others like them gave cards.
        let is_plain = matches!(class, Class::Heading { numbered: Numbered::No, .. });
        if is_plain && marked < 2 && !self.taken_classes.contains(class) {
            rows.set("support", 0.0);
            rows.set("title", 0.0);
        }
        let is_near = rows.get("announced") >= weights.near || rows.has("sisters");
        let is_firm = rows.has("answer marks") || rows.has("question numbers") || rows.has("form") || is_near;
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
        if is_bare && all.marked < 2 && marked == 0 && !has_leaves && !rows.has("answer marks") {
            rows.set("bare", -weights.bare);
        }
        if first.is_blocked && !self.has_sisters(first, members, marked) {
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
        let blocks = &self.outline.blocks;
        let next = blocks.get(candidate.at + 1);
        candidate.is_heading()
            && matches!(candidate.ask, Ask::Mark | Ask::Interrogative)
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
        let is_boilerplate = self.roles[first.at] == Role::Boilerplate;
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
        let is_software = |at: &BlockId| {
            self.words.is(WordClass::SoftwareDocs, &wording::keyword(&self.outline.own(*at), self.words))
        };
        siblings.filter(is_software).take(2).count() == 2
    }

    /// Rows for what stands above a group: the nearest heading or a line with a colon, a weak word, the title.
    fn announced(&self, first: &Candidate, members: &[usize], rows: &mut Rows) {
        let (blocks, weights) = (&self.outline.blocks, self.weights);
        let near = self.outline.sections(first.at).find(|&section| {
            blocks[section].level < PLAIN_LEVEL || self.kinds[section] != HeadingKind::Plain
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
        let kind = near.filter(|_| !is_only_title).map_or(HeadingKind::Plain, |near| self.kinds[near]);
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
        let any_announces =
            || self.outline.sections(first.at).any(|section| self.kinds[section] == HeadingKind::Announces);
        // The title of a note carries nobody who does not ask.
        let is_title = near.is_some_and(|near| blocks[near].section.is_none() && blocks[near].level == 1);
        let somebody = members.iter().any(|&member| self.candidates[member].ask != Ask::No);
        if kind == HeadingKind::Announces && (somebody || !is_title)
            || intro_kind == Some(HeadingKind::Announces)
        {
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

    fn has_headings_below(&self, heading: BlockId) -> bool {
        let end = self.outline.section_end(heading);
        self.outline.blocks[heading + 1..end].iter().any(|block| {
            block.kind == Kind::Heading && block.section == Some(heading) && block.level < PLAIN_LEVEL
        })
    }

    /// Rows for what stands below the members: bodies, answer marks, prompts and tasks under topics.
    fn inside(&self, members: &[usize], rows: &mut Rows) {
        let (mut marks, mut bodies, mut prompts, mut tasks) = (0, 0, 0_u8, 0_u8);
        for (index, &member) in members.iter().enumerate() {
            let candidate = &self.candidates[member];
            let next = members.get(index + 1).map(|&next| self.candidates[next].at);
            let body: Vec<BlockId> = self.body(member, next).take(200).collect();
            bodies += usize::from(!body.is_empty() || !candidate.rest.is_empty());
            marks += usize::from(body.iter().any(|&at| self.is_answer_mark(at)));
            if candidate.ask.is_strong() || prompts + tasks >= 4 {
                continue;
            }
            let first = body.iter().copied().find(|&at| {
                matches!(self.outline.blocks[at].kind, Kind::Paragraph | Kind::Quote)
                    && !matches!(self.roles[at], Role::Fact | Role::Narrative)
            });
            let Some(text) = first.map(|at| self.outline.own(at)) else { continue };
            let asked = asked(&text, self.words);
            let is_prompt = matches!(asked, Ask::Mark | Ask::Interrogative)
                || asked == Ask::Order && rows.has("announced");
            if bold_whole(&text).is_none() && is_prompt {
                prompts += 1;
            } else if wording::is_task(&text, self.words) {
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

    /// Whether two topics have a text right below that asks or orders.
    fn has_prompts(&self, members: &[usize]) -> bool {
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
            self.body(members[index], next).take(50).any(|at| self.is_answer_mark(at))
        };
        (0..members.len()).filter(|&index| is_marked(index)).take(2).count()
    }

    /// The blocks below a candidate, up to its next sibling or the end of its section.
    fn body(&self, member: usize, next: Option<BlockId>) -> impl Iterator<Item = BlockId> + '_ {
        let candidate = &self.candidates[member];
        let (at, is_heading) = (candidate.at, candidate.is_heading());
        let blocks = &self.outline.blocks;
        let level = blocks[at].level;
        let fold_end = self.fold_ends.get(&at).copied().filter(|_| candidate.class == Class::Fold);
        let end = next.unwrap_or(blocks.len()).min(fold_end.unwrap_or(blocks.len()));
        (at + 1..end)
            .take_while(move |&at| {
                blocks[at].kind != Kind::Heading
                    || is_heading && (blocks[at].level > level || self.roles[at] == Role::AnswerMark)
            })
            .filter(move |&at| !matches!(blocks[at].kind, Kind::FoldClose | Kind::Rule))
    }

    pub(super) fn is_answer_mark(&self, at: BlockId) -> bool {
        self.roles[at] == Role::AnswerMark
            || self.outline.blocks[at].kind == Kind::FoldOpen
                && is_answer_fold(&self.outline.own(at), self.words)
    }

    /// Which members are sections: topics that hold questions, and their siblings that hold any.
    fn sections_among(&self, members: &[usize]) -> Vec<bool> {
        let strong = members.iter().filter(|&&member| self.candidates[member].ask.is_strong()).count();
        let ends: Vec<BlockId> = members.iter().map(|&member| self.holding_end(member)).collect();
        let asking =
            |index: usize| between(&self.counts.asking, self.candidates[members[index]].at + 1, ends[index]);
        let is_topic = |index: usize| !self.candidates[members[index]].ask.is_strong();
        let kin = (0..members.len()).any(|index| is_topic(index) && ends[index] > 0 && asking(index) >= 2);
        let heads =
            |index: usize| between(&self.counts.heads, self.candidates[members[index]].at + 1, ends[index]);
        let kin_heads =
            (0..members.len()).any(|index| is_topic(index) && ends[index] > 0 && heads(index) >= 2);
        let is_section = |index: usize| {
            let candidate = &self.candidates[members[index]];
            let (first, end) = (candidate.at + 1, ends[index]);
            if candidate.is_explicit() || end == 0 {
                return false;
            }
            let asking = asking(index);
            if candidate.is_heading() {
                let heads = between(&self.counts.heads, first, end);
                let below = between(&self.counts.headings, first, end) > 0;
                let is_topic = is_topic(index);
                let next = self.outline.blocks.get(candidate.at + 1);
                let is_empty = is_topic
                    && next.is_some_and(|next| {
                        next.kind == Kind::Heading
                            && next.level < PLAIN_LEVEL
                            && next.level > self.outline.blocks[candidate.at].level
                    })
                    && label_alone(&self.outline.own(candidate.at + 1), self.words).is_none();
                return is_empty
                    || is_topic && between(&self.counts.explicit, first, end) > 0
                    || kin_heads && is_topic && heads >= 1
                    || heads >= 2 && (is_topic || strong < 3 || candidate.number.is_none())
                    || asking >= 2 && candidate.ask != Ask::Mark
                    || asking >= 3 && strong < 3
                    || is_topic && candidate.number.is_none() && below;
            }
            if !matches!(candidate.class, Class::Item { .. }) || candidate.ask.is_strong() {
                return false;
            }
            let any = between(&self.counts.any, first, end) > 0;
            let is_short = candidate.title.split_whitespace().count() <= 3;
            kin && candidate.number.is_none() && any
                || asking >= if candidate.number.is_none() { 2 } else { 3 }
                || is_short && between(&self.counts.strong, first, end) >= 2
        };
        (0..members.len()).map(is_section).collect()
    }

    /// Whether the block above a numbered item is the step before it.
    fn is_step(&self, member: usize) -> bool {
        let candidate = &self.candidates[member];
        let above = candidate.at.checked_sub(1).and_then(|above| self.at_block.get(&above));
        above.is_some_and(|&above| {
            let above = &self.candidates[above];
            !above.is_taken
                && above.class == candidate.class
                && above.number.map(|number| number + 1) == candidate.number
        })
    }

    /// Whether something that is no item of its kind stands between an item and the last one that asks, or the step
    /// before it did not rise.
    fn follows_prose(&self, member: usize, last_asking: Option<BlockId>) -> bool {
        let candidate = &self.candidates[member];
        let Some(last) = last_asking else { return false };
        (last + 1..candidate.at)
            .any(|at| matches!(self.outline.blocks[at].kind, Kind::Paragraph | Kind::Line))
    }

    /// The block behind what a heading or an item holds, by structure alone; 0 for what holds nothing.
    fn holding_end(&self, member: usize) -> BlockId {
        let candidate = &self.candidates[member];
        let blocks = &self.outline.blocks;
        if candidate.is_heading() {
            return self.outline.section_end(candidate.at);
        }
        if blocks[candidate.at].kind != Kind::Item {
            return 0;
        }
        (candidate.at + 1..blocks.len())
            .find(|&at| blocks[at].kind == Kind::Heading || !self.outline.is_under(at, candidate.at))
            .unwrap_or(blocks.len())
    }

    /// A member falls by what it is: behind an answer label, prose that asks nothing, a line over its own questions.
    fn falls(&self, member: usize, last_asking: Option<BlockId>, last_number: Option<u32>) -> bool {
        let candidate = &self.candidates[member];
        let counts_on = candidate.number.is_some() && candidate.number == last_number.map(|last| last + 1);
        // Steps of an answer count from one again.
        let is_step = candidate.ask == Ask::No
            && last_asking.is_some()
            && candidate
                .number
                .zip(last_number)
                .is_some_and(|(number, last)| number != last + 1 && (number <= last || self.is_step(member)));
        if is_step && matches!(candidate.class, Class::Item { .. }) && self.follows_prose(member, last_asking)
        {
            return true;
        }
        if matches!(candidate.class, Class::Item { .. })
            && !counts_on
            && !candidate.ask.is_strong()
            && let Some(last) = last_asking
            && (last + 1..candidate.at).any(|at| {
                self.roles[at] == Role::AnswerMark
                    && matches!(self.outline.blocks[at].kind, Kind::Paragraph | Kind::Item)
                    && self.outline.blocks[at].indent <= self.outline.blocks[last].indent
            })
        {
            return true;
        }
        // A topic right above a sibling that asks.
        let is_topic = candidate.ask == Ask::No
            && candidate.number.is_none()
            && candidate.is_heading()
            && candidate.rest.is_empty()
            && candidate.title.split_whitespace().count() <= 3
            && self.at_block.get(&(candidate.at + 1)).is_some_and(|&next| {
                let next = &self.candidates[next];
                next.group == candidate.group && next.ask == Ask::Mark
            });
        if is_topic {
            return true;
        }
        let is_topic_line = matches!(candidate.class, Class::Line { .. })
            && candidate.ask == Ask::No
            && candidate.title.split_whitespace().count() <= 5
            && self.at_block.get(&(candidate.at + 1)).is_some_and(|&next| {
                let next = &self.candidates[next];
                let is_apart = self.outline.blocks[candidate.at].blanks > 0;
                next.group == candidate.group
                    && next.ask.is_strong()
                    && (is_apart || speaks_of(&next.title, &candidate.title))
            });
        if is_topic_line {
            return true;
        }
        let leads = candidate.title.ends_with([':', '：'])
            && between(&self.counts.asking, candidate.at + 1, self.holding_end(member).max(candidate.at + 1))
                > 0;
        candidate.ask == Ask::No
            && !candidate.is_numbered_question
            && (matches!(candidate.class, Class::Paragraph { .. }) || leads)
    }

    /// Whether a group is taken, and whether the user said so.
    fn chosen(&self, choice: &Choice, class: &Class, first: usize, is_enough: bool) -> (bool, bool) {
        if choice.is_empty() {
            return (is_enough, false);
        }
        let at = self.candidates[first].at;
        let is_named = |words: &[String]| words.iter().any(|word| class.is_named(word));
        let key = |title: &str| wording::keyword(title, self.words);
        let is_within = choice.within.is_empty() || {
            let wanted = key(&choice.within);
            self.outline.sections(at).any(|section| key(&self.outline.own(section)) == wanted)
        };
        if !is_within {
            return (
                is_enough && choice.only.is_empty() && !(choice.take.is_empty() && choice.leave.is_empty()),
                false,
            );
        }
        if is_named(&choice.leave) {
            return (false, false);
        }
        if !choice.only.is_empty() {
            return (is_named(&choice.only), true);
        }
        if is_named(&choice.take) { (true, true) } else { (is_enough, false) }
    }

    /// Whether rules stand before three or more of the questions.
    fn has_rules(&self, members: &[usize]) -> bool {
        let blocks = &self.outline.blocks;
        let is_behind_rule = |member: &&usize| {
            let at = self.candidates[**member].at;
            at > 0 && blocks[at - 1].kind == Kind::Rule
        };
        members.iter().filter(is_behind_rule).take(3).count() == 3
    }

    /// Sets where the body of a question ends, and marks what lies in it as covered.
    fn set_span(&mut self, member: usize, has_rules: bool) {
        let (at, old_end) = (self.candidates[member].at, self.candidates[member].end);
        let end = self.span_end(member, has_rules);
        self.candidates[member].end = end;
        let first = self.candidates.partition_point(|candidate| candidate.at <= at);
        for index in first..self.candidates.len() {
            let inner = &self.candidates[index];
            if inner.at >= end.max(old_end) {
                break;
            }
            let asker = &self.candidates[member];
            let is_list =
                asker.is_label_alone() && matches!(inner.class, Class::Item { .. }) && inner.ask == Ask::Mark;
            let stays = is_list
                || asker.is_explicit() && inner.is_explicit()
                || matches!(asker.class, Class::Bold(_))
                    && matches!(inner.class, Class::Item { .. } | Class::Paragraph { .. })
                    && !asker.ask.is_strong()
                    && inner.ask == Ask::Mark
                    && asker.number.is_none();
            let is_covered = inner.at < end && !stays && !inner.is_taken;
            if self.is_covered[index] != is_covered {
                self.is_covered[index] = is_covered;
                let votes = inner.votes;
                if let Some(class) = self.classes.get_mut(&inner.class) {
                    class.open += if is_covered { -votes } else { votes };
                }
            }
        }
    }

    fn span_end(&self, member: usize, has_rules: bool) -> BlockId {
        let candidate = &self.candidates[member];
        let blocks = &self.outline.blocks;
        let fold =
            if candidate.class == Class::Fold { Some(candidate.at) } else { blocks[candidate.at].fold };
        let next = self.taken.range(candidate.at + 1..).next().map_or(blocks.len(), |(&at, _)| at);
        let fold_end = fold.and_then(|fold| self.fold_ends.get(&fold)).copied().unwrap_or(blocks.len());
        let end = next.min(fold_end);
        let (mut is_answered, mut depth) = (false, 0_i32);
        for (at, block) in blocks.iter().enumerate().take(end).skip(candidate.at + 1) {
            match block.kind {
                Kind::FoldOpen => depth += 1,
                Kind::FoldClose => depth -= 1,
                _ => {}
            }
            is_answered |= self.is_answer_mark(at);
            if depth > 0 || matches!(blocks[at].kind, Kind::FoldOpen | Kind::FoldClose) {
                continue;
            }
            if self.ends_body(candidate, at, end, has_rules, is_answered) {
                return at;
            }
        }
        end
    }

    /// Whether a block ends the body of a question.
    fn ends_body(
        &self,
        candidate: &Candidate,
        at: BlockId,
        end: BlockId,
        has_rules: bool,
        is_answered: bool,
    ) -> bool {
        let blocks = &self.outline.blocks;
        let (block, own) = (&blocks[at], &blocks[candidate.at]);
        if candidate.class == Class::Labelled(Place::Cloze) {
            return true;
        }
        let is_flat = candidate.class.is_item_like()
            || matches!(candidate.class, Class::Paragraph { .. } | Class::Labelled(_));
        match block.kind {
            Kind::Heading => {
                let title = self.outline.own(at);
                if label_alone(&title, self.words).is_some() || candidate.class == Class::Fold {
                    return false;
                }
                let other = self.at_block.get(&at).map(|&other| &self.candidates[other]);
                // Each has the label of a question.
                if other.is_some_and(|other| {
                    other.is_numbered_question && candidate.is_numbered_question && other.is_heading()
                }) {
                    return true;
                }
                let asks = other.is_some_and(|other| other.ask == Ask::Mark);
                if asks && matches!(candidate.class, Class::Labelled(Place::Paragraph | Place::Item(_))) {
                    return true;
                }
                if block.level == PLAIN_LEVEL && bold_line(self.outline, at) {
                    // A bold line over a list of such questions.
                    let same = |at: BlockId| {
                        self.at_block
                            .get(&at)
                            .is_some_and(|&other| self.candidates[other].class == candidate.class)
                    };
                    return same(at + 1) || same(at + 2);
                }
                let level = match own.kind {
                    Kind::Heading => own.level,
                    _ => own.section.map_or(0, |section| blocks[section].level),
                };
                let may_hold = match candidate.class {
                    Class::Heading { .. } | Class::Labelled(Place::Heading(_)) => block.level < PLAIN_LEVEL,
                    Class::Labelled(_) => {
                        at + 1 < end && blocks[at + 1].kind != Kind::Heading && block.level < PLAIN_LEVEL
                    }
                    _ => false,
                };
                !(may_hold && block.level > level)
            }
            _ if candidate.class == Class::Labelled(Place::Callout) => true,
            Kind::Item => {
                if let Some(item) = own.item
                    && !self.outline.is_under(at, item)
                {
                    return true;
                }
                if candidate.class == Class::Labelled(Place::Tag) && own.kind == Kind::Item {
                    return block.indent <= own.indent;
                }
                let asks =
                    self.at_block.get(&at).is_some_and(|&other| self.candidates[other].ask == Ask::Mark);
                if candidate.is_label_alone() && asks && at > candidate.at + 1 {
                    return true;
                }
                let is_sibling =
                    matches!(candidate.class, Class::Labelled(Place::Item(_))) && block.depth <= own.depth;
                let is_answered = is_answered || self.roles[at] == Role::AnswerMark;
                if is_sibling
                    && self.at_block.get(&at).is_some_and(|&other| {
                        self.candidates[other].ask == Ask::Mark
                            || !is_answered && !self.candidates[other].is_explicit()
                    })
                {
                    return true;
                }
                let is_other_question = own.kind == Kind::Item
                    && block.depth == own.depth
                    && self.at_block.get(&at).is_some_and(|&other| {
                        let other = &self.candidates[other];
                        other.class != candidate.class && matches!(other.ask, Ask::Mark | Ask::Interrogative)
                    });
                if is_other_question && !candidate.is_explicit() {
                    return true;
                }
                let owns_no_number = candidate.ask == Ask::No
                    && candidate.number.is_none()
                    && block.numbering.number().is_some()
                    && block.depth <= own.depth;
                own.kind == Kind::Item && (block.indent + 1 < own.indent || owns_no_number)
            }
            Kind::Rule => {
                let parts = has_rules || is_flat || matches!(candidate.class, Class::Bold(_));
                parts && at > candidate.at + 1
            }
            _ => {
                if candidate.class == Class::Labelled(Place::Tag) && own.kind == Kind::Item {
                    return block.indent <= own.indent && block.blanks > 0;
                }
                self.roles[at] == Role::Narrative
                    && !is_answered
                    && (candidate.class.is_item_like() || matches!(candidate.class, Class::Paragraph { .. }))
            }
        }
    }

    /// Prose at the margin behind an item is its answer only where two siblings have such prose, and never if it
    /// leads on to more items.
    fn end_trailing_prose(&mut self, group: usize) {
        if !self.groups[group].class.is_item_like() {
            return;
        }
        let members: Vec<usize> = self.groups[group]
            .members
            .iter()
            .copied()
            .filter(|&member| self.candidates[member].is_taken)
            .collect();
        let loose: Vec<Option<BlockId>> = members.iter().map(|&member| self.loose_prose(member)).collect();
        let with_prose = loose.iter().flatten().count();
        for (index, (&member, prose)) in members.iter().zip(&loose).enumerate() {
            let Some(at) = *prose else { continue };
            let candidate = &self.candidates[member];
            let is_marked = |at: BlockId| self.is_answer_mark(at) && !self.outline.is_under(at, candidate.at);
            if (candidate.at + 1..at).any(is_marked) {
                continue;
            }
            let text = self.outline.own(at);
            let blocks = &self.outline.blocks;
            let leads_on = text.trim_end_matches([' ', '*', '_']).ends_with([':', '：'])
                && candidate.end <= at + 1
                && blocks.get(at + 1).is_some_and(|next| next.kind == blocks[candidate.at].kind);
            let is_alone = index + 1 == members.len() && members.len() > 2 && with_prose < 3;
            if leads_on || is_alone {
                self.candidates[member].end = at;
            }
        }
    }

    fn loose_prose(&self, member: usize) -> Option<BlockId> {
        let candidate = &self.candidates[member];
        let blocks = &self.outline.blocks;
        let own = &blocks[candidate.at];
        (candidate.at + 1..candidate.end).find(|&at| {
            matches!(blocks[at].kind, Kind::Paragraph | Kind::Line)
                && blocks[at].kind != own.kind
                && blocks[at].fold == own.fold
                && !self.outline.is_under(at, candidate.at)
                && !self.is_answer_mark(at)
        })
    }
}

/// A few words that name something to be asked about.
fn is_topic(candidate: &Candidate) -> bool {
    matches!(candidate.class, Class::Item { .. })
        && candidate.rest.is_empty()
        && candidate.title.split_whitespace().count() <= 7
        && !candidate.title.contains(['.', ':', ',', '!', ';'])
}

/// Whether a text holds the words of a topic, their endings aside.
fn speaks_of(text: &str, topic: &str) -> bool {
    let text = fold(text);
    fold(topic).split_whitespace().all(|word| {
        let stem = word.strip_suffix('s').unwrap_or(word);
        text.split(|c: char| !c.is_alphanumeric()).any(|other| other.starts_with(stem))
    })
}

/// Whether a heading was a line in bold.
fn bold_line(outline: &Outline, at: BlockId) -> bool {
    outline.text.line(outline.blocks[at].lines.start).trim_start().starts_with("**")
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
