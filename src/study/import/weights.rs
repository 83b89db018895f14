//! What each piece of evidence weighs. They are all here, so that a benchmark can move each of them.

/// The weights by which a group of siblings is taken or left.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// The sum at which a group is taken.
    pub accept: f32,
    /// A member with a question mark.
    pub asks: f32,
    /// A member worded as a question or an order; also the most that wording alone gives a group.
    pub worded: f32,
    /// A member that begins as a question may, or sets two things apart.
    pub hinted: f32,
    /// The nearest heading, or the line above, announces questions.
    pub near: f32,
    /// A heading that may announce them.
    pub weak: f32,
    /// The title or the name of the file announces them.
    pub title: f32,
    /// The title may announce them.
    pub title_weak: f32,
    /// The members count up.
    pub numbered: f32,
    /// They are numbered as questions.
    pub question_numbers: f32,
    /// They have bodies.
    pub bodies: f32,
    /// Two of them have answers that are marked.
    pub answer_marks: f32,
    /// A topic whose first paragraph asks or sets a task, at most two of each.
    pub prompt: f32,
    /// Each vote of a member of the same class elsewhere.
    pub support: f32,
    /// The most that support gives.
    pub support_most: f32,
    /// A sister section of the same class gave cards.
    pub sisters: f32,
    /// Against items in items.
    pub nested: f32,
    /// Against headings without numbers where hardly one asks.
    pub bare: f32,
    /// Against a list that a sentence introduces.
    pub intro: f32,
    /// Against what stands under facts.
    pub facts: f32,
    /// Against paragraphs.
    pub prose: f32,
    /// Against everything in a note whose title is of another kind of document.
    pub other_document: f32,
    /// Against headings beside those that software is documented under.
    pub software: f32,
}

impl Weights {
    /// The weights that viva reads with.
    pub const DEFAULT: Self = Self {
        accept: 4.0,
        asks: 2.0,
        worded: 1.5,
        hinted: 0.7,
        near: 4.0,
        weak: 1.5,
        title: 1.5,
        title_weak: 0.8,
        numbered: 1.5,
        question_numbers: 4.0,
        bodies: 1.0,
        answer_marks: 4.0,
        prompt: 1.5,
        support: 0.5,
        support_most: 3.0,
        sisters: 2.5,
        nested: 3.0,
        bare: 3.0,
        intro: 2.0,
        facts: 5.0,
        prose: 4.0,
        other_document: 4.0,
        software: 2.0,
    };

    /// Each weight by its name.
    pub fn named(&mut self) -> [(&'static str, &mut f32); 23] {
        [
            ("accept", &mut self.accept),
            ("asks", &mut self.asks),
            ("worded", &mut self.worded),
            ("hinted", &mut self.hinted),
            ("near", &mut self.near),
            ("weak", &mut self.weak),
            ("title", &mut self.title),
            ("title_weak", &mut self.title_weak),
            ("numbered", &mut self.numbered),
            ("question_numbers", &mut self.question_numbers),
            ("bodies", &mut self.bodies),
            ("answer_marks", &mut self.answer_marks),
            ("prompt", &mut self.prompt),
            ("support", &mut self.support),
            ("support_most", &mut self.support_most),
            ("sisters", &mut self.sisters),
            ("nested", &mut self.nested),
            ("bare", &mut self.bare),
            ("intro", &mut self.intro),
            ("facts", &mut self.facts),
            ("prose", &mut self.prose),
            ("other_document", &mut self.other_document),
            ("software", &mut self.software),
        ]
    }
}
