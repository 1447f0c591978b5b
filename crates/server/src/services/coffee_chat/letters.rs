//! The letters of a coffee chat: asked, answered, moved, called off, lapsed.

use model::Timestamp;
use model::coffee_chat::Side;
use model::user::PlacePrecision;
use model::wall_clock::{OtherClock, Zone, both_clocks};
use store::coffee_chat::CoffeeChat;
use store::person_contact::PersonContact;
use store::video_call::VideoCall;
use store::{StoreError, Writer};

use super::CoffeeChatService;
use crate::mail::{Address, CalendarMethod, ChatNews, Letter, LetterWords, News, Step, Subject, Why};
use crate::services::call_letter::{self, EntryWords};

/// The one who reads a letter, and the other of the two.
struct Correspondents {
    reader: PersonContact,
    other: PersonContact,
    reader_zone: Zone,
    other_zone: Option<Zone>,
    words: &'static dyn LetterWords,
}

impl Correspondents {
    /// A time on the reader's clock, and on the other's where the reader may know it.
    fn time(&self, at: Timestamp) -> String {
        let other = self.other_zone.as_ref();
        let other = other.map(|zone| OtherClock { name: self.other.given_name(), zone });
        both_clocks(at, &self.reader_zone, other, self.words.language())
    }

    fn address(&self) -> Address {
        Address::new(&self.reader.name, &self.reader.email)
    }

    fn letter(&self, chat: &CoffeeChat) -> Letter {
        let subject = Subject::Chat(chat.kind, self.other.given_name());
        Letter::to(self.reader.given_name(), self.words, subject).because(Why::Chat)
    }

    fn news(&self, news: ChatNews) -> News<'_> {
        News::Chat(news, &self.other.name)
    }
}

/// What somebody did to an agreed chat, told to both with an entry for their calendars.
struct Turn<'a> {
    by: Side,
    /// As whoever did it reads it, and as the other does.
    news: [ChatNews; 2],
    reason: Option<&'a str>,
    method: CalendarMethod,
}

impl CoffeeChatService {
    /// `None` when one of the two is gone. A stranger's clock is told only where the stranger shows a place; once
    /// they have agreed to meet, both clocks are told.
    async fn correspondents(
        &self,
        writer: &Writer,
        chat: &CoffeeChat,
        reader: Side,
    ) -> Result<Option<Correspondents>, StoreError> {
        let mut contacts = self.mail.contacts(writer, &chat.people()).await?;
        let mut take = |side| {
            let place = contacts.iter().position(|contact| contact.id == chat.person(side))?;
            Some(contacts.swap_remove(place))
        };
        let (Some(reader), Some(other)) = (take(reader), take(reader.other())) else { return Ok(None) };
        let is_told = chat.selected_time.is_some() || other.place_precision != PlacePrecision::Hidden;
        let other_zone =
            other.time_zone.as_deref().filter(|_| is_told).and_then(|name| Zone::named(name).ok());
        let reader_zone = Zone::named_or_utc(reader.time_zone.as_deref());
        let words = self.mail.words(reader.language);
        Ok(Some(Correspondents { reader, other, reader_zone, other_zone, words }))
    }

    pub(super) async fn write_request_letter(
        &self,
        writer: &Writer,
        chat: &CoffeeChat,
    ) -> Result<(), StoreError> {
        let Some(two) = self.correspondents(writer, chat, Side::Recipient).await? else { return Ok(()) };
        let asked = ChatNews::Asked { kind: chat.kind, minutes: chat.duration_minutes };
        self.send_proposal(writer, chat, &two, asked, &chat.message).await
    }

    pub(super) async fn write_counter_letter(
        &self,
        writer: &Writer,
        chat: &CoffeeChat,
        by: Side,
    ) -> Result<(), StoreError> {
        let Some(two) = self.correspondents(writer, chat, by.other()).await? else { return Ok(()) };
        let message = chat.answer_message.clone().unwrap_or_default();
        self.send_proposal(writer, chat, &two, ChatNews::Countered, &message).await
    }

    async fn send_proposal(
        &self,
        writer: &Writer,
        chat: &CoffeeChat,
        two: &Correspondents,
        news: ChatNews,
        message: &str,
    ) -> Result<(), StoreError> {
        let letter = two
            .letter(chat)
            .tell(two.news(news))
            .tell(News::AnswerUntil(&two.time(chat.expires_at)))
            .list(chat.proposed_times.iter().map(|at| two.time(*at)))
            .quoting(Some(message))
            .with_button(Step::AnswerChat, self.mail.link("/chats"));
        self.mail.write(writer, two.address(), &letter).await
    }

    pub(super) async fn write_decline_letter(
        &self,
        writer: &Writer,
        chat: &CoffeeChat,
        by: Side,
    ) -> Result<(), StoreError> {
        let Some(two) = self.correspondents(writer, chat, by.other()).await? else { return Ok(()) };
        let letter = two
            .letter(chat)
            .tell(two.news(ChatNews::Declined))
            .quoting(chat.answer_message.as_deref())
            .with_button(Step::FindOthers, self.mail.link("/people"));
        self.mail.write(writer, two.address(), &letter).await
    }

