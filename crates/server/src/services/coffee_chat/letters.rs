//! The letters of a coffee chat: asked, answered, moved, called off, lapsed.

use model::Timestamp;
use model::coffee_chat::{CoffeeChatType, Side};
use model::user::PlacePrecision;
use model::wall_clock::{OtherClock, Zone, both_clocks};
use store::coffee_chat::CoffeeChat;
use store::person_contact::PersonContact;
use store::video_call::VideoCall;
use store::{StoreError, Writer};

use super::CoffeeChatService;
use crate::mail::{Address, CalendarMethod, Letter};
use crate::services::call_letter::{self, EntryWords};

const WHY: &str = "You get this letter because it is about a coffee chat of yours.";

/// The one who reads a letter, and the other of the two.
struct Correspondents {
    reader: PersonContact,
    other: PersonContact,
    reader_zone: Zone,
    other_zone: Option<Zone>,
}

impl Correspondents {
    /// A time on the reader's clock, and on the other's where the reader may know it.
    fn time(&self, at: Timestamp) -> String {
        let other = self.other_zone.as_ref();
        let other = other.map(|zone| OtherClock { name: self.other.given_name(), zone });
        both_clocks(at, &self.reader_zone, other)
    }

    fn address(&self) -> Address {
        Address::new(&self.reader.name, &self.reader.email)
    }

    fn letter(&self, chat: &CoffeeChat) -> Letter {
        let subject = format!("{} with {}", noun(chat.kind), self.other.given_name());
        Letter::to(self.reader.given_name(), subject).because(WHY)
    }
}

