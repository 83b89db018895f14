//! Asks for a choice, a yes or no, or a line of text, through dialoguer.
//!
//! dialoguer writes its prompts as they are, hides the cursor when cancelled, waits for ever without a
//! terminal, and takes every signal for Ctrl-C. So: texts are cleaned, terminals are checked for first,
//! the cursor is always shown again, signals are told apart. It also moves the cursor about even for a
//! line of text; under `plain` what it writes passes a filter that lets no escape through, so that
//! lines are only ever appended.

use std::io::{self, IsTerminal, Write};
use std::os::fd::{AsRawFd, RawFd};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use dialoguer::console::{Key as TermKey, Term};
use dialoguer::theme::SimpleTheme;
use dialoguer::{Confirm, Input, MultiSelect, Select};
use signal_hook::consts::{SIGHUP, SIGINT};
use termimad::crossterm::style::ContentStyle;
use termimad::crossterm::terminal;

use super::error::TerminalError;
use super::guard::{Guard, Signal};
use super::line::Line;
use super::look::TerminalOptions;
use super::screen::size_now;
use super::typed_line::{self, Completion};
use crate::study::text::{Safe, clean_line, clean_name, safe, width};

/// Fewer lines have no room for a list of choices.
const LEAST_ROWS: usize = 5;
const CTRL_D: u8 = 0x04;
const CTRL_Z: u8 = 0x1a;

/// Asks on standard error, so that standard output stays for data.
#[derive(Clone, Copy, Debug)]
pub struct Prompter {
    options: TerminalOptions,
}

/// Why a prompt gave no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    CtrlC,
    CtrlD,
    Esc,
    Ended(i32),
}

/// What came of a list of choices.
enum Picked {
    Place(usize),
    /// It was left by Esc.
    Nothing,
    NoRoom,
}

/// The choices, cut to a width: a wider one would make dialoguer lose count of the lines it has drawn.
fn fitting(choices: &[Safe], columns: usize, cut: &'static str) -> Vec<String> {
    let cut_one = |choice: &Safe| Line::new(choice.clone(), ContentStyle::default()).cut(columns, cut).text();
    choices.iter().map(cut_one).collect()
}

/// Each choice with its number, counted from 1, on standard error.
fn write_numbered(choices: &[Safe], end: &str) -> io::Result<()> {
    let mut err = io::stderr().lock();
    choices.iter().enumerate().try_for_each(|(number, choice)| write!(err, "{} {choice}{end}", number + 1))
}

impl Prompter {
    #[must_use]
    pub fn new(options: TerminalOptions) -> Self {
        Self { options }
    }

    /// The place of the chosen one among the choices. `flag` is what would have answered instead.
    pub fn select(
        self,
        prompt: impl Into<Safe>,
        choices: &[Safe],
        flag: &'static str,
    ) -> Result<usize, TerminalError> {
        let prompt = prompt.into();
        check_terminal(&prompt, flag)?;
        let cut = self.options.marks().cut;
        let choices = self.in_lines(choices);
        let numbered = || {
            write_numbered(&choices, "\n").map_err(TerminalError::io("write to"))?;
            loop {
                let prompt = safe!("{prompt} (1-{})", choices.len());
                // In raw mode the terminal adds no carriage return.
                let answer = read_line_below(&prompt, self.options, || write_numbered(&choices, "\r\n"))
                    .map_err(refused)?;
                match answer.trim().parse::<usize>() {
                    Ok(number) if (1..=choices.len()).contains(&number) => return Ok(number - 1),
                    _ => {}
                }
            }
        };
        if self.options.plain {
            return numbered();
        }
        // Likewise a prompt: a long one is said before.
        let mut shown_prompt = self.shown(&prompt);
        if width(&shown_prompt) > size_now().columns.saturating_sub(4) {
            writeln!(io::stderr(), "{shown_prompt}").map_err(TerminalError::io("write to"))?;
            "Choose".clone_into(&mut shown_prompt);
        }
        let chosen = ask(self.options, |term| {
            // The window may have become another since it was asked last. dialoguer pages its choices, and
            // panics where there is no room for three lines of them.
            let size = size_now();
            if size.rows < LEAST_ROWS {
                return Ok(Picked::NoRoom);
            }
            let shown = fitting(&choices, size.columns.saturating_sub(4), cut);
            let chosen = Select::with_theme(&SimpleTheme)
                .with_prompt(shown_prompt.as_str())
                .items(shown)
                .default(0)
                .interact_on_opt(term)?;
            Ok(chosen.map_or(Picked::Nothing, Picked::Place))
        });
        match chosen.map_err(refused)? {
            Picked::Place(place) => Ok(place),
            Picked::NoRoom => numbered(),
            Picked::Nothing => Err(refused(Refusal::Esc)),
        }
    }

