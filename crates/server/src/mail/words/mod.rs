//! What letters say: one file a language, and each says everything.
//!
//! A letter is told what happened as plain data and says it in the language of whoever reads it. To say something new,
//! add a case and the compiler asks every language for it.

mod de;
mod en;

use model::coffee_chat::CoffeeChatType;
use model::language::Language;
use model::video_call::VideoCallType;

/// The subject line: neutral, since calendars make it the title of the appointment.
#[derive(Clone, Copy, Debug)]
pub enum Subject<'a> {
    /// A new password for the site.
    NewPassword(&'a str),
    /// A place in the site.
    Place(&'a str),
    /// What kind of chat, and with whom.
    Chat(CoffeeChatType, &'a str),
    /// A call by its title, which is not translated.
    Call(&'a str),
    /// A call that begins soon, by its title.
    Soon(&'a str),
    /// Somebody who has room for a chat.
    Room(&'a str),
}

/// What happened.
#[derive(Clone, Copy, Debug)]
pub enum News<'a> {
    /// A new password was asked for.
    NewPassword,
    /// The community has a place for the reader.
    Place,
    /// Of a chat with somebody of this whole name.
    Chat(ChatNews, &'a str),
    /// Until when, in words, a proposal may be answered.
    AnswerUntil(&'a str),
    /// Of a call that no chat stands behind.
    Call(CallNews<'a>, VideoCallType),
    /// A call begins in a few minutes.
    Soon,
    /// Somebody of this whole name has room, and until when, in words, the reader alone of those who wait is told.
    Room(&'a str, &'a str),
}

/// What happened to a chat.
#[derive(Clone, Copy, Debug)]
pub enum ChatNews {
    /// The other asks for it.
    Asked {
        /// What for.
        kind: CoffeeChatType,
        /// How long, in minutes.
        minutes: i32,
    },
    /// The other proposes other times.
    Countered,
    /// The other cannot make it.
    Declined,
    /// The other still waits for an answer.
    StillHoped,
    /// The other takes a break and took the request back.
    TakenBack,
    /// The reader's request closed without an answer.
    Expired,
    /// The reader picked a time.
    AgreedByReader,
    /// The other picked a time.
    Agreed,
    /// The reader moved it.
    MovedByReader,
    /// The other moved it.
    Moved,
    /// The reader called it off.
    CalledOffByReader,
    /// The other called it off.
    CalledOff,
}

/// What happened to a call; the whole name of its host where there is one to tell.
#[derive(Clone, Copy, Debug)]
pub enum CallNews<'a> {
    /// The reader planned it.
    Planned,
    /// The reader is invited.
    Invited(Option<&'a str>),
    /// The reader said that they come.
    Coming(Option<&'a str>),
    /// The reader moved it.
    MovedByReader,
    /// The host moved it.
    Moved(Option<&'a str>),
    /// The reader called it off.
    CalledOffByReader,
    /// The host called it off.
    CalledOffByHost(Option<&'a str>),
    /// It was called off.
    CalledOff,
    /// The reader was taken off its list.
    TakenOff,
}

/// What to do next.
#[derive(Clone, Copy, Debug)]
pub enum Step<'a> {
    /// Choose another password.
    ChooseNewPassword,
    /// Choose the first password.
    ChoosePassword,
    /// Look at the proposed times and answer.
    AnswerChat,
    /// Look for other people.
    FindOthers,
    /// Open the page of a call.
    OpenCall,
    /// Look at one's calls and answer.
    AnswerCall,
    /// Ask somebody of this given name.
    Ask(&'a str),
}

/// Why a letter came.
#[derive(Clone, Copy, Debug)]
pub enum Why<'a> {
    /// Somebody asked for a new password.
    NewPassword,
    /// The community invited the reader.
    Place,
    /// It is about a chat of the reader.
    Chat,
    /// The reader is on the list of a call.
    OnList,
    /// The reader said that they come.
    Coming,
    /// The reader is invited.
    Invited,
    /// The reader waits for somebody of this given name, who does not know.
    Waiting(&'a str),
}

/// Everything that letters say.
pub trait LetterWords: Sync {
    /// Which language this is.
    fn language(&self) -> Language;

    /// The first line.
    fn hello(&self, name: &str) -> String;

    /// The subject line.
    fn subject(&self, subject: Subject<'_>) -> String;

    /// What happened, a paragraph each.
    fn news(&self, news: News<'_>) -> Vec<String>;

    /// What a button does.
    fn step(&self, step: Step<'_>) -> String;

    /// Why the letter came.
    fn why(&self, why: Why<'_>) -> String;

    /// What stands before the address of a button.
    fn without_button(&self) -> &'static str;

    /// What joining is called in a calendar.
    fn join(&self, is_chat: bool) -> &'static str;

    /// What stands before the address in a calendar.
    fn join_at(&self) -> &'static str;
}

/// The words of a language.
pub fn letter_words(language: Language) -> &'static dyn LetterWords {
    match language {
        Language::English => &en::English,
        Language::German => &de::German,
    }
}

#[cfg(test)]
mod tests;
