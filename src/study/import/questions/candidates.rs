//! Everything in a note that may be a question, minus what its own features exclude; what is excluded gets a role.
//!
//! A block is judged by itself and by what it lies in. Its neighbours are weighed with its group.

use super::super::blocks::wording::{
    self, Ask, HeadingKind, Side, clean, heading_kind, is_command, is_fact_line, is_in_the_way, is_link_only,
    label, label_alone, leads_inside,
};
use super::super::blocks::{
    Block, BlockId, Kind, Numbering, Outline, PLAIN_LEVEL, bold_whole, numbering, two_sides,
};
use super::super::calendar::is_time_or_place;
use super::super::cloze;
use super::super::text::regex;
use super::super::title::Title;
use super::candidate::{Candidate, Role};
use super::class::{Class, Numbered, Parent, Place};
use super::own_text::{OwnText, split};
use super::weights::Weights;
use crate::study::lexicon::{NoteWords, WordClass, fold};

/// The blocks of a note with the role of each, and its candidates in order.
pub(super) struct Annotated {
    pub(super) roles: Vec<Role>,
    /// Of headings.
    pub(super) kinds: Vec<HeadingKind>,
    pub(super) candidates: Vec<Candidate>,
}

pub(super) struct Annotator<'a> {
    pub(super) outline: &'a Outline,
    pub(super) words: &'a NoteWords,
    pub(super) weights: &'a Weights,
    pub(super) kinds: Vec<HeadingKind>,
    pub(super) roles: Vec<Role>,
    /// Whether blocks under each heading are blocked, told once.
    has_tags: bool,
    /// The first heading, if it is of the highest level.
    title: Option<BlockId>,
}

/// What each heading names; a part of an answer below a numbered heading names nothing.
pub(super) fn kinds(outline: &Outline, words: &NoteWords) -> Vec<HeadingKind> {
    let kind = |at: BlockId| {
        let block = &outline.blocks[at];
        if block.kind != Kind::Heading {
            return HeadingKind::Plain;
        }
        let title = outline.own(at);
        let is_part = block.level > 4 && words.is(WordClass::Part, &wording::keyword(&title, words));
        if is_part { HeadingKind::Plain } else { heading_kind(&title, words) }
    };
    (0..outline.blocks.len()).map(kind).collect()
}

/// Finds the candidates of a note.
pub(super) fn annotate(
    outline: &Outline,
    words: &NoteWords,
    weights: &Weights,
    kinds: Vec<HeadingKind>,
) -> Annotated {
    let has_tags = outline.text.text.contains("#card") || outline.text.text.contains("#flashcard");
    let roles = vec![Role::None; outline.blocks.len()];
    let title = outline.blocks.iter().position(|block| block.kind == Kind::Heading);
    let title = title.filter(|&title| outline.blocks[title].level == 1);
    let mut annotator = Annotator { outline, words, weights, kinds, roles, has_tags, title };
    let candidates = (0..outline.blocks.len()).filter_map(|at| annotator.candidate(at)).collect();
    Annotated { roles: annotator.roles, kinds: annotator.kinds, candidates }
}