    /// The places of those that were chosen among the choices; there may be none. `flag` is what would have
    /// answered instead.
    pub fn select_several(
        self,
        prompt: impl Into<Safe>,
        choices: &[Safe],
        chosen: Chosen,
        flag: &'static str,
    ) -> Result<Vec<usize>, TerminalError> {
        let prompt = prompt.into();
        check_terminal(&prompt, flag)?;
        let cut = self.options.marks().cut;
        let choices = self.in_lines(choices);
        let numbered = || {
            write_numbered(&choices, "\n").map_err(TerminalError::io("write to"))?;
            let enter = match chosen {
                Chosen::None => "Enter for none",
                Chosen::All => "Enter for all, 0 for none",
            };
            let prompt = safe!("{prompt} (numbers such as 1,{}; {enter})", choices.len());
            loop {
                // In raw mode the terminal adds no carriage return.
                let answer = read_line_below(&prompt, self.options, || write_numbered(&choices, "\r\n"))
                    .map_err(refused)?;
                if let Some(places) = places(&answer, choices.len(), chosen) {
                    return Ok(places);
                }
            }
        };
        if self.options.plain {
            return numbered();
        }
        let keys = match chosen {
            Chosen::None => "Space chooses, Enter goes on",
            Chosen::All => "Space leaves one out, Enter goes on",
        };
        let shown_prompt = format!("{} ({keys})", self.shown(&prompt));
        let chosen = ask(self.options, |term| {
            let size = size_now();
            if size.rows < LEAST_ROWS || size.columns < width(&shown_prompt) + 4 {
                return Ok(None);
            }
            let shown = fitting(&choices, size.columns.saturating_sub(8), cut);
            let chosen = MultiSelect::with_theme(&SimpleTheme)
                .with_prompt(shown_prompt.as_str())
                .items_checked(shown.into_iter().map(|choice| (choice, chosen == Chosen::All)))
                .report(false)
                .interact_on_opt(term)?;
            Ok(Some(chosen))
        });
        match chosen.map_err(refused)? {
            Some(Some(places)) => Ok(places),
            Some(None) => Err(refused(Refusal::Esc)),
            None => numbered(),
        }
    }

