//! English letters.

use model::coffee_chat::CoffeeChatType;
use model::language::Language;
use model::video_call::VideoCallType;

use super::{CallNews, ChatNews, LetterWords, News, Step, Subject, Why};

pub(super) struct English;

impl LetterWords for English {
    fn language(&self) -> Language {
        Language::English
    }

    fn hello(&self, name: &str) -> String {
        format!("Hello {name},")
    }

    fn subject(&self, subject: Subject<'_>) -> String {
        match subject {
            Subject::NewPassword(site) => format!("A new password for {site}"),
            Subject::Place(site) => format!("Your place in {site}"),
            Subject::Chat(CoffeeChatType::CoffeeChat, name) => format!("Coffee chat with {name}"),
            Subject::Chat(CoffeeChatType::Mentorship, name) => format!("Mentorship with {name}"),
            Subject::Chat(CoffeeChatType::Introduction, name) => format!("Introduction with {name}"),
            Subject::Call(title) => title.to_owned(),
            Subject::Soon(title) => format!("Soon: {title}"),
            Subject::Room(name) => format!("{name} has room for a coffee chat"),
        }
    }

    fn news(&self, news: News<'_>) -> Vec<String> {
        let one = |text: &str| vec![text.to_owned()];
        match news {
            News::NewPassword => {
                one("Somebody, we hope you, asked for a new password. The link works once, within an hour.")
            }
            News::Place => vec![
                "Your alumni community has a place for you: find each other, have a coffee chat by video."
                    .to_owned(),
                "The link works once, within two weeks.".to_owned(),
            ],
            News::Chat(news, name) => chat(news, name),
            News::AnswerUntil(time) => {
                vec![format!("Please answer until {time}. After that it closes by itself.")]
            }
            News::Call(news, kind) => vec![call(news, kind)],
            News::Soon => one("Your call begins in a few minutes."),
            News::Room(name, time) => vec![
                format!("You wanted to know when {name} can be asked again: now there is a place."),
                format!("We tell you first. Ask until {time}."),
            ],
        }
    }

    fn step(&self, step: Step<'_>) -> String {
        match step {
            Step::ChooseNewPassword => "Choose a new password".to_owned(),
            Step::ChoosePassword => "Choose a password".to_owned(),
            Step::AnswerChat => "See the times and answer".to_owned(),
            Step::FindOthers => "Find other people to meet".to_owned(),
            Step::OpenCall => "Open the call".to_owned(),
            Step::AnswerCall => "See your calls and answer".to_owned(),
            Step::Ask(name) => format!("Ask {name}"),
        }
    }

    fn why(&self, why: Why<'_>) -> String {
        match why {
            Why::NewPassword => "If it was not you, do nothing: your password stays as it is.".to_owned(),
            Why::Place => {
                "You get this because your alumni community invited you. Until you come, nobody sees you."
                    .to_owned()
            }
            Why::Chat => "You get this letter because it is about a coffee chat of yours.".to_owned(),
            Why::OnList => "You get this letter because you are on the list of this call.".to_owned(),
            Why::Coming => "You get this letter because you said that you come.".to_owned(),
            Why::Invited => "You get this letter because you are invited.".to_owned(),
            Why::Waiting(name) => {
                format!("You get this letter because you are on the wait list. {name} does not know that.")
            }
        }
    }

    fn without_button(&self) -> &'static str {
        "If the button does not work:"
    }

    fn join(&self, is_chat: bool) -> &'static str {
        if is_chat { "Join coffee chat" } else { "Join the call" }
    }

    fn join_at(&self) -> &'static str {
        "Join:"
    }
}

fn chat(news: ChatNews, name: &str) -> Vec<String> {
    let first = match news {
        ChatNews::Asked { kind, minutes } => {
            let asks = match kind {
                CoffeeChatType::CoffeeChat => "would like to have a coffee chat with you",
                CoffeeChatType::Mentorship => "asks for your advice as a mentor",
                CoffeeChatType::Introduction => "would like to be introduced to you",
            };
            format!("{name} {asks}. It takes {minutes} minutes, by video.")
        }
        ChatNews::Countered => format!("{name} proposes other times for your chat."),
        ChatNews::Declined => format!("{name} cannot make it this time."),
        ChatNews::StillHoped => format!("{name} would still like to meet you."),
        ChatNews::TakenBack => {
            return vec![
                format!("{name} takes a break from coffee chats and took the request back."),
                "It is nothing about you, and there is nothing for you to do.".to_owned(),
            ];
        }
        ChatNews::Expired => {
            return vec![
                format!("Your request to {name} closed without an answer."),
                "That happens, and it is nothing about you. Other people would like to meet you.".to_owned(),
            ];
        }
        ChatNews::AgreedByReader => {
            format!("You meet {name}. It is in the calendar entry with this letter.")
        }
        ChatNews::Agreed => format!("{name} picked a time. You meet:"),
        ChatNews::MovedByReader => format!("You moved your chat with {name}. The new time:"),
        ChatNews::Moved => format!("{name} moved your chat. The new time:"),
        ChatNews::CalledOffByReader => format!("You called off your chat with {name}."),
        ChatNews::CalledOff => format!("{name} called off your chat."),
    };
    vec![first]
}

fn call(news: CallNews<'_>, kind: VideoCallType) -> String {
    let what = match kind {
        VideoCallType::AlumniGathering => "gathering",
        VideoCallType::Mentorship => "mentoring session",
        VideoCallType::CoffeeChat | VideoCallType::GroupMeeting => "call",
    };
    let host = |name: Option<&str>| name.unwrap_or("The host").to_owned();
    match news {
        CallNews::Planned => format!("Your {what} is planned."),
        CallNews::Invited(name) => format!("{} invites you to a {what}.", host(name)),
        CallNews::Coming(name) => format!("You come to {}'s {what}.", host(name)),
        CallNews::MovedByReader => format!("You moved your {what}. The new time:"),
        CallNews::Moved(name) => format!("{} moved the {what}. The new time:", host(name)),
        CallNews::CalledOffByReader => format!("You called off your {what}."),
        CallNews::CalledOffByHost(name) => format!("{} called off the {what}.", host(name)),
        CallNews::CalledOff => format!("The {what} was called off."),
        CallNews::TakenOff => format!("You are no longer expected at this {what}."),
    }
}
