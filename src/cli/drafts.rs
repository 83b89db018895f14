//! What somebody is writing in an editor, and what an earlier viva left behind of it.
//!
//! A draft lies in the collection's own folder until what it says is stored. So whatever ends viva in
//! between, the text is there: it is named at the next start and can be continued.

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::files::{self, DraftFile, LeftDraft};
use crate::study::card::CardId;
use crate::study::card_text::{is_card_text, line_to_write};
use crate::study::text::safe;
use crate::terminal::EditorEnd;

use super::context::{Context, editor};
use super::failure::{Code, Failure};
use super::output;

/// An editor that ends sooner has asked nobody.
const AT_ONCE: Duration = Duration::from_secs(1);
/// How many drafts are named one by one.
const MOST_NAMED: usize = 3;

pub(super) const RETURNED_AT_ONCE: &str = "nothing was changed: the editor returned at once; if it opens a \
    window of its own, add its option to wait, such as EDITOR=\"code --wait\"";

/// What a draft is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Subject {
    pub(super) kind: Kind,
    /// `None` if it belongs to no deck, or to a draft that an older version left behind.
    pub(super) deck: Option<String>,
    pub(super) card: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    /// A whole card.
    Card,
    /// The user's own answer to a card.
    Answer,
    /// A card to be added.
    NewCard,
    Settings,
    /// Something else, such as the text of an answer that is being typed.
    Text,
}

impl Subject {
    pub(super) fn of_card(kind: Kind, deck: &str, card: &CardId) -> Self {
        Self { kind, deck: Some(deck.to_owned()), card: Some(card.as_str().to_owned()) }
    }

    pub(super) fn new_card(deck: &str) -> Self {
        Self { kind: Kind::NewCard, deck: Some(deck.to_owned()), card: None }
    }

    pub(super) fn of(kind: Kind) -> Self {
        Self { kind, deck: None, card: None }
    }

    /// Whether a draft for `self` may be continued where `other` is wanted.
    pub(super) fn is_for(&self, other: &Self) -> bool {
        self.kind == other.kind
            && self.kind != Kind::Text
            && self.card == other.card
            && (self.deck == other.deck || self.deck.is_none())
    }

    /// The file's name without what makes it unique.
    fn file_name(&self) -> (String, &'static str) {
        let stem = match self.kind {
            Kind::Card | Kind::Answer => self.card.clone().unwrap_or_default(),
            Kind::NewCard => "new".to_owned(),
            Kind::Settings => "viva".to_owned(),
            Kind::Text => "text".to_owned(),
        };
        (stem, if self.kind == Kind::Settings { ".toml" } else { ".md" })
    }
}

/// What lies beside a draft.
#[derive(Serialize, Deserialize)]
struct Note {
    #[serde(flatten)]
    subject: Subject,
    /// The text before anybody worked on it.
    start: String,
}

/// A text that somebody works on.
pub(super) struct Draft {
    file: DraftFile,
    pub(super) subject: Subject,
    /// The text before anybody worked on it; `None` where that is not known.
    pub(super) start: Option<String>,
}

/// What came out of the editor.
pub(super) enum Written {
    /// What it was before anybody worked on it.
    AsItWas {
        at_once: bool,
    },
    Emptied,
    Text(String),
}

impl Draft {
    /// A file with a text to be edited. `start` is what counts as untouched.
    pub(super) fn new(context: &Context, subject: Subject, start: &str, text: &str) -> Result<Self, Failure> {
        // If there is no collection yet, a draft does not create one.
        let folder = folder(context).unwrap_or_else(std::env::temp_dir);
        let (stem, suffix) = subject.file_name();
        let note = Note { subject, start: start.to_owned() };
        let note_text = serde_json::to_string(&note).map_err(std::io::Error::from)?;
        let file = DraftFile::write(&folder, &stem, suffix, text, &note_text)?;
        Ok(Self { file, subject: note.subject, start: Some(note.start) })
    }

    /// A draft that was left behind and is for one of what is wanted; opened, and so nobody else's.
    pub(super) fn left(
        context: &Context,
        is_wanted: impl Fn(&Subject) -> bool,
    ) -> Result<Option<Self>, Failure> {
        for left in left_behind(context)? {
            if is_wanted(&left.subject)
                && let Some(file) = DraftFile::take(&left.file)?
            {
                return Ok(Some(Self { file, subject: left.subject, start: left.start }));
            }
        }
        Ok(None)
    }

    pub(super) fn text(&self) -> Result<String, Failure> {
        Ok(files::read_text(self.file.path())?.replace("\r\n", "\n"))
    }

    /// Opens it in the user's editor, at `line`, or at the place to write.
    pub(super) fn open(&self, line: Option<usize>) -> Result<Written, Failure> {
        let editor = editor();
        let line = line.or_else(|| line_to_write(&self.text().ok()?));
        let took = match editor.open(self.file.path(), line)? {
            EditorEnd::Well { took } => took,
            EditorEnd::NotStarted => {
                let message = format!("the editor `{}` could not be started", editor.words());
                return Err(
                    Failure::new(Code::Failed, message).hint("set VISUAL or EDITOR to the one you use")
                );
            }
            EditorEnd::Failed { code } => {
                let how = code.map_or("by a signal".to_owned(), |code| format!("with exit code {code}"));
                return Err(Failure::new(
                    Code::Failed,
                    format!("the editor ended {how}; nothing was changed"),
                ));
            }
        };
        let text = self.text()?;
        Ok(if text.trim().is_empty() {
            Written::Emptied
        } else if self.start.as_ref() == Some(&text) {
            Written::AsItWas { at_once: took < AT_ONCE }
        } else {
            Written::Text(text)
        })
    }