    /// One key of several, each with what it does; Esc, Ctrl-C and Ctrl-D leave.
    pub fn key(
        self,
        prompt: impl Into<Safe>,
        keys: &[(char, &'static str)],
        flag: &'static str,
    ) -> Result<char, TerminalError> {
        let prompt = prompt.into();
        check_terminal(&prompt, flag)?;
        let shown: Vec<String> = keys.iter().map(|(key, does)| format!("{key} {does}")).collect();
        let prompt = safe!("{prompt} {}", shown.join(", "));
        let shown = self.shown(&prompt);
        if self.options.plain {
            loop {
                let answer = self.line(&prompt)?.trim().to_lowercase();
                let meant = keys.iter().find(|(key, does)| answer == key.to_string() || answer == **does);
                if let Some((key, _)) = meant {
                    return Ok(*key);
                }
            }
        }
        let answer = ask(self.options, |term| {
            term.write_str(&format!("{shown}: "))?;
            loop {
                match term.read_key()? {
                    TermKey::Escape => return Ok(None),
                    // What a prompt is left by is told apart where it is written.
                    TermKey::Char(typed) if typed.is_control() => {
                        term.write_str(typed.encode_utf8(&mut [0; 4]))?;
                    }
                    TermKey::Char(typed) => {
                        let typed = typed.to_ascii_lowercase();
                        if keys.iter().any(|(key, _)| *key == typed) {
                            term.write_line(typed.encode_utf8(&mut [0; 4]))?;
                            return Ok(Some(typed));
                        }
                    }
                    _ => {}
                }
            }
        });
        answer.and_then(|answer| answer.ok_or(Refusal::Esc)).map_err(refused)
    }

    /// A yes or no. What is confirmed is shown with all that cannot be seen in it.
    pub fn confirm(
        self,
        question: impl Into<Safe>,
        default: Option<bool>,
        flag: &'static str,
    ) -> Result<bool, TerminalError> {
        let question = question.into();
        check_terminal(&question, flag)?;
        let question = clean_name(question.as_str());
        if self.options.plain {
            let choice = match default {
                Some(true) => "Y/n",
                Some(false) => "y/N",
                None => "y/n",
            };
            loop {
                let answer = self.line(&safe!("{question} [{choice}]"))?;
                match (answer.trim().to_lowercase().as_str(), default) {
                    ("y" | "yes", _) => return Ok(true),
                    ("n" | "no", _) => return Ok(false),
                    ("", Some(default)) => return Ok(default),
                    _ => {}
                }
            }
        }
        let answer = ask(self.options, |term| {
            let confirm = Confirm::with_theme(&SimpleTheme).with_prompt(question.as_str());
            let confirm = match default {
                Some(default) => confirm.default(default),
                None => confirm,
            };
            confirm.interact_on_opt(term)
        });
        answer.and_then(|answer| answer.ok_or(Refusal::Esc)).map_err(refused)
    }

    /// A line of text, or the default for an empty one.
    pub fn input(
        self,
        prompt: impl Into<Safe>,
        default: Option<&Safe>,
        flag: &'static str,
    ) -> Result<String, TerminalError> {
        let prompt = prompt.into();
        check_terminal(&prompt, flag)?;
        let prompt = match default {
            Some(default) => safe!("{prompt} [{default}]"),
            None => prompt,
        };
        let answer = self.line(&prompt)?;
        Ok(if answer.is_empty() { default.map(Safe::to_string).unwrap_or_default() } else { answer })
    }

    /// A line of text, which Tab completes; `complete` gets the text before the cursor.
    pub fn completed(
        self,
        prompt: impl Into<Safe>,
        flag: &'static str,
        complete: &dyn Fn(&str) -> Completion,
    ) -> Result<String, TerminalError> {
        let prompt = prompt.into();
        check_terminal(&prompt, flag)?;
        typed_line::read(&prompt, self.options, complete).map_err(refused)
    }

    /// Lets another program, such as an editor, have the terminal meanwhile.
    pub fn suspended<T>(self, run: impl FnOnce() -> T) -> Result<T, TerminalError> {
        let guard = Guard::new().map_err(TerminalError::io("watch"))?;
        Ok(guard.lend(run))
    }

    fn line(self, prompt: &Safe) -> Result<String, TerminalError> {
        read_line(prompt, self.options).map_err(refused)
    }

    /// As this terminal can show it, in one line.
    fn shown(self, text: &Safe) -> String {
        self.options.shown(&clean_line(text.as_str())).into_string()
    }

    fn in_lines(self, choices: &[Safe]) -> Vec<Safe> {
        choices.iter().map(|choice| self.options.shown(&clean_line(choice.as_str()))).collect()
    }
}

/// What is chosen before the user changes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    None,
    All,
}

/// The places that numbers name, counted from 1 and parted by commas or blanks. Nothing typed leaves what is chosen,
/// and `0` is none.
fn places(typed: &str, count: usize, chosen: Chosen) -> Option<Vec<usize>> {
    match typed.trim() {
        "" if chosen == Chosen::All => return Some((0..count).collect()),
        "" | "0" => return Some(Vec::new()),
        _ => {}
    }
    let numbers = typed.split([',', ' ']).filter(|number| !number.is_empty());
    let places: Option<Vec<usize>> =
        numbers.map(|number| number.parse().ok().filter(|number| (1..=count).contains(number))).collect();
    let mut places: Vec<usize> = places?.into_iter().map(|number| number - 1).collect();
    places.sort_unstable();
    places.dedup();
    Some(places)
}

/// One line of text, without the control characters that were typed into it.
pub(super) fn read_line(prompt: &Safe, options: TerminalOptions) -> Result<String, Refusal> {
    read_line_below(prompt, options, || Ok(()))
}

/// The same; what stands above the prompt is written once more where the prompt is, as after a resize.
pub(super) fn read_line_below(
    prompt: &Safe,
    options: TerminalOptions,
    above: impl Fn() -> io::Result<()>,
) -> Result<String, Refusal> {
    let prompt = options.shown(&clean_line(prompt.as_str())).to_string();
    let is_first = std::cell::Cell::new(true);
    let line = ask(options, |term| {
        if !is_first.replace(false) {
            above()?;
        }
        Input::<String>::with_theme(&SimpleTheme)
            .with_prompt(prompt.as_str())
            .allow_empty(true)
            .report(!options.plain)
            .interact_on(term)
    })?;
    Ok(line.chars().filter(|c| !c.is_control()).collect())
}

fn check_terminal(what: &Safe, flag: &'static str) -> Result<(), TerminalError> {
    if io::stdin().is_terminal() && io::stderr().is_terminal() {
        return Ok(());
    }
    Err(TerminalError::NoTerminal {
        what: format!("\"{}\"", clean_line(what.as_str())),
        flag: flag.to_owned(),
    })
}

fn refused(refusal: Refusal) -> TerminalError {
    match refusal {
        Refusal::CtrlC | Refusal::CtrlD | Refusal::Esc => TerminalError::Cancelled,
        Refusal::Ended(signal) => TerminalError::Ended { signal },
    }
}

/// Runs a prompt until it is answered or refused.
pub(super) fn ask<T>(
    options: TerminalOptions,
    prompt: impl Fn(&Term) -> dialoguer::Result<T>,
) -> Result<T, Refusal> {
    let Ok(guard) = Guard::new() else { return Err(Refusal::Ended(SIGHUP)) };
    loop {
        guard.forget_redraws();
        match guard.take() {
            Some(Signal::End(SIGINT)) => return Err(Refusal::CtrlC),
            Some(Signal::End(signal)) => return Err(Refusal::Ended(signal)),
            Some(Signal::Stop) => guard.stop(),
            Some(Signal::Continue | Signal::Resize) | None => {}
        }
        let writer = PromptWriter { append_only: options.plain, typed: Arc::default() };
        let typed = Arc::clone(&writer.typed);
        // The reading half is not used: console reads standard input itself.
        let term = Term::read_write_pair(io::stdin(), writer);
        let Ok(prepared) = Prepared::new(options) else { return Err(Refusal::Ended(SIGHUP)) };
        let answer = prompt(&term);
        drop(prepared);
        let Err(dialoguer::Error::IO(error)) = answer else {
            return answer.map_err(|_| Refusal::Ended(SIGHUP));
        };
        let _ = writeln!(io::stderr());
        match (typed.load(Ordering::SeqCst), error.kind()) {
            (CTRL_D, _) => return Err(Refusal::CtrlD),
            (CTRL_Z, _) => {
                guard.stop();
                continue;
            }
            (_, io::ErrorKind::Interrupted) => {}
            (_, io::ErrorKind::UnexpectedEof) if guard.take().is_none() => return Err(Refusal::CtrlD),
            _ => return Err(Refusal::Ended(SIGHUP)),
        }
        let mut refusal = None;
        while let Some(signal) = guard.take() {
            match signal {
                Signal::End(SIGINT) => refusal = refusal.or(Some(Refusal::CtrlC)),
                Signal::End(signal) => return Err(Refusal::Ended(signal)),
                // console has raised SIGINT for what was only this: ask again.
                Signal::Stop => {
                    guard.stop();
                    refusal = None;
                    break;
                }
                Signal::Continue | Signal::Resize => {
                    refusal = None;
                    break;
                }
            }
        }
        if let Some(refusal) = refusal {
            return Err(refusal);
        }
    }
}

/// Raw mode for a whole prompt. console sets it for each key and takes it back between two, and a Ctrl-C
/// or Ctrl-D typed between them would be the system's and get lost.
struct Prepared {
    is_plain: bool,
}

impl Prepared {
    fn new(options: TerminalOptions) -> io::Result<Self> {
        terminal::enable_raw_mode()?;
        Ok(Self { is_plain: options.plain })
    }
}

impl Drop for Prepared {
    fn drop(&mut self) {
        if !self.is_plain {
            let _ = io::stderr().write_all(b"\x1b[?25h");
        }
        let _ = terminal::disable_raw_mode();
    }
}

/// What dialoguer writes, on its way to standard error.
#[derive(Debug)]
struct PromptWriter {
    append_only: bool,
    /// The control character by which the prompt was left.
    typed: Arc<AtomicU8>,
}

impl Write for PromptWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // dialoguer writes what is typed character by character and everything else in whole
        // sequences, so a control character that comes alone was typed.
        match bytes {
            [key @ (CTRL_D | CTRL_Z)] => {
                self.typed.store(*key, Ordering::SeqCst);
                // The only way to make dialoguer stop waiting.
                return Err(io::ErrorKind::Other.into());
            }
            [byte] if byte.is_ascii_control() && !matches!(byte, b'\n' | b'\r') => return Ok(1),
            _ => {}
        }
        let text = String::from_utf8_lossy(bytes);
        let shown = if self.append_only {
            without_escapes(&text)
        } else if text.chars().nth(1).is_none() {
            clean_line_keeping_end(&text)
        } else {
            text.into_owned()
        };
        // In raw mode the terminal adds no carriage return.
        io::stderr().write_all(shown.replace('\n', "\r\n").as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

impl AsRawFd for PromptWriter {
    fn as_raw_fd(&self) -> RawFd {
        io::stderr().as_raw_fd()
    }
}

fn clean_line_keeping_end(text: &str) -> String {
    match text {
        "\n" | "\r" => text.to_owned(),
        text => clean_line(text).to_string(),
    }
}

/// Text without cursor movements. Going back over characters to rub them out becomes backspaces;
/// clearing the line, which is done before it is written again, becomes nothing.
fn without_escapes(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['\x1b', '\r']) {
        kept.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let Some(sequence) = rest.strip_prefix('[') else { continue };
        let Some(end) = sequence.find(|c: char| ('\x40'..='\x7e').contains(&c)) else { break };
        if sequence.as_bytes()[end] == b'D' && sequence[end + 1..].starts_with("\x1b[0K") {
            let count = sequence[..end].parse().unwrap_or(0_usize).min(1000);
            kept.push_str(&"\x08 \x08".repeat(count));
        }
        rest = &sequence[end + 1..];
    }
    kept.push_str(rest);
    let mut shown = String::new();
    for c in kept.chars() {
        if matches!(c, '\n' | '\x08') {
            shown.push(c);
        } else {
            shown.push_str(clean_line(c.encode_utf8(&mut [0; 4])).as_str());
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, shown: &str) {
        assert_eq!(without_escapes(written), shown);
    }

    #[test]
    fn plain_prompts_only_append() {
        check("Grade: ", "Grade: ");
        check("\r\x1b[2K", "");
        check("\x1b[1A\r\x1b[2K\x1b[1B\x1b[1A", "");
        check("\n", "\n");
        check("\x1b[?25l", "");
    }

    #[test]
    fn a_plain_prompt_rubs_out_with_backspaces() {
        check("\x1b[2D\x1b[0K", "\x08 \x08\x08 \x08");
    }

    #[test]
    fn several_choices_are_typed_as_numbers() {
        let places = |typed: &str| places(typed, 3, Chosen::None);
        assert_eq!(places(""), Some(vec![]));
        assert_eq!(places("0"), Some(vec![]));
        assert_eq!(places("3, 1,1"), Some(vec![0, 2]));
        assert_eq!(places("2 3"), Some(vec![1, 2]));
        assert_eq!(places("4"), None);
        assert_eq!(places("1,0"), None);
        assert_eq!(places("all"), None);
        assert_eq!(super::places(" ", 3, Chosen::All), Some(vec![0, 1, 2]));
        assert_eq!(super::places("0", 3, Chosen::All), Some(vec![]));
        assert_eq!(super::places("2", 3, Chosen::All), Some(vec![1]));
    }

    #[test]
    fn without_a_terminal_the_flag_is_named() {
        // Tests run without a terminal on standard input or with one on neither; both cannot be asked.
        if io::stdin().is_terminal() && io::stderr().is_terminal() {
            return;
        }
        let prompter = Prompter::new(TerminalOptions::default());
        let error = prompter.confirm(clean_line("Delete \x1b[2J?"), None, "--yes").unwrap_err().to_string();
        assert_eq!(error, "cannot ask for \"Delete ␛[2J?\" without a terminal\nhint: pass --yes");
        assert!(prompter.select("Which?", &["a".into()], "--deck").is_err());
        assert!(prompter.input("Name", None, "--name").is_err());
    }
}
