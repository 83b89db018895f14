//! Front matter: as much of YAML as notes have at their top, read without failing. Keys with a text
//! or a list of texts; what is nested deeper is passed over.

use super::lines::Line;

#[derive(Debug, Default)]
pub(super) struct FrontMatter {
    entries: Vec<(String, Vec<String>)>,
}

impl FrontMatter {
    /// The text of a key; of a list the first.
    pub(super) fn value(&self, key: &str) -> Option<&str> {
        self.entry(key)
            .and_then(|values| values.first())
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    pub(super) fn list(&self, key: &str) -> Vec<String> {
        let values = self.entry(key).map(Vec::as_slice).unwrap_or_default();
        values.iter().filter(|value| !value.is_empty()).cloned().collect()
    }

    fn entry(&self, key: &str) -> Option<&Vec<String>> {
        self.entries.iter().find(|(name, _)| name == key).map(|(_, values)| values)
    }
}

/// Reads the lines from `---` to `---`.
pub(super) fn read(lines: &[Line<'_>]) -> FrontMatter {
    let mut front = FrontMatter::default();
    let mut block_indent = None;
    for line in lines {
        let text = line.text;
        let bare = text.trim();
        if bare.is_empty() || bare.starts_with('#') || matches!(bare, "---" | "...") {
            continue;
        }
        let is_indented = text.starts_with([' ', '\t']);
        if let Some((_, values)) = front.entries.last_mut()
            && let Some(item) = bare.strip_prefix("- ").filter(|_| block_indent.is_none())
        {
            // A list of mappings is none of texts.
            if !item.trim_start().starts_with(['"', '\'']) && item.contains(": ") {
                continue;
            }
            values.push(unquoted(item));
            continue;
        }
        if is_indented {
            if let (Some((_, values)), Some(())) = (front.entries.last_mut(), block_indent) {
                let text = values.first().cloned().unwrap_or_default();
                let joined = if text.is_empty() { bare.to_owned() } else { format!("{text}\n{bare}") };
                *values = vec![joined];
            }
            continue;
        }
        let Some((key, value)) = bare.split_once(':') else { continue };
        let value = value.trim();
        block_indent = matches!(value, "|" | ">" | "|-" | ">-" | "|+" | ">+").then_some(());
        let values = if block_indent.is_some() || value.is_empty() {
            Vec::new()
        } else if let Some(inner) = value.strip_prefix('[').and_then(|value| value.strip_suffix(']')) {
            inner.split(',').map(unquoted).collect()
        } else if matches!(key, "tags" | "tag") && !value.starts_with(['"', '\'']) {
            value.split([',', ' ']).map(|tag| unquoted(tag.trim_start_matches('#'))).collect()
        } else {
            vec![unquoted(value)]
        };
        front.entries.push((key.trim().to_lowercase(), values));
    }
    front
}

fn unquoted(text: &str) -> String {
    let text = text.trim();
    let inner = ['"', '\''].iter().find_map(|&quote| text.strip_prefix(quote)?.strip_suffix(quote));
    inner.unwrap_or(text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::*;

    #[test]
    fn texts_and_lists() {
        let front = read(&lines(
            "---\ntitle: \"Why: a tale\"\ntags:\n- a/b\n- c\nkeys: [x, 'y z']\nnested:\n- slug: q\n  id: 3\nquestion: >-\n  one\n  two\n---",
        ));
        assert_eq!(front.value("title"), Some("Why: a tale"));
        assert_eq!(front.list("tags"), ["a/b", "c"]);
        assert_eq!(front.list("keys"), ["x", "y z"]);
        assert_eq!(front.list("nested"), [""; 0]);
        assert_eq!(front.value("question"), Some("one\ntwo"));
    }
}