    /// Reminds whoever is to answer, once more and gently.
    pub(super) async fn write_nudge_letter(
        &self,
        writer: &Writer,
        chat: &CoffeeChat,
        awaited: Side,
    ) -> Result<(), StoreError> {
        let Some(two) = self.correspondents(writer, chat, awaited).await? else { return Ok(()) };
        let message =
            if chat.position.counter_count == 0 { Some(&chat.message) } else { chat.answer_message.as_ref() };
        let message = message.cloned().unwrap_or_default();
        self.send_proposal(writer, chat, &two, ChatNews::StillHoped, &message).await
    }

    /// Tells the one asked that the other takes a break.
    pub(super) async fn write_pause_letter(
        &self,
        writer: &Writer,
        chat: &CoffeeChat,
    ) -> Result<(), StoreError> {
        self.send_farewell(writer, chat, Side::Recipient, ChatNews::TakenBack).await
    }

    /// Tells whoever proposed last that no answer came.
    pub(super) async fn write_expiry_letter(
        &self,
        writer: &Writer,
        chat: &CoffeeChat,
        proposer: Side,
    ) -> Result<(), StoreError> {
        self.send_farewell(writer, chat, proposer, ChatNews::Expired).await
    }

    /// Tells one of the two that nothing came of it, and leads them to others.
    async fn send_farewell(
        &self,
        writer: &Writer,
        chat: &CoffeeChat,
        reader: Side,
        news: ChatNews,
    ) -> Result<(), StoreError> {
        let Some(two) = self.correspondents(writer, chat, reader).await? else { return Ok(()) };
        let letter =
            two.letter(chat).tell(two.news(news)).with_button(Step::FindOthers, self.mail.link("/people"));
        self.mail.write(writer, two.address(), &letter).await
    }

    /// Tells both that it is agreed, with an entry for their calendars.
    pub(super) async fn write_invitations(
        &self,
        writer: &Writer,
        chat: &CoffeeChat,
        call: &VideoCall,
        by: Side,
    ) -> Result<(), StoreError> {
        let news = [ChatNews::AgreedByReader, ChatNews::Agreed];
        let turn = Turn { by, news, reason: None, method: CalendarMethod::Request };
        self.send_entries(writer, chat, call, turn).await
    }

    /// Tells both of the new time; their calendars move the entry.
    pub(super) async fn write_moves(
        &self,
        writer: &Writer,
        chat: &CoffeeChat,
        call: &VideoCall,
        by: Side,
        reason: Option<&str>,
    ) -> Result<(), StoreError> {
        let news = [ChatNews::MovedByReader, ChatNews::Moved];
        let turn = Turn { by, news, reason, method: CalendarMethod::Request };
        self.send_entries(writer, chat, call, turn).await
    }

    /// Tells both that it is off; their calendars take the entry out.
    pub(super) async fn write_cancellations(
        &self,
        writer: &Writer,
        chat: &CoffeeChat,
        call: &VideoCall,
        by: Side,
    ) -> Result<(), StoreError> {
        let news = [ChatNews::CalledOffByReader, ChatNews::CalledOff];
        let reason = chat.cancel_reason.as_deref();
        let turn = Turn { by, news, reason, method: CalendarMethod::Cancel };
        self.send_entries(writer, chat, call, turn).await
    }

    async fn send_entries(
        &self,
        writer: &Writer,
        chat: &CoffeeChat,
        call: &VideoCall,
        turn: Turn<'_>,
    ) -> Result<(), StoreError> {
        for side in [turn.by.other(), turn.by] {
            let Some(two) = self.correspondents(writer, chat, side).await? else { return Ok(()) };
            self.send_entry(writer, chat, call, &two, &turn).await?;
        }
        Ok(())
    }

    async fn send_entry(
        &self,
        writer: &Writer,
        chat: &CoffeeChat,
        call: &VideoCall,
        two: &Correspondents,
        turn: &Turn<'_>,
    ) -> Result<(), StoreError> {
        let [to_doer, to_other] = turn.news;
        let news = if two.reader.id == chat.person(turn.by) { to_doer } else { to_other };
        let mut letter = two
            .letter(chat)
            .tell(two.news(news))
            .list(chat.selected_time.map(|at| two.time(at)))
            .quoting(turn.reason);
        if turn.method == CalendarMethod::Request {
            letter = letter.with_button(Step::OpenCall, call_letter::link(&self.mail, call));
        }
        let words = EntryWords {
            summary: &letter.subject,
            time: call.scheduled_at.map(|at| two.time(at)).unwrap_or_default(),
            words: two.words,
            is_chat: true,
            attendee: two.address(),
            is_coming: true,
            method: turn.method,
        };
        let entry = call_letter::calendar_entry(&self.mail, call, self.context.now(), words);
        self.mail.write_with(writer, two.address(), &letter, entry).await
    }
}