    /// Whether it has a text that is stored nowhere else.
    pub(super) fn is_touched(&self) -> bool {
        !self.text().is_ok_and(|text| is_untouched(&text, self.start.as_deref()))
    }

    pub(super) fn remove(self) -> Result<(), Failure> {
        Ok(self.file.remove()?)
    }

    /// Removes it if its text is stored; otherwise names its path.
    pub(super) fn settle<T>(self, stored: Result<T, Failure>) -> Result<T, Failure> {
        match stored {
            Ok(done) => {
                self.remove()?;
                Ok(done)
            }
            Err(failure) if !self.is_touched() => {
                self.remove()?;
                Err(failure)
            }
            Err(failure) => {
                let hint = failure.hint.as_ref().map_or(String::new(), |hint| format!("{hint}; "));
                Err(failure.hint(format!("{hint}what you wrote is in {}", self.file.path().display())))
            }
        }
    }
}

/// A draft that no viva has open.
pub(super) struct Left {
    file: LeftDraft,
    pub(super) subject: Subject,
    start: Option<String>,
}

impl Left {
    pub(super) fn path(&self) -> PathBuf {
        self.file.path.clone()
    }

    /// Its path, and the command that continues it.
    pub(super) fn line(&self) -> String {
        let path = self.file.path.display();
        let Subject { kind, deck, card } = &self.subject;
        let card = card.as_deref().unwrap_or_default();
        match kind {
            Kind::Card => format!("a draft of card {card} in {path}; `viva edit {card}` continues it"),
            Kind::Answer => {
                format!("a draft of your answer to {card} in {path}; `viva answer {card}` continues it")
            }
            Kind::NewCard => {
                let deck = deck.as_deref().unwrap_or("DECK");
                format!("a draft of a new card in {path}; `viva add --deck {deck} --editor` continues it")
            }
            Kind::Settings => {
                format!("a draft of your settings in {path}; `viva config edit` continues it")
            }
            Kind::Text => format!("a draft in {path}; delete it when you no longer need it"),
        }
    }
}

/// Drafts with a text that was never stored, and that no viva has open.
pub(super) fn left_behind(context: &Context) -> Result<Vec<Left>, Failure> {
    Ok(all_left(context)?.0)
}

/// The drafts that no viva has open: those with a text of the user's, and those without.
fn all_left(context: &Context) -> Result<(Vec<Left>, Vec<LeftDraft>), Failure> {
    let (mut touched, mut untouched) = (Vec::new(), Vec::new());
    let Some(folder) = folder(context) else { return Ok((touched, untouched)) };
    for file in files::left_drafts(&folder)? {
        let note = file.note.as_deref().and_then(|note| serde_json::from_str::<Note>(note).ok());
        // What cannot be read is somebody's text all the same.
        let text = files::read_text(&file.path).unwrap_or_else(|error| error.to_string());
        let (subject, start) = match note {
            Some(note) => (note.subject, Some(note.start)),
            None => (guessed(&file, &text), None),
        };
        if is_untouched(&text.replace("\r\n", "\n"), start.as_deref()) {
            untouched.push(file);
        } else {
            touched.push(Left { file, subject, start });
        }
    }
    Ok((touched, untouched))
}

/// Removes drafts of earlier runs in which nothing was written.
pub(super) fn tidy(context: &Context) -> Result<(), Failure> {
    for file in all_left(context)?.1 {
        if let Some(file) = DraftFile::take(&file)? {
            file.remove()?;
        }
    }
    Ok(())
}

/// Names the drafts that were left behind, but not one for `offered`, which is offered instead.
pub(super) fn mention(context: &Context, offered: Option<&Subject>) -> Result<(), Failure> {
    let left = left_behind(context)?;
    let is_offered = |left: &&Left| offered.is_some_and(|offered| left.subject.is_for(offered));
    let others: Vec<&Left> = left.iter().filter(|left| !is_offered(left)).collect();
    for left in others.iter().take(MOST_NAMED) {
        output::note(safe!("not saved: {}", left.line()));
    }
    if others.len() > MOST_NAMED {
        let more = output::count(others.len() - MOST_NAMED, "more draft");
        output::note(safe!("{more} not saved; `viva check` lists them all"));
    }
    Ok(())
}

fn folder(context: &Context) -> Option<PathBuf> {
    let found = &context.found;
    found.exists().then(|| found.root.join(".viva/drafts"))
}

fn is_untouched(text: &str, start: Option<&str>) -> bool {
    text.trim().is_empty() || start == Some(text)
}

/// What a draft without a note is for, by its name and its text.
fn guessed(file: &LeftDraft, text: &str) -> Subject {
    let stem = file.path.file_stem().and_then(std::ffi::OsStr::to_str).unwrap_or_default();
    match stem.rsplit_once('-').map_or(stem, |(stem, _)| stem) {
        "new" => Subject::of(Kind::NewCard),
        "viva" => Subject::of(Kind::Settings),
        // Names of texts that are of no card.
        "answer" | "notes" | "card" | "text" => Subject::of(Kind::Text),
        card => Subject {
            kind: if is_card_text(text) { Kind::Card } else { Kind::Answer },
            deck: None,
            card: Some(card.to_owned()),
        },
    }
}