impl Annotator<'_> {
    fn candidate(&mut self, at: BlockId) -> Option<Candidate> {
        let outline = self.outline;
        let block = &outline.blocks[at];
        let blocked = self.blocked(at);
        if let Some(role) = blocked {
            self.roles[at] = role;
        }
        let text = outline.own(at);
        let text = text.as_ref();
        let mut candidate = match block.kind {
            Kind::Heading => self.heading(at, block, text)?,
            _ if text.is_empty() => return None,
            Kind::Item | Kind::Paragraph | Kind::Line
                if blocked.is_some()
                    && (is_link_only(text)
                        || block.kind == Kind::Paragraph
                            && wording::ask(text, self.words) != Ask::Mark
                            && !self.is_marked(at, text)) =>
            {
                return None;
            }
            Kind::Item => self.item(at, block, text)?,
            Kind::Paragraph => self.paragraph(at, block, text)?,
            Kind::Field(separator) => self.field(at, separator, text)?,
            Kind::Line => self.line(at, block, text)?,
            Kind::Quote => self.quote(at, block, text)?,
            Kind::FoldOpen => self.fold(at, text)?,
            Kind::Term => self.anchor(at, Class::Term, text, None),
            _ => return None,
        };
        // `[Question text]` is to be filled in.
        if regex!(r"^(?:\[[^\]]*\]|<[^>]*>)$").is_match(&candidate.title) {
            return None;
        }
        candidate.parent = self.parent(at, &candidate.class);
        candidate.is_blocked = blocked.is_some() && !candidate.is_explicit();
        Some(candidate)
    }

    fn heading(&mut self, at: BlockId, block: &Block, text: &str) -> Option<Candidate> {
        let words = self.words;
        if self.outline.blocks.get(at + 1).is_some_and(|next| next.kind == Kind::Separator) {
            return Some(self.anchor(at, Class::Labelled(Place::Separator), text, None));
        }
        if let Some(mut candidate) = self.tagged(at, text) {
            candidate.class = Class::Heading { level: block.level, numbered: Numbered::AsQuestions };
            candidate.is_numbered_question = true;
            return Some(candidate);
        }
        let alone = label_alone(text, words);
        if matches!(self.kinds[at], HeadingKind::Facts | HeadingKind::Boilerplate) && alone.is_none() {
            self.roles[at] =
                if self.kinds[at] == HeadingKind::Facts { Role::Fact } else { Role::Boilerplate };
            return None;
        }
        match alone {
            Some(Side::Question) => {
                return Some(self.label_alone(at, Place::Heading(block.level)));
            }
            Some(Side::Answer) => {
                self.roles[at] = Role::AnswerMark;
                return None;
            }
            _ => {}
        }
        if let Some(found) =
            label(text, words).filter(|found| found.side == Side::Question && !found.rest.is_empty())
        {
            let class = Class::Heading { level: block.level, numbered: Numbered::AsQuestions };
            let mut candidate = self.anchor(at, class, found.rest, found.number);
            candidate.is_numbered_question = true;
            return Some(candidate);
        }
        let announces = matches!(self.kinds[at], HeadingKind::Announces | HeadingKind::Weak);
        let title = clean(text, words);
        if announces && block.numbering == Numbering::None && !wording::ask(&title, words).is_strong() {
            return None;
        }
        if title.is_empty() || block.level == PLAIN_LEVEL {
            return None;
        }
        let numbered = Numbered::from(block.numbering);
        let mut candidate =
            self.anchor(at, Class::Heading { level: block.level, numbered }, text, block.numbering.number());
        if block.numbering == Numbering::None && wording::is_rhetorical(&title, words) {
            candidate.ask = Ask::No;
            candidate.is_interrogative = false;
            candidate.votes = 0.0;
        }
        candidate.is_numbered_question = numbered == Numbered::AsQuestions;
        Some(candidate)
    }

    fn item(&mut self, at: BlockId, block: &Block, text: &str) -> Option<Candidate> {
        let words = self.words;
        let is_lettered = matches!(block.numbering, Numbering::Letter(_))
            || regex!(r"^\(?[A-Ha-h][.):]\s").is_match(text) && block.bullet.is_some();
        if is_lettered || block.tick.is_some() && self.is_choice(at) {
            self.roles[at] = Role::Option;
            return None;
        }
        if leads_inside(text) {
            self.roles[at] = Role::Boilerplate;
            return None;
        }
        if let Some(candidate) = self.tagged(at, text).or_else(|| self.cloze(at, block, text)) {
            return Some(candidate);
        }
        if is_fact_line(text, words) || is_time_or_place(text, words) {
            self.roles[at] = Role::Fact;
            return None;
        }
        match label(text, words) {
            Some(found) if found.side == Side::Question && !found.rest.is_empty() => {
                return Some(self.anchor(
                    at,
                    Class::Labelled(Place::Item(block.depth)),
                    found.rest,
                    found.number,
                ));
            }
            Some(found) if found.side == Side::Answer => {
                self.roles[at] = Role::AnswerMark;
                return None;
            }
            _ => {}
        }
        if label_alone(text, words) == Some(Side::Answer) {
            self.roles[at] = Role::AnswerMark;
            return None;
        }
        if let Some(candidate) = self.marked(at, text) {
            return Some(candidate);
        }
        let folded = fold(text);
        let is_task = words.within(WordClass::TaskSites, &folded);
        let is_link = is_link_only(text) && !is_task && !wording::ask(&clean(text, words), words).is_strong();
        // `[Title](address) — author` leads elsewhere.
        // "Spread: how many targets." tells.
        let tells = text.ends_with('.')
            && text
                .split_once(": ")
                .is_some_and(|(key, value)| !key.contains(' ') && value.split(' ').count() > 1)
            && wording::ask(text, words) != Ask::Mark;
        let leads_away = tells
            || text.starts_with('[')
                && text.contains("](http")
                && !is_task
                && wording::ask(&clean(text, words), words) == Ask::No;
        if is_in_the_way(text, words) || is_command(text) || is_link || leads_away {
            return None;
        }
        let parent =
            block.item.map_or(Numbered::No, |item| Numbered::from(self.outline.blocks[item].numbering));
        let class = Class::Item {
            depth: block.depth,
            numbered: Numbered::from(block.numbering),
            is_bold: text.starts_with("**") || text.starts_with("__"),
            is_box: block.tick.is_some(),
            parent,
        };
        let mut candidate = self.anchor(at, class, text, block.numbering.number());
        candidate.is_numbered_question = matches!(block.numbering, Numbering::Question(_));
        // The title of a page elsewhere may ask as well.
        if is_link_only(text) && !is_task {
            candidate.votes = candidate.votes.min(self.weights.hinted);
        }
        Some(candidate)
    }

    /// `What is a map? #card`
    fn tagged(&self, at: BlockId, text: &str) -> Option<Candidate> {
        let first = text.lines().next().unwrap_or_default();
        let found = self
            .has_tags
            .then(|| {
                regex!(r"(?i)\s*(?:#(?:card|flashcard)s?(?:-reverse|/[\w/-]+)?|\[\[(?:card|flashcard)\]\])")
                    .find(first)
            })
            .flatten()?;
        let said = [&first[..found.start()], &first[found.end()..]].concat();
        if !said.chars().any(char::is_alphanumeric) {
            return None;
        }
        let mut candidate = self.anchor(at, Class::Labelled(Place::Tag), said.trim(), None);
        let joined = [candidate.rest.as_str(), text.strip_prefix(first).unwrap_or_default()].join("\n");
        joined.trim().clone_into(&mut candidate.rest);
        Some(candidate)
    }

    /// Whether a paragraph has the marks of a card, so that it is one wherever it stands.
    fn is_marked(&self, at: BlockId, text: &str) -> bool {
        !cloze::numbers(text).is_empty()
            || label(text, self.words).is_some_and(|found| found.side == Side::Question)
            || self.marked(at, text).is_some()
    }

    /// `The {{c1::heap}} holds objects.`, unless it is the answer of a question that it lies in.
    fn cloze(&self, at: BlockId, block: &Block, text: &str) -> Option<Candidate> {
        if cloze::numbers(text).is_empty() || label(text, self.words).is_some() {
            return None;
        }
        let asks = |outer: BlockId| wording::ask(&self.outline.own(outer), self.words) == Ask::Mark;
        if block.item.into_iter().chain(block.section.filter(|&section| section + 1 == at)).any(asks) {
            return None;
        }
        let mut candidate = self.anchor(at, Class::Labelled(Place::Cloze), text, None);
        text.clone_into(&mut candidate.title);
        candidate.rest.clear();
        Some(candidate)
    }

    /// `question :: answer`, `question ;; answer`, or a `?` on the line below.
    fn marked(&self, at: BlockId, text: &str) -> Option<Candidate> {
        let first = text.lines().next().unwrap_or_default();
        let behind = text[first.len()..].trim();
        if let Some((question, answer)) = two_sides(first, self.words) {
            // A numbered list of terms explains them.
            let is_numbered = self.outline.blocks[at].numbering != Numbering::None;
            if is_numbered && !wording::ask(question, self.words).is_strong()
                || is_time_or_place(question, self.words)
                || is_path(first, question, answer)
                    && !wording::ask(question, self.words).is_strong()
                    && !self.has_sides_beside(at)
            {
                return None;
            }
            let mut candidate = self.anchor(at, Class::Labelled(Place::Colons), question, None);
            candidate.title = clean(question, self.words);
            [answer, behind].join("\n").trim().clone_into(&mut candidate.rest);
            return Some(candidate);
        }
        let next = self.outline.blocks.get(at + 1)?;
        if next.kind == Kind::Separator {
            let mut candidate = self.anchor(at, Class::Labelled(Place::Separator), text, None);
            candidate.title = clean(text, self.words);
            candidate.rest.clear();
            return Some(candidate);
        }
        None
    }

    /// Whether the block above or below has two sides as well.
    fn has_sides_beside(&self, at: BlockId) -> bool {
        let blocks = &self.outline.blocks;
        let has_sides = |other: BlockId| {
            let first = self.outline.own(other).lines().next().unwrap_or_default().to_owned();
            blocks[other].kind == blocks[at].kind && two_sides(&first, self.words).is_some()
        };
        at > 0 && has_sides(at - 1) || at + 1 < blocks.len() && has_sides(at + 1)
    }

    fn paragraph(&mut self, at: BlockId, block: &Block, text: &str) -> Option<Candidate> {
        let words = self.words;
        if let Some(candidate) = self.tagged(at, text).or_else(|| self.cloze(at, block, text)) {
            return Some(candidate);
        }
        let bold = bold_whole(text);
        if bold.is_some() {
            let (found, skipped) = numbering(text, words);
            if found != Numbering::None {
                let mut candidate =
                    self.anchor(at, Class::Bold(found.into()), &text[skipped..], found.number());
                candidate.is_numbered_question = matches!(found, Numbering::Question(_));
                return Some(candidate);
            }
        }
        match label(text, words) {
            Some(found) if found.side == Side::Question => {
                if found.rest.is_empty() {
                    return Some(self.label_alone(at, Place::Paragraph));
                }
                return Some(self.anchor(at, Class::Labelled(Place::Paragraph), found.rest, found.number));
            }
            Some(_) => {
                self.roles[at] = Role::AnswerMark;
                return None;
            }
            None => {}
        }
        match label_alone(text, words) {
            Some(Side::Question) if block.fold.is_none() => {
                return Some(self.label_alone(at, Place::Paragraph));
            }
            Some(Side::Answer) => {
                self.roles[at] = Role::AnswerMark;
                return None;
            }
            _ => {}
        }
        if is_fact_line(text, words) {
            self.roles[at] = Role::Fact;
            return None;
        }
        if is_in_the_way(text, words) || leads_inside(text) {
            self.roles[at] = Role::Boilerplate;
            return None;
        }
        if block.is_rtl {
            self.roles[at] = Role::Narrative;
            return None;
        }
        if let Some(candidate) = self.marked(at, text) {
            return Some(candidate);
        }
        if bold.is_some() {
            if matches!(heading_kind(text, words), HeadingKind::Boilerplate | HeadingKind::Facts) {
                self.roles[at] = Role::Boilerplate;
                return None;
            }
            let key = wording::keyword(text, words);
            if words.is(WordClass::Part, &key) || words.is(WordClass::TaskPart, &key) {
                return None;
            }
            let ends_in_colon = text
                .trim_end_matches(|c: char| !c.is_alphanumeric() && c != ':' && c != '：' && c != '?')
                .ends_with([':', '：']);
            if ends_in_colon && !wording::ask(text, words).is_strong() {
                return None;
            }
            let candidate = self.anchor(at, Class::Bold(Numbered::No), text, None);
            // A sentence in bold that tells.
            let tells = candidate.ask == Ask::No && candidate.title.ends_with(['.', '。', '!']);
            return (!tells).then_some(candidate);
        }
        if is_link_only(text) {
            return None;
        }
        if self.stands_over_boxes(at) {
            let mut candidate = self.anchor(at, Class::Paragraph { is_bold: false }, text, None);
            candidate.votes = self.weights.asks;
            candidate.ask = candidate.ask.max(Ask::Interrogative);
            return Some(candidate);
        }
        let next = self.outline.blocks.get(at + 1);
        let has_gaps = || self.outline.blocks.iter().take(20).skip(1).any(|block| block.blanks >= 3);
        // The answer stands below a blank line, or right below the question.
        let asked_above = text.split_once('\n').filter(|(first, _)| first.ends_with(wording::QUESTION_MARKS));
        let is_apart = (block.blanks >= 3 || at == 0 && has_gaps())
            && (next.is_some_and(|next| matches!(next.blanks, 1 | 2)) || asked_above.is_some());
        if is_apart && self.is_plain_region(at) {
            let mut candidate =
                self.anchor(at, Class::Apart, asked_above.map_or(text, |(first, _)| first), None);
            if let Some((_, answer)) = asked_above {
                answer.trim().clone_into(&mut candidate.rest);
            }
            return Some(candidate);
        }
        let is_bold = text.starts_with("**") || text.starts_with("__");
        let mut candidate = self.anchor(at, Class::Paragraph { is_bold }, text, None);
        // A question within a story is no question of its own.
        if candidate.ask == Ask::Mark && !candidate.is_interrogative {
            candidate.votes = self.weights.hinted;
        }
        if candidate.title.split_whitespace().count() > 30 {
            return None;
        }
        let asks =
            candidate.ask == Ask::Mark && wording::ask(first_sentence(&candidate.title), words).is_strong();
        let is_worded = matches!(candidate.ask, Ask::Order | Ask::Interrogative)
            && text.split_whitespace().count() < 25
            && (!text.trim_end().ends_with(['.', ':'])
                || candidate.ask == Ask::Order
                    && text.ends_with('.')
                    && text.split_whitespace().count() <= 12);
        (asks || is_worded).then_some(candidate)
    }

    fn field(&mut self, at: BlockId, separator: &'static str, text: &str) -> Option<Candidate> {
        let (question, answer) = text.split_once(separator)?;
        let is_fact = self.words.is(WordClass::Facts, &fold(question.trim()));
        if is_fact || is_command(text) || is_in_the_way(question, self.words) {
            self.roles[at] = Role::Fact;
            return None;
        }
        let mut candidate = self.anchor(at, Class::Field(separator), question, None);
        candidate.title = clean(question, self.words);
        answer.trim().clone_into(&mut candidate.rest);
        Some(candidate)
    }

    fn line(&mut self, at: BlockId, block: &Block, text: &str) -> Option<Candidate> {
        let words = self.words;
        let marked = self.tagged(at, text).or_else(|| self.cloze(at, block, text));
        if let Some(candidate) = marked.or_else(|| self.marked(at, text)) {
            return Some(candidate);
        }
        if label_alone(text, words) == Some(Side::Answer) {
            self.roles[at] = Role::Boilerplate;
            return None;
        }
        let asks = wording::ask(text, words);
        let is_key = regex!(r"^[^:：]{2,24}[:：]\s*\S").is_match(text) && asks != Ask::Mark;
        if is_fact_line(text, words) || is_key {
            self.roles[at] = Role::Fact;
            return None;
        }
        let says = text.chars().any(char::is_alphanumeric);
        if is_in_the_way(text, words) || is_command(text) || is_link_only(text) || leads_inside(text) || !says
        {
            return None;
        }
        let class = Class::Line { is_indented: block.indent > 0 };
        let candidate = self.anchor(at, class, text, None);
        // A sentence that tells, or an introduction.
        let tells = text.chars().count() > 60 || text.ends_with(['.', '。', '!', '！', ':', '：', ',', '，']);
        (candidate.ask != Ask::No || !tells).then_some(candidate)
    }

    fn quote(&self, at: BlockId, block: &Block, text: &str) -> Option<Candidate> {
        let Some(kind) = block.callout.as_deref() else {
            // A card with a `?` between its sides.
            let is_mark = |line: &&str| matches!(line.trim(), "?" | "??");
            if let Some(mark) = text.lines().find(is_mark)
                && let Some((asked, answer)) = text.split_once(&format!("\n{mark}\n"))
                && !text.contains("\n>")
                && !asked.starts_with('>')
            {
                let mut candidate = self.anchor(at, Class::Labelled(Place::Separator), asked, None);
                candidate.title = clean(asked.trim(), self.words);
                answer.trim().clone_into(&mut candidate.rest);
                return (!candidate.title.is_empty()).then_some(candidate);
            }
            let text = text.trim().trim_matches(['"', '“', '”', '«', '»']);
            let candidate = self.anchor(at, Class::Quote, text, None);
            let is_short = candidate.title.split_whitespace().count() <= 40;
            return (candidate.ask.is_strong() && is_short && candidate.rest.is_empty()).then_some(candidate);
        };
        if !matches!(kind, "question" | "faq" | "help" | "quiz" | "flashcard" | "card") {
            return None;
        }
        let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
        let title =
            first.trim_start().trim_start_matches("[!").split_once(']').map_or(first, |(_, title)| title);
        let title = title.trim_start_matches(['-', '+']).trim();
        // A callout without a title asks on its first line.
        let (title, rest) = if title.is_empty() {
            rest.trim_start().split_once('\n').unwrap_or((rest.trim(), ""))
        } else {
            (title, rest)
        };
        let mut candidate = self.anchor(at, Class::Labelled(Place::Callout), title, None);
        let joined = [candidate.rest.as_str(), rest].join("\n");
        joined.trim().clone_into(&mut candidate.rest);
        (!candidate.title.is_empty()).then_some(candidate)
    }

    fn fold(&mut self, at: BlockId, text: &str) -> Option<Candidate> {
        if is_answer_fold(text, self.words) {
            return None;
        }
        if matches!(heading_kind(text, self.words), HeadingKind::Boilerplate | HeadingKind::Facts) {
            self.roles[at] = Role::Boilerplate;
            return None;
        }
        if self.words.is(WordClass::Hints, &wording::keyword(text, self.words)) {
            self.roles[at] = Role::Hint;
            return None;
        }
        let (found, skipped) = numbering(text, self.words);
        Some(self.anchor(at, Class::Fold, &text[skipped..], found.number()))
    }

    fn label_alone(&self, at: BlockId, place: Place) -> Candidate {
        let mut candidate = self.anchor(at, Class::Labelled(place), "", None);
        candidate.is_numbered_question = true;
        candidate
    }

    fn anchor(&self, at: BlockId, class: Class, text: &str, number: Option<u32>) -> Candidate {
        let titled = if text.contains('(') { Title::of(text) } else { Title::default() };
        let own = if titled.asked.is_empty() {
            split(text, self.words)
        } else {
            OwnText { question: titled.question.into_owned(), rest: String::new() }
        };
        let title = clean(&own.question, self.words);
        let ask = wording::ask(&title, self.words);
        let votes = match ask {
            Ask::Mark => self.weights.asks,
            Ask::Interrogative | Ask::Order => self.weights.worded,
            Ask::Auxiliary | Ask::Pair => self.weights.hinted,
            Ask::No => 0.0,
        };
        Candidate {
            at,
            class,
            parent: Parent::Note,
            is_interrogative: ask != Ask::No
                && ask != Ask::Order
                && wording::is_interrogative(&title, self.words),
            title,
            rest: own.rest,
            ask,
            votes,
            number,
            is_numbered_question: false,
            is_blocked: false,
            is_section: false,
            is_taken: false,
            is_doubtful: false,
            end: at + 1,
            group: 0,
        }
    }

    fn parent(&self, at: BlockId, class: &Class) -> Parent {
        let block = &self.outline.blocks[at];
        match class {
            Class::Apart => Parent::Note,
            // A bold line above a list does not part terms.
            Class::Term => {
                let is_marked = |&section: &BlockId| self.outline.blocks[section].level < PLAIN_LEVEL;
                Parent::Section(self.outline.sections(at).find(is_marked), block.fold)
            }
            Class::Heading { .. } => {
                let mut sections = self.outline.sections(at);
                Parent::Heading(sections.find(|&section| self.roles[section] != Role::AnswerMark))
            }
            _ => match block.item.filter(|_| matches!(block.kind, Kind::Item | Kind::Line)) {
                Some(item) => Parent::Item(item),
                None => Parent::Section(block.section, block.fold),
            },
        }
    }

    /// Whether a block stands right under a heading of facts or of what is no question, or in a fold of contents.
    fn blocked(&self, at: BlockId) -> Option<Role> {
        let outline = self.outline;
        let near = outline.sections(at).find(|&section| self.roles[section] != Role::AnswerMark);
        match near.map(|near| self.kinds[near]) {
            Some(HeadingKind::Facts) => return Some(Role::Fact),
            // The title of a note, such as "Notes", says nothing of what is in it.
            Some(HeadingKind::Boilerplate) if near != self.title => return Some(Role::Boilerplate),
            _ => {}
        }
        let mut folds = std::iter::successors(outline.blocks[at].fold, |&fold| outline.blocks[fold].fold);
        let is_contents = |fold: BlockId| {
            let title = outline.own(fold);
            heading_kind(&title, self.words) == HeadingKind::Boilerplate
                || regex!(r"(?i)contents|translation").is_match(&title)
        };
        folds.any(is_contents).then_some(Role::Boilerplate)
    }

    /// Whether three bare boxes stand right below a block: `[ ] Linus Torvalds`.
    fn stands_over_boxes(&self, at: BlockId) -> bool {
        let is_bare_box = |block: &Block| {
            block.kind == Kind::Item
                && block.tick.is_some()
                && block.bullet.is_none()
                && block.numbering == Numbering::None
        };
        let below = &self.outline.blocks[at + 1..];
        below.len() >= 3 && below[..3].iter().all(is_bare_box) && below[0].blanks == 0
    }

    /// Before the first heading with a mark.
    fn is_plain_region(&self, at: BlockId) -> bool {
        !self.outline.sections(at).any(|section| self.outline.blocks[section].level < PLAIN_LEVEL)
    }

    /// Whether a box is one of the options of a question: some of its run are ticked, and what stands above asks or is
    /// numbered.
    fn is_choice(&self, at: BlockId) -> bool {
        let blocks = &self.outline.blocks;
        let is_box = |at: BlockId| blocks[at].kind == Kind::Item && blocks[at].tick.is_some();
        let mut first = at;
        while first > 0 && at - first < 40 && is_box(first - 1) {
            first -= 1;
        }
        let mut end = at + 1;
        while end < blocks.len() && end - at < 40 && is_box(end) {
            end += 1;
        }
        // Boxes right below a question are to be ticked by whoever answers.
        let is_quiz = end - first >= 3
            && first > 0
            && blocks[first - 1].kind != Kind::Code
            && (wording::ask(&self.outline.own(first - 1), self.words) == Ask::Mark
                || self.stands_over_boxes(first - 1));
        let is_ticked = is_quiz || blocks[first..end].iter().any(|block| block.tick == Some(true));
        let Some(above) = first.checked_sub(1) else { return false };
        let leads = |at: BlockId| {
            blocks[at].numbering != Numbering::None
                || wording::ask(&self.outline.own(at), self.words) == Ask::Mark
                || self.stands_over_boxes(at)
        };
        let below_code = blocks[above].kind == Kind::Code && above > 0 && leads(above - 1);
        end - first > 1 && is_ticked && (below_code || leads(above))
    }
}