const fn noun(kind: CoffeeChatType) -> &'static str {
    match kind {
        CoffeeChatType::CoffeeChat => "Coffee chat",
        CoffeeChatType::Mentorship => "Mentorship",
        CoffeeChatType::Introduction => "Introduction",
    }
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
        Ok(Some(Correspondents { reader, other, reader_zone, other_zone }))
    }

    pub(super) async fn write_request_letter(
        &self,
        writer: &Writer,
        chat: &CoffeeChat,
    ) -> Result<(), StoreError> {
        let Some(two) = self.correspondents(writer, chat, Side::Recipient).await? else { return Ok(()) };
        let asks = match chat.kind {
            CoffeeChatType::CoffeeChat => "would like to have a coffee chat with you",
            CoffeeChatType::Mentorship => "asks for your advice as a mentor",
            CoffeeChatType::Introduction => "would like to be introduced to you",
        };
        let opening =
            format!("{} {asks}. It takes {} minutes, by video.", two.other.name, chat.duration_minutes);
        self.send_proposal(writer, chat, &two, opening, &chat.message).await
    }

    pub(super) async fn write_counter_letter(
        &self,
        writer: &Writer,
        chat: &CoffeeChat,
        by: Side,
    ) -> Result<(), StoreError> {
        let Some(two) = self.correspondents(writer, chat, by.other()).await? else { return Ok(()) };
        let opening = format!("{} proposes other times for your chat.", two.other.name);
        let message = chat.answer_message.clone().unwrap_or_default();
        self.send_proposal(writer, chat, &two, opening, &message).await
    }

    async fn send_proposal(
        &self,
        writer: &Writer,
        chat: &CoffeeChat,
        two: &Correspondents,
        opening: String,
        message: &str,
    ) -> Result<(), StoreError> {
        let letter = two
            .letter(chat)
            .say(opening)
            .say(format!(
                "Please answer until {}. After that it closes by itself.",
                two.time(chat.expires_at)
            ))
            .list(chat.proposed_times.iter().map(|at| two.time(*at)))
            .quoting(Some(message))
            .with_button("See the times and answer", self.mail.link("/chats"));
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
            .say(format!("{} cannot make it this time.", two.other.name))
            .quoting(chat.answer_message.as_deref())
            .with_button("Find other people to meet", self.mail.link("/people"));
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
        let opening = format!("{} would still like to meet you.", two.other.name);
        let message =
            if chat.position.counter_count == 0 { Some(&chat.message) } else { chat.answer_message.as_ref() };
        let message = message.cloned().unwrap_or_default();
        self.send_proposal(writer, chat, &two, opening, &message).await
    }

    /// Tells the one asked that the other takes a break.
    pub(super) async fn write_pause_letter(
        &self,
        writer: &Writer,
        chat: &CoffeeChat,
    ) -> Result<(), StoreError> {
        let Some(two) = self.correspondents(writer, chat, Side::Recipient).await? else { return Ok(()) };
        let letter = two
            .letter(chat)
            .say(format!("{} takes a break from coffee chats and took the request back.", two.other.name))
            .say("It is nothing about you, and there is nothing for you to do.")
            .with_button("Find other people to meet", self.mail.link("/people"));
        self.mail.write(writer, two.address(), &letter).await
    }

    pub(super) async fn write_expiry_letter(
        &self,
        writer: &Writer,
        chat: &CoffeeChat,
        proposer: Side,
    ) -> Result<(), StoreError> {
        let Some(two) = self.correspondents(writer, chat, proposer).await? else { return Ok(()) };
        let letter = two
            .letter(chat)
            .say(format!("Your request to {} closed without an answer.", two.other.name))
            .say("That happens, and it is nothing about you. Other people would like to meet you.")
            .with_button("Find other people to meet", self.mail.link("/people"));
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
        for side in [by.other(), by] {
            let Some(two) = self.correspondents(writer, chat, side).await? else { return Ok(()) };
            let opening = if side == by {
                format!("You meet {}. It is in the calendar entry with this letter.", two.other.name)
            } else {
                format!("{} picked a time. You meet:", two.other.name)
            };
            self.send_entry(writer, chat, call, &two, opening, None, CalendarMethod::Request).await?;
        }
        Ok(())
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
        for side in [by.other(), by] {
            let Some(two) = self.correspondents(writer, chat, side).await? else { return Ok(()) };
            let opening = if side == by {
                format!("You moved your chat with {}. The new time:", two.other.name)
            } else {
                format!("{} moved your chat. The new time:", two.other.name)
            };
            self.send_entry(writer, chat, call, &two, opening, reason, CalendarMethod::Request).await?;
        }
        Ok(())
    }

    /// Tells both that it is off; their calendars take the entry out.
    pub(super) async fn write_cancellations(
        &self,
        writer: &Writer,
        chat: &CoffeeChat,
        call: &VideoCall,
        by: Side,
    ) -> Result<(), StoreError> {
        for side in [by.other(), by] {
            let Some(two) = self.correspondents(writer, chat, side).await? else { return Ok(()) };
            let opening = if side == by {
                format!("You called off your chat with {}.", two.other.name)
            } else {
                format!("{} called off your chat.", two.other.name)
            };
            let reason = chat.cancel_reason.as_deref();
            self.send_entry(writer, chat, call, &two, opening, reason, CalendarMethod::Cancel).await?;
        }
        Ok(())
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "a letter is made of these, and they have nothing else in common"
    )]
    async fn send_entry(
        &self,
        writer: &Writer,
        chat: &CoffeeChat,
        call: &VideoCall,
        two: &Correspondents,
        opening: String,
        reason: Option<&str>,
        method: CalendarMethod,
    ) -> Result<(), StoreError> {
        let mut letter =
            two.letter(chat).say(opening).list(chat.selected_time.map(|at| two.time(at))).quoting(reason);
        if method == CalendarMethod::Request {
            letter = letter.with_button("Open the call", call_letter::link(&self.mail, call));
        }
        let words = EntryWords {
            summary: &letter.subject,
            time: call.scheduled_at.map(|at| two.time(at)).unwrap_or_default(),
            join_label: "Join coffee chat",
            attendee: two.address(),
            is_coming: true,
            method,
        };
        let entry = call_letter::calendar_entry(&self.mail, call, self.context.now(), words);
        self.mail.write_with(writer, two.address(), &letter, entry).await
    }
}
