//! Who hears of a change at once: both by an event, and by a line in the bell whoever did not do it.

use model::coffee_chat::{CoffeeChatStatus, Side};
use model::event::{CoffeeChatChanged, Event, PairChanged};
use model::id::UserId;
use serde_json::json;
use store::coffee_chat::CoffeeChat;
use store::video_call::VideoCall;
use store::{StoreError, Writer, outbox};

use super::CoffeeChatService;
use super::appointment::call_changed;
use crate::services::wait_list;

/// What happened to a request.
pub(super) enum Happening<'a> {
    Requested,
    Accepted {
        by: Side,
        call: &'a VideoCall,
    },
    Declined {
        by: Side,
    },
    Countered {
        by: Side,
    },
    Withdrawn {
        by: Side,
    },
    Expired,
    /// The call is named unless its own event was told already.
    Cancelled {
        by: Side,
        call: Option<&'a VideoCall>,
    },
    Rescheduled {
        by: Side,
        call: &'a VideoCall,
    },
    Settled,
}

impl Happening<'_> {
    fn event(&self, chat: &CoffeeChat) -> fn(CoffeeChatChanged) -> Event {
        match self {
            Self::Requested => Event::CoffeeChatRequested,
            Self::Accepted { .. } => Event::CoffeeChatAccepted,
            Self::Declined { .. } => Event::CoffeeChatDeclined,
            Self::Countered { .. } => Event::CoffeeChatCountered,
            Self::Withdrawn { .. } => Event::CoffeeChatWithdrawn,
            Self::Expired => Event::CoffeeChatExpired,
            Self::Cancelled { .. } => Event::CoffeeChatCancelled,
            Self::Rescheduled { .. } => Event::CoffeeChatRescheduled,
            Self::Settled => match chat.position.status {
                CoffeeChatStatus::NoShow => Event::CoffeeChatNoShow,
                CoffeeChatStatus::NotHeld => Event::CoffeeChatNotHeld,
                _ => Event::CoffeeChatCompleted,
            },
        }
    }

    fn call_event(&self) -> Option<Event> {
        match self {
            Self::Accepted { call, .. } => Some(call_changed(call, Event::VideoCallCreated)),
            Self::Cancelled { call, .. } => call.map(|call| call_changed(call, Event::VideoCallCancelled)),
            Self::Rescheduled { call, .. } => Some(call_changed(call, Event::VideoCallUpdated)),
            _ => None,
        }
    }

    /// The kind of the line in the bell.
    fn line(&self, chat: &CoffeeChat) -> String {
        let word = match self {
            Self::Requested => "requested",
            Self::Countered { .. } => "countered",
            Self::Rescheduled { .. } => "rescheduled",
            _ => chat.position.status.as_str(),
        };
        format!("coffee_chat_{word}")
    }

    /// The sides whose bell rings.
    fn rings(&self, chat: &CoffeeChat) -> Vec<Side> {
        match self {
            Self::Requested => vec![Side::Recipient],
            Self::Accepted { by, .. } | Self::Cancelled { by, .. } | Self::Rescheduled { by, .. } => {
                vec![by.other()]
            }
            Self::Declined { by } | Self::Countered { by } | Self::Withdrawn { by } => vec![by.other()],
            Self::Expired => vec![last_proposer(chat)],
            Self::Settled => vec![Side::Requester, Side::Recipient],
        }
    }
}

/// Who made the last proposal: the sides take turns, the one who asked begins.
pub(super) const fn last_proposer(chat: &CoffeeChat) -> Side {
    if chat.position.counter_count % 2 == 0 { Side::Requester } else { Side::Recipient }
}

impl CoffeeChatService {
    /// Tells both; the last thing in a transaction.
    pub(super) async fn tell(
        &self,
        writer: &Writer,
        chat: &CoffeeChat,
        happening: Happening<'_>,
    ) -> Result<(), StoreError> {
        let now = self.context.now();
        let changed = CoffeeChatChanged {
            id: chat.id,
            status: chat.position.status,
            version: chat.version,
            video_call_id: chat.video_call_id,
        };
        outbox::publish(writer, &happening.event(chat)(changed), chat.people(), now).await?;
        if let Some(event) = happening.call_event() {
            outbox::publish(writer, &event, chat.people(), now).await?;
        }
        let [a, b] = chat.people();
        outbox::publish(writer, &Event::PairChanged(PairChanged { a, b }), [], now).await?;
        wait_list::look_again(&self.context, writer, chat.recipient_id).await?;
        for side in happening.rings(chat) {
            self.ring(writer, chat, side, &happening.line(chat)).await?;
        }
        Ok(())
    }

    pub(super) async fn ring(
        &self,
        writer: &Writer,
        chat: &CoffeeChat,
        side: Side,
        kind: &str,
    ) -> Result<(), StoreError> {
        let other: UserId = chat.person(side.other());
        let contacts = self.mail.contacts(writer, &[other]).await?;
        let data = json!({
            "coffee_chat_request_id": chat.id,
            "video_call_id": chat.video_call_id,
            "person_id": other,
            "person_name": contacts.first().map(|contact| contact.given_name()),
            "selected_time": chat.selected_time,
        });
        self.notifications.notify(writer, chat.person(side), kind, data).await
    }
}
