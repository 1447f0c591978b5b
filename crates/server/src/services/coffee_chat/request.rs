//! Asking somebody.

use crate::services::activity;
use matching::eligibility::{MONTH_DAYS, PairHistory, RequestAnswer, Standing, request_exclusion};
use model::Violations;
use model::coffee_chat::{Side, check_duration, check_proposed_times, expiry};
use model::id::{CoffeeChatRequestId, UserId};
use model::wall_clock::Zone;
use store::coffee_chat::{self, CoffeeChat};
use store::eligibility::{self, PairFacts, PersonFacts};
use store::{StoreError, Writer};

use super::tell::Happening;
use super::{CoffeeChatError, CoffeeChatService, EXPIRE, MESSAGE_LENGTH, Proposal, SeenChat};

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
        let since = now - chrono::TimeDelta::days(i64::from(MONTH_DAYS));
        let facts =
            eligibility::person_facts(writer, person, since).await?.ok_or(CoffeeChatError::NotFound)?;
        let pair = eligibility::pair_facts(writer, caller, person).await?;
        let standing = standing(facts);
        let history = PairHistory { is_self: caller == person, ..history(&pair) };
        let Some(exclusion) = request_exclusion(&standing, &history, now) else { return Ok(()) };
        match exclusion.request_answer() {
            RequestAnswer::Unknown => Err(CoffeeChatError::NotFound),
            RequestAnswer::Refused => Err(CoffeeChatError::NotEligible(exclusion.code())),
            RequestAnswer::Welcome => Ok(()),
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

fn standing(facts: PersonFacts) -> Standing {
    Standing {
        is_active: facts.is_active,
        visibility: facts.visibility,
        is_open: facts.open_to_chats != Some(false),
        paused_until: facts.paused_until,
        waiting_requests: u32::try_from(facts.waiting_requests).unwrap_or(u32::MAX),
        accepted_at: facts.accepted_at.into_boxed_slice(),
        monthly_chat_limit: u8::try_from(facts.monthly_chat_limit).unwrap_or(0),
        ..Standing::default()
    }
}

fn history(pair: &PairFacts) -> PairHistory {
    PairHistory {
        is_blocked: pair.is_blocked,
        is_connected: pair.is_connected,
        is_pending: pair.is_pending,
        is_scheduled: pair.is_scheduled,
        declined_at: pair.declined_at,
        is_declined_for_ever: pair.is_declined_for_ever,
        ..PairHistory::default()
    }
}
