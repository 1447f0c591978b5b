//! Asking somebody.

use matching::eligibility::{Exclusion, RequestAnswer};
use model::Violations;
use model::coffee_chat::{Side, check_duration, check_proposed_times, expiry};
use model::id::{CoffeeChatRequestId, UserId};
use model::wall_clock::Zone;
use store::coffee_chat::{self, CoffeeChat};
use store::{StoreError, Writer, eligibility};

use super::tell::Happening;
use super::{CoffeeChatError, CoffeeChatService, EXPIRE, MESSAGE_LENGTH, Proposal, SeenChat};
use crate::services::{activity, asking, wait_list};

impl CoffeeChatService {
    /// Asks somebody for a chat.
    pub async fn request(&self, caller: UserId, proposal: &Proposal) -> Result<SeenChat, CoffeeChatError> {
        self.again(|| self.try_request(caller, proposal)).await
    }

    async fn try_request(&self, caller: UserId, proposal: &Proposal) -> Result<SeenChat, CoffeeChatError> {
        self.check(proposal)?;
        let writer = self.context.write().await?;
        self.check_eligible(&writer, caller, proposal.recipient_id).await?;
        let chat = self.new_chat(&writer, caller, proposal).await?;
        coffee_chat::insert(&writer, &chat).await?;
        store::wait_list::leave(&writer, caller, proposal.recipient_id).await?;
        self.enqueue(&writer, EXPIRE, chat.id, chat.expires_at).await?;
        self.plan_nudges(&writer, &chat).await?;
        self.write_request_letter(&writer, &chat).await?;
        self.tell(&writer, &chat, Happening::Requested).await?;
        self.context.commit(writer).await?;
        activity::note(&self.context, caller).await;
        Ok(SeenChat { chat, side: Side::Requester, feedback: None })
    }

    fn check(&self, proposal: &Proposal) -> Result<(), CoffeeChatError> {
        let mut violations = Violations::default();
        let (now, rules) = (self.context.now(), self.proposal_rules());
        check_proposed_times(&proposal.proposed_times, now, &rules, "/proposed_times", &mut violations);
        check_duration(proposal.duration_minutes, "/duration_minutes", &mut violations);
        violations.length(&proposal.message, 0..=MESSAGE_LENGTH, "/message");
        if let Some(Err(unknown)) = proposal.time_zone.as_deref().map(Zone::named) {
            violations.add("/time_zone", "unknown_zone", unknown.to_string());
        }
        Ok(violations.into_result()?)
    }

    /// The rules of MATCHING.md 3.7 that refuse a request, in their order.
    async fn check_eligible(
        &self,
        writer: &Writer,
        caller: UserId,
        person: UserId,
    ) -> Result<(), CoffeeChatError> {
        let now = self.context.now();
        eligibility::lock_person(writer, person).await?;
        let Some(exclusion) = asking::refusal(writer, caller, person, now).await? else { return Ok(()) };
        match (exclusion, exclusion.request_answer()) {
            (_, RequestAnswer::Unknown) => Err(CoffeeChatError::NotFound),
            (_, RequestAnswer::Welcome) => Ok(()),
            (Exclusion::FullInbox | Exclusion::FullMonth, _) => {
                let next_opening = wait_list::next_opening(writer, person, now).await?;
                Err(CoffeeChatError::Full { reason: exclusion.code(), next_opening })
            }
            (_, RequestAnswer::Refused) => Err(CoffeeChatError::NotEligible(exclusion.code())),
        }
    }

    async fn new_chat(
        &self,
        writer: &Writer,
        caller: UserId,
        proposal: &Proposal,
    ) -> Result<CoffeeChat, StoreError> {
        let now = self.context.now();
        let expires_at = expiry(now, &proposal.proposed_times, self.answer_within());
        let zone = self.zone_of(writer, caller, proposal.time_zone.as_deref()).await?;
        Ok(CoffeeChat {
            kind: proposal.kind,
            message: proposal.message.trim().to_owned(),
            duration_minutes: proposal.duration_minutes,
            time_zone: zone.name().to_owned(),
            ..CoffeeChat::asked(
                CoffeeChatRequestId::new(now, self.context.chance()),
                [caller, proposal.recipient_id],
                proposal.proposed_times.clone(),
                expires_at,
                now,
            )
        })
    }

    /// The zone named, else that of the person's profile, else UTC.
    async fn zone_of(
        &self,
        writer: &Writer,
        caller: UserId,
        named: Option<&str>,
    ) -> Result<Zone, StoreError> {
        if named.is_some() {
            return Ok(Zone::named_or_utc(named));
        }
        let contacts = self.mail.contacts(writer, &[caller]).await?;
        Ok(Zone::named_or_utc(contacts.first().and_then(|contact| contact.time_zone.as_deref())))
    }
}