/// Whether a fold holds an answer: "Show answer", "Solution".
pub(super) fn is_answer_fold(title: &str, words: &NoteWords) -> bool {
    let key = wording::keyword(title, words);
    if key.is_empty() || words.is(WordClass::FoldAnswer, &key) || words.is(WordClass::AnswerLabel, &key) {
        return true;
    }
    let first = key.split([' ', '(', ':']).next().unwrap_or_default();
    (words.is(WordClass::FoldAnswer, first) || words.is(WordClass::AnswerLabel, first))
        && first.chars().count() > 1
        && wording::ask(title, words) != Ask::Mark
}

/// Whether the mark between two sides may be that of a path: `convert it to io::Error`.
fn is_path(line: &str, question: &str, answer: &str) -> bool {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let (before, behind) = (
        question.rsplit(|c: char| !is_name(c)).next().unwrap_or_default(),
        answer.split(|c: char| !is_name(c)).next().unwrap_or_default(),
    );
    let has_hump = |word: &str| word.contains('_') || word.chars().skip(1).any(char::is_uppercase);
    line.contains(&[before, "::", behind].concat())
        && !before.is_empty()
        && !behind.is_empty()
        && (before.starts_with(char::is_lowercase)
            || behind.starts_with(char::is_lowercase)
            || has_hump(before)
            || has_hump(behind))
}

fn first_sentence(text: &str) -> &str {
    let end = text.find(['.', '?', '!', '؟', '？', '。', '！']);
    end.map_or(text, |at| &text[..text.ceil_char_boundary(at + 1)])
}
