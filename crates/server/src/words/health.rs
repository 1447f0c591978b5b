//! How the parts of an installation are doing, in the words of each language.

use model::health::PartNote;
use model::video_call::Provider;

/// In English.
pub(super) fn english(note: &PartNote) -> String {
    match note {
        PartNote::Answers(database) => format!("{database} answers"),
        PartNote::DoesNotAnswer { database, seconds } => {
            format!("{database} does not answer within {seconds} s")
        }
        PartNote::Failed(error) => error.clone(),
        PartNote::EventLog(last) => format!("event log at {last}"),
        PartNote::Provider { name, state } => {
            let name = provider(*name, "The built-in engine");
            match state {
                Ok(()) => format!("{name} is ready"),
                Err(reason) => format!("{name} is not ready: {reason}"),
            }
        }
        PartNote::NotEmbeddable(host) => {
            format!("{host} cannot be embedded by other sites and is not used")
        }
        PartNote::NotConfigured => "not configured".to_owned(),
        PartNote::FolderIsThere => "the storage folder is there".to_owned(),
        PartNote::FolderIsMissing => "the storage folder is missing".to_owned(),
        PartNote::InMemory(people) => format!("{people} in memory"),
        PartNote::BeingRead => "being read".to_owned(),
        PartNote::Jobs { waiting, given_up } => format!("{waiting} waiting, {given_up} given up"),
    }
}

/// In German. What a part itself reports stays as it is.
pub(super) fn german(note: &PartNote) -> String {
    match note {
        PartNote::Answers(database) => format!("{database} antwortet"),
        PartNote::DoesNotAnswer { database, seconds } => {
            format!("{database} antwortet nicht innerhalb von {seconds} s")
        }
        PartNote::Failed(error) => error.clone(),
        PartNote::EventLog(last) => format!("Ereignisprotokoll bei {last}"),
        PartNote::Provider { name, state } => {
            let name = provider(*name, "Das eingebaute Videosystem");
            match state {
                Ok(()) => format!("{name} ist bereit"),
                Err(reason) => format!("{name} ist nicht bereit: {reason}"),
            }
        }
        PartNote::NotEmbeddable(host) => {
            format!("{host} lässt sich nicht in andere Seiten einbetten und wird nicht benutzt")
        }
        PartNote::NotConfigured => "nicht eingerichtet".to_owned(),
        PartNote::FolderIsThere => "der Ordner für Aufnahmen ist da".to_owned(),
        PartNote::FolderIsMissing => "der Ordner für Aufnahmen fehlt".to_owned(),
        PartNote::InMemory(people) => format!("{people} im Speicher"),
        PartNote::BeingRead => "wird gelesen".to_owned(),
        PartNote::Jobs { waiting, given_up } => format!("{waiting} wartend, {given_up} aufgegeben"),
    }
}

/// What a place of calls is called; our own is named by each language.
fn provider(provider: Provider, built_in: &'static str) -> &'static str {
    match provider {
        Provider::Embedded => built_in,
        Provider::Livekit => "LiveKit",
        Provider::Jitsi => "Jitsi",
    }
}
