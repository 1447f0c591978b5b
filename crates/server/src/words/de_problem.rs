//! Problems in German.
//!
//! What happened is told by the reason if there is one, else by the situation. A detail that only its English words
//! tell is left out: the title stands for itself.

use model::Violations;

use crate::problem::Problem;

/// The problem with German words.
pub(super) fn translated(mut problem: Problem) -> Problem {
    let reason = problem.members.get("reason").and_then(|reason| reason.as_str()).unwrap_or_default();
    problem.detail = detail(problem.slug, reason).unwrap_or_default().to_owned();
    problem.title = title(problem.slug);
    let mut faults = Violations::default();
    for violation in problem.violations.as_slice() {
        faults.add(violation.pointer.clone(), violation.code, fault(violation.code));
    }
    problem.violations = faults;
    problem
}

fn title(slug: &str) -> &'static str {
    match slug {
        "call-active" => "Der Anruf läuft schon",
        "call-cancelled" => "Der Anruf wurde abgesagt",
        "call-ended" => "Der Anruf ist beendet",
        "call-full" => "Der Anruf ist voll",
        "call-locked" => "Der Anruf ist abgeschlossen",
        "call-not-active" => "Der Anruf hat noch nicht begonnen",
        "conflict" => "Das geht im Moment nicht",
        "forbidden" => "Das ist dir nicht erlaubt",
        "foreign-origin" => "Eine andere Seite hat diese Anfrage geschickt",
        "idempotency-key-reused" => "Dieser Idempotency-Key gehört zu einer anderen Anfrage",
        "internal-error" => "Bei uns ist etwas schiefgegangen",
        "invalid-input" => "Einige Felder brauchen einen anderen Wert",
        "malformed-request" => "Die Anfrage ist nicht lesbar",
        "method-not-allowed" => "Das geht hier nicht",
        "not-found" => "Hier ist nichts für dich",
        "not-possible-now" => "Diese Person kann gerade nicht gefragt werden",
        "removed-from-call" => "Du wurdest aus diesem Anruf entfernt",
        "request-settled" => "Die Anfrage hat inzwischen einen anderen Stand",
        "sign-in-required" => "Melde dich erst an",
        "too-early" => "Der Anruf ist noch nicht offen",
        "too-large" => "Die Anfrage ist zu groß",
        "too-many-requests" => "Das waren zu viele Anfragen",
        "two-credentials" => "Schick das Cookie oder einen Schlüssel, nie beides",
        "unavailable" => "Der Dienst ist gerade ausgelastet",
        "unreadable-list" => "Die Liste ist nicht lesbar",
        "unsupported-media-type" => "Schick JSON",
        "version-mismatch" => "Es wurde inzwischen geändert",
        "void-link" => "Dieser Link gilt nicht mehr",
        "websocket-only" => "Das ist ein WebSocket, keine Seite",
        "wrong-credentials" => "Adresse oder Passwort stimmt nicht",
        _ => "Das hat nicht geklappt",
    }
}

