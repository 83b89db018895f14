//! What names this machine, so that a database carried to another one is recognised.

#![expect(
    clippy::disallowed_methods,
    reason = "reads the machine's own id, which is no file of a collection"
)]

/// Something that differs between machines and stays the same on one; empty where nothing is known.
pub(super) fn mark() -> String {
    let id = ["/etc/machine-id", "/var/lib/dbus/machine-id", "/etc/hostid"]
        .iter()
        .find_map(|path| std::fs::read_to_string(path).ok())
        .unwrap_or_default();
    let host = std::env::var("COMPUTERNAME").unwrap_or_default();
    format!("{}{host}", id.trim())
}
