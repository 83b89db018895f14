//! Answers that say nothing: placeholders, and the offers at the end of what a machine wrote.

use crate::study::lexicon::{NoteWords, WordClass, fold};

/// In bytes; what is longer says something.
const LONGEST: usize = 160;
const LONGEST_OFFER: usize = 300;

/// An answer that says there is none yet.
pub(super) fn is_placeholder(answer: &str) -> bool {
    if answer.len() > LONGEST {
        return false;
    }
    if !answer.chars().any(char::is_alphanumeric) {
        // A table of marks, an equation or a picture says something; dots do not.
        return answer.chars().all(|c| c.is_whitespace() || ".…-–—*_?؟!`>#|".contains(c));
    }
    if is_to_be_filled(answer) {
        return true;
    }
    if answer.contains("](") {
        return leads_to_front_page(answer);
    }
    NoteWords::built_in().is(WordClass::Placeholders, &words(answer).join(" "))
}

/// Whether an answer says no more than that one is missing.
pub(super) fn is_placeholder_answer(answer: &str) -> bool {
    // `[Your text here]`, in a fence or not
    let bare = answer.trim().trim_matches('`').trim();
    is_placeholder(answer.trim())
        || bare.starts_with('[')
            && bare.ends_with(']')
            && !bare.contains(['\n', ',', '"', '('])
            && bare.contains(' ')
}

/// Without the last paragraph of an answer that was asked of a machine: "Let me know if you want more!"
pub(super) fn without_offer(answer: &str) -> &str {
    let kept = answer.trim_end();
    let Some(at) = kept.rfind("\n\n") else { return answer };
    let last = kept[at..].trim_start_matches(|c: char| !c.is_alphabetic());
    let offers = || NoteWords::built_in().begins(WordClass::Offers, &words(last).join(" ")).is_some();
    if last.len() <= LONGEST_OFFER && !last.contains('\n') && offers() {
        kept[..at].trim_end()
    } else {
        answer
    }
}

/// `{Record your response}`, `_[Describe the context]_`
fn is_to_be_filled(answer: &str) -> bool {
    let bare = answer.trim().trim_matches(['*', '_', '`', '>', ' ']);
    let inner = [('{', '}'), ('[', ']'), ('<', '>')].iter().find_map(|&(open, close)| {
        bare.strip_prefix(open)?.strip_suffix(close).filter(|inner| !inner.contains([open, close]))
    });
    inner.is_some_and(|inner| {
        let words = words(inner);
        words.len() > 1 && NoteWords::built_in().is(WordClass::Fills, &words[0])
    })
}

/// "Read answer on [Cards](https://cards.example)": advertisement, where no page is named.
fn leads_to_front_page(answer: &str) -> bool {
    let Some((text, target)) = answer.trim().split_once("](") else { return false };
    let address = target.strip_suffix(')').and_then(|target| target.split_once("://"));
    let is_answer = |word: &String| NoteWords::built_in().is(WordClass::AnswerLabel, word);
    address.is_some_and(|(_, host)| !host.trim_end_matches('/').contains(['/', '#', '?', '(']))
        && words(text).iter().take(5).any(is_answer)
}

/// The words of a text, folded.
fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let parts = folded.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty());
    parts.map(str::to_owned).collect()
}
