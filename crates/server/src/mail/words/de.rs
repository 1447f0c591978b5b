//! German letters.

use model::coffee_chat::CoffeeChatType;
use model::language::Language;
use model::video_call::VideoCallType;

use super::{CallNews, ChatNews, LetterWords, News, Step, Subject, Why};

pub(super) struct German;

impl LetterWords for German {
    fn language(&self) -> Language {
        Language::German
    }

    fn hello(&self, name: &str) -> String {
        format!("Hallo {name},")
    }

    fn subject(&self, subject: Subject<'_>) -> String {
        match subject {
            Subject::NewPassword(site) => format!("Ein neues Passwort für {site}"),
            Subject::Place(site) => format!("Dein Platz bei {site}"),
            Subject::Chat(CoffeeChatType::CoffeeChat, name) => format!("Kaffeegespräch mit {name}"),
            Subject::Chat(CoffeeChatType::Mentorship, name) => format!("Mentoring mit {name}"),
            Subject::Chat(CoffeeChatType::Introduction, name) => format!("Kennenlernen mit {name}"),
            Subject::Call(title) => title.to_owned(),
            Subject::Soon(title) => format!("Gleich: {title}"),
            Subject::Room(name) => format!("{name} hat Platz für ein Kaffeegespräch"),
        }
    }

    fn news(&self, news: News<'_>) -> Vec<String> {
        let one = |text: &str| vec![text.to_owned()];
        match news {
            News::NewPassword => one(
                "Jemand, hoffentlich du, hat um ein neues Passwort gebeten. Der Link gilt einmal, eine Stunde lang.",
            ),
            News::Place => vec![
                "In deiner Ehemaligengemeinschaft ist ein Platz für dich: Findet einander und trefft euch per Video \
                 auf einen Kaffee."
                    .to_owned(),
                "Der Link gilt einmal, zwei Wochen lang.".to_owned(),
            ],
            News::Chat(news, name) => chat(news, name),
            News::AnswerUntil(time) => {
                vec![format!("Bitte antworte bis {time}. Danach schließt sich die Anfrage von selbst.")]
            }
            News::Call(news, kind) => vec![call(news, noun(kind))],
            News::Soon => one("Dein Anruf beginnt in wenigen Minuten."),
            News::Room(name, time) => vec![
                format!("Du wolltest wissen, wann {name} wieder gefragt werden kann: Jetzt ist ein Platz frei."),
                format!("Du erfährst es zuerst. Frag bis {time}."),
            ],
        }
    }

    fn step(&self, step: Step<'_>) -> String {
        match step {
            Step::ChooseNewPassword => "Neues Passwort wählen".to_owned(),
            Step::ChoosePassword => "Passwort wählen".to_owned(),
            Step::AnswerChat => "Zeiten ansehen und antworten".to_owned(),
            Step::FindOthers => "Andere Menschen finden".to_owned(),
            Step::OpenCall => "Anruf öffnen".to_owned(),
            Step::AnswerCall => "Anrufe ansehen und antworten".to_owned(),
            Step::Ask(name) => format!("{name} fragen"),
        }
    }

    fn why(&self, why: Why<'_>) -> String {
        match why {
            Why::NewPassword => {
                "Wenn du es nicht warst, tu nichts: Dein Passwort bleibt, wie es ist.".to_owned()
            }
            Why::Place => {
                "Du bekommst diesen Brief, weil deine Ehemaligengemeinschaft dich eingeladen hat. Bis du \
                           kommst, sieht dich niemand."
                    .to_owned()
            }
            Why::Chat => "Du bekommst diesen Brief, weil es um ein Kaffeegespräch von dir geht.".to_owned(),
            Why::OnList => "Du bekommst diesen Brief, weil du auf der Liste dieses Anrufs stehst.".to_owned(),
            Why::Coming => "Du bekommst diesen Brief, weil du zugesagt hast.".to_owned(),
            Why::Invited => "Du bekommst diesen Brief, weil du eingeladen bist.".to_owned(),
            Why::Waiting(name) => {
                format!("Du bekommst diesen Brief, weil du auf der Warteliste stehst. {name} weiß das nicht.")
            }
        }
    }

    fn without_button(&self) -> &'static str {
        "Falls die Schaltfläche nicht geht:"
    }

    fn join(&self, is_chat: bool) -> &'static str {
        if is_chat { "Zum Kaffeegespräch" } else { "Zum Anruf" }
    }

    fn join_at(&self) -> &'static str {
        "Teilnehmen:"
    }
}