fn detail(slug: &str, reason: &str) -> Option<&'static str> {
    Some(match (slug, reason) {
        (_, "admins_only") => "Das ist dem Team vorbehalten.",
        (_, "already_answered") => "Die Anfrage wurde schon beantwortet.",
        (_, "already_begun") => "Der Anruf hat schon begonnen.",
        (_, "already_connected") => "Ihr seid schon vernetzt.",
        (_, "already_invited") => "Diese Person ist schon eingeladen.",
        (_, "already_requested") => "Du hast schon gefragt.",
        (_, "chat_is_off") => "Der Chat ist abgeschaltet.",
        (_, "counters_used_up") => "Es gab schon drei Gegenvorschläge; nimm an oder sag ab.",
        (_, "has_begun") => "Das Gespräch hat schon begonnen.",
        (_, "has_room") => "Es gibt einen freien Platz: Frag einfach.",
        (_, "missing_scope") => "Der Schlüssel reicht dafür nicht.",
        (_, "no_lobby") => "Dieser Anruf hat keinen Warteraum.",
        (_, "not_attended") => "Du warst bei diesem Anruf nicht dabei.",
        (_, "not_begun") => "Das Gespräch hat noch nicht begonnen.",
        (_, "not_in_this_call") => "Du gehörst nicht zu diesem Anruf.",
        (_, "not_present") => "Die Person ist nicht verbunden.",
        (_, "not_supported_here") => "Wo dieser Anruf stattfindet, geht das nicht.",
        (_, "not_waiting") => "Die Person wartet nicht mehr.",
        (_, "not_your_role") => "Deine Rolle in diesem Anruf erlaubt das nicht.",
        (_, "not_your_turn") => "Die andere Seite ist am Zug.",
        (_, "not_yours_to_answer") => "Diese Anfrage beantwortet die andere Person.",
        (_, "own_account") => "Bitte jemand anderen aus dem Team.",
        (_, "place_changed_too_often") => {
            "Der Ort kann in 30 Tagen dreimal geändert werden. Verbergen kannst du ihn jederzeit."
        }
        (_, "reschedule_the_chat") => "Verschieb dafür das Kaffeegespräch.",
        (_, "self") => "Das bist du.",
        (_, "session_ended") => "Du hast diesen Anruf schon verlassen.",
        (_, "still_present") => "Die Person ist noch im Anruf.",
        (_, "suspended") => "Dieses Konto ist gesperrt.",
        (_, "they_are_busy") => "Die andere Person hat zu dieser Zeit etwas anderes.",
        (_, "too_many_tokens") => "Sperr einen Schlüssel, der nicht mehr gebraucht wird.",
        (_, "waits_enough") => {
            "Du wartest schon auf so viele Personen, wie es geht. Verlass erst eine der Listen."
        }
        (_, "you_are_busy") => "Du hast zu dieser Zeit schon etwas anderes.",
        ("version-mismatch", _) => "Lade es neu und wiederhole dann deine Änderung.",
        ("void-link", _) => {
            "Er wurde benutzt, ist zu alt oder nicht ganz kopiert. Lass dir einen neuen schicken."
        }
        _ => return None,
    })
}

/// What is wrong with a field, as a sentence that can stand below it.
fn fault(code: &str) -> &'static str {
    match code {
        "control_character" | "nul_character" => "Hier steht ein Zeichen, das nicht erlaubt ist.",
        "in_the_past" => "Diese Zeit ist schon vorbei.",
        "is_host" => "Der Host gehört schon zum Anruf.",
        "no_place" | "place_needed" => "Dafür braucht es einen Ort, hier oder in deinem Profil.",
        "not_a_name" => "Ein Name braucht mindestens einen Buchstaben.",
        "not_a_year" => "Das ist kein Jahr.",
        "not_an_address" => "Das ist keine E-Mail-Adresse.",
        "not_on_a_mark" => "Zeiten liegen auf vollen fünf Minuten.",
        "not_configured" => "Das ist hier nicht eingerichtet.",
        "not_everyone" => "Wer alle einlädt, wählt keine Jahrgänge, Branchen und Orte.",
        "not_for_two" => "Ein Anruf zu zweit hat keinen Warteraum.",
        "not_invitable" => "Diese Person kann nicht eingeladen werden.",
        "not_proposed" => "Wähl eine der vorgeschlagenen Zeiten.",
        "one_host" => "Ein Anruf hat genau einen Host.",
        "only_for_gatherings" => "Das gibt es nur bei Ehemaligentreffen.",
        "out_of_range" => "Dieser Wert ist zu klein oder zu groß.",
        "repeated" => "Das steht hier schon.",
        "too_common" => "Das würde jeder als Erstes versuchen.",
        "too_far" => "Das liegt zu weit in der Zukunft.",
        "too_few" => "Das sind zu wenige.",
        "too_long" => "Das ist zu lang.",
        "too_many" => "Das sind zu viele.",
        "too_short" => "Das ist zu kurz.",
        "too_soon" => "Das ist zu bald.",
        "unknown_industry" => "Diese Branche gibt es hier nicht.",
        "unknown_place" => "Diesen Ort kennen wir nicht.",
        "unknown_time_zone" | "unknown_zone" => "Diese Zeitzone gibt es nicht.",
        "wrong" => "Das ist nicht dein Passwort.",
        _ => "Dieser Wert passt hier nicht.",
    }
}