fn chat(news: ChatNews, name: &str) -> Vec<String> {
    let first = match news {
        ChatNews::Asked { kind, minutes } => {
            let asks = match kind {
                CoffeeChatType::CoffeeChat => "möchte sich mit dir auf einen Kaffee treffen",
                CoffeeChatType::Mentorship => "bittet dich als Mentor:in um Rat",
                CoffeeChatType::Introduction => "möchte dich kennenlernen",
            };
            format!("{name} {asks}. Das dauert {minutes} Minuten, per Video.")
        }
        ChatNews::Countered => format!("{name} schlägt andere Zeiten für euer Gespräch vor."),
        ChatNews::Declined => format!("Bei {name} klappt es diesmal nicht."),
        ChatNews::StillHoped => format!("{name} würde dich weiterhin gern treffen."),
        ChatNews::TakenBack => {
            return vec![
                format!("{name} macht eine Pause von Kaffeegesprächen und hat die Anfrage zurückgenommen."),
                "Es liegt nicht an dir, und du brauchst nichts zu tun.".to_owned(),
            ];
        }
        ChatNews::Expired => {
            return vec![
                format!("Deine Anfrage an {name} hat sich ohne Antwort geschlossen."),
                "Das kommt vor und liegt nicht an dir. Andere würden dich gern kennenlernen.".to_owned(),
            ];
        }
        ChatNews::AgreedByReader => {
            format!("Du triffst {name}. Der Termin liegt diesem Brief für deinen Kalender bei.")
        }
        ChatNews::Agreed => format!("{name} hat eine Zeit gewählt. Ihr trefft euch:"),
        ChatNews::MovedByReader => format!("Du hast dein Gespräch mit {name} verschoben. Die neue Zeit:"),
        ChatNews::Moved => format!("{name} hat euer Gespräch verschoben. Die neue Zeit:"),
        ChatNews::CalledOffByReader => format!("Du hast dein Gespräch mit {name} abgesagt."),
        ChatNews::CalledOff => format!("{name} hat euer Gespräch abgesagt."),
    };
    vec![first]
}

/// A noun in the forms in which letters need it.
struct Noun {
    /// Your ... is planned.
    yours: &'static str,
    /// You moved your ...
    your_object: &'static str,
    /// They moved the ...
    object: &'static str,
    /// Invited to a ...
    to_one: &'static str,
    /// You come to the ... of somebody.
    to_the: &'static str,
    /// The ... was called off.
    subject: &'static str,
    /// At this ...
    at_this: &'static str,
}

const GATHERING: Noun = Noun {
    yours: "Dein Treffen",
    your_object: "dein Treffen",
    object: "das Treffen",
    to_one: "einem Treffen",
    to_the: "zum Treffen",
    subject: "Das Treffen",
    at_this: "diesem Treffen",
};

const MENTORING: Noun = Noun {
    yours: "Dein Mentoring-Gespräch",
    your_object: "dein Mentoring-Gespräch",
    object: "das Mentoring-Gespräch",
    to_one: "einem Mentoring-Gespräch",
    to_the: "zum Mentoring-Gespräch",
    subject: "Das Mentoring-Gespräch",
    at_this: "diesem Mentoring-Gespräch",
};

const CALL: Noun = Noun {
    yours: "Dein Anruf",
    your_object: "deinen Anruf",
    object: "den Anruf",
    to_one: "einem Anruf",
    to_the: "zum Anruf",
    subject: "Der Anruf",
    at_this: "diesem Anruf",
};

const fn noun(kind: VideoCallType) -> &'static Noun {
    match kind {
        VideoCallType::AlumniGathering => &GATHERING,
        VideoCallType::Mentorship => &MENTORING,
        VideoCallType::CoffeeChat | VideoCallType::GroupMeeting => &CALL,
    }
}

fn call(news: CallNews<'_>, what: &Noun) -> String {
    let host = |name: Option<&str>| name.unwrap_or("Der Host").to_owned();
    match news {
        CallNews::Planned => format!("{} ist geplant.", what.yours),
        CallNews::Invited(name) => format!("{} lädt dich zu {} ein.", host(name), what.to_one),
        CallNews::Coming(name) => format!("Du kommst {} von {}.", what.to_the, name.unwrap_or("jemandem")),
        CallNews::MovedByReader => format!("Du hast {} verschoben. Die neue Zeit:", what.your_object),
        CallNews::Moved(name) => format!("{} hat {} verschoben. Die neue Zeit:", host(name), what.object),
        CallNews::CalledOffByReader => format!("Du hast {} abgesagt.", what.your_object),
        CallNews::CalledOffByHost(name) => format!("{} hat {} abgesagt.", host(name), what.object),
        CallNews::CalledOff => format!("{} wurde abgesagt.", what.subject),
        CallNews::TakenOff => format!("Du wirst bei {} nicht mehr erwartet.", what.at_this),
    }
}
