//! What the handlers and jobs ask about calls, and what every request asks about who is asking.

use model::audience::keys_of;
use model::id::{
    CallMessageId, CallSessionId, ScreenSharingSessionId, UserId, VideoCallId, VideoCallParticipantId,
};
use model::video_call::{ParticipantRole, VideoCallStatus, VideoCallType};
use store::call_list::{self, CallFilter, CallOrder, CallPosition, Viewer};
use store::matching::{self, Scope};
use store::{Connection, StoreError};

use super::crowd::Crowd;
use crate::support::at;

/// One person's calls, one call, and what the timers look for.
pub async fn ask_about_calls(on: &impl Connection, crowd: &Crowd) -> Result<(), StoreError> {
    let (me, other) = (crowd.person(17), crowd.person(18));
    let call = VideoCallId(me.0);
    ask_for_lists(on, me).await?;
    store::profile::active_after(on, Some(me), 200).await?;
    store::notification::told_of_call(on, &[me, other], "gathering_announced", call).await?;
    store::video_call::gatherings_since(on, me, at(0)).await?;
    store::video_call::find(on, call).await?;
    store::video_call::find_by_room(on, "person17@example.org").await?;
    store::video_call::empty_since_before(on, at(0), 100).await?;
    store::video_call::scheduled_before(on, at(0), 100).await?;
    store::video_call::strangers_invited_since(on, me, at(0)).await?;
    store::video_call::live_between(on, me, other).await?;
    store::video_call::planned_between(on, me, other).await?;
    store::participant::find(on, call, me).await?;
    store::participant::list(on, &[call, VideoCallId(other.0)]).await?;
    store::time_cell::busy(on, &[me, other], &[at(0), at(300)], call).await?;
    store::time_cell::taken(on, me, at(0), at(86_400)).await?;
    Ok(())
}

async fn ask_for_lists(on: &impl Connection, me: UserId) -> Result<(), StoreError> {
    let narrow = CallFilter {
        statuses: vec![VideoCallStatus::Scheduled, VideoCallStatus::Active],
        kinds: vec![VideoCallType::GroupMeeting],
        roles: vec![ParticipantRole::Host],
        from: Some(at(0)),
        to: Some(at(86_400)),
    };
    let profile = store::profile::find(on, me).await?;
    let viewer = Viewer { id: me, keys: profile.as_ref().map(keys_of).unwrap_or_default() };
    let after = CallPosition { at: at(60), id: VideoCallId(me.0) };
    for order in [CallOrder::SoonestFirst, CallOrder::LatestFirst] {
        for filter in [&CallFilter::default(), &narrow] {
            call_list::list(on, &viewer, filter, order, None, 21).await?;
            call_list::list(on, &viewer, filter, order, Some(after), 21).await?;
        }
    }
    call_list::active(on, &viewer).await?;
    Ok(())
}

/// What is kept of a call.
pub async fn ask_what_is_kept_of_a_call(on: &impl Connection, crowd: &Crowd) -> Result<(), StoreError> {
    let me = crowd.person(17);
    let call = VideoCallId(me.0);
    let participant = VideoCallParticipantId(me.0);
    store::call_quality::last_score(on, CallSessionId(me.0)).await?;
    store::call_session::find(on, CallSessionId(me.0)).await?;
    store::call_session::live_of_call(on, call).await?;
    store::call_session::live_of_participant(on, participant).await?;
    store::call_session::count_others(on, call, participant).await?;
    store::call_session::intervals(on, call, at(0)).await?;
    store::call_message::list_before(on, call, None, 51).await?;
    store::call_message::list_before(on, call, Some(CallMessageId(me.0)), 51).await?;
    store::call_feedback::find(on, call, me).await?;
    store::screen_share::running(on, call).await?;
    store::screen_share::list_before(on, call, None, 21).await?;
    store::screen_share::list_before(on, call, Some(ScreenSharingSessionId(me.0)), 21).await?;
    Ok(())
}

/// Who is asking: by cookie, by token, by mailed link.
pub async fn ask_who_is_asking(on: &impl Connection, crowd: &Crowd) -> Result<(), StoreError> {
    let me = crowd.person(17);
    store::session::find_by_token(on, &[7; 32]).await?;
    store::session::list_of(on, me, at(0), at(60)).await?;
    store::api_token::find_by_token(on, &[7; 32]).await?;
    store::api_token::list_of(on, me).await?;
    store::mail_link::is_good(on, &[7; 32], at(0)).await?;
    store::setting::find(on, "livekit_api_key").await?;
    Ok(())
}

/// What suggestions read of a few people after something about them changed, and before an answer.
pub async fn ask_for_suggestions(on: &impl Connection, crowd: &Crowd) -> Result<(), StoreError> {
    let few: Vec<UserId> = (100..132).map(|number| crowd.person(number)).collect();
    let scope = || Scope::People(&few);
    matching::profiles(on, scope()).await?;
    matching::chats(on, scope()).await?;
    matching::people_of_chat(on, crowd.chat(5)).await?;
    matching::connections(on, scope()).await?;
    matching::blocks(on, scope()).await?;
    matching::views(on, scope(), at(0).date_naive()).await?;
    matching::dismissals(on, scope(), at(0)).await?;
    matching::showable(on, crowd.person(17), &few, false, at(0), at(0)).await?;
    matching::showable(on, crowd.person(17), &few, true, at(0), at(0)).await?;
    store::person::visible(on, crowd.person(17), &few).await?;
    store::person::names(on, crowd.person(17), &few).await?;
    store::person_contact::find(on, &few).await?;
    store::connection::connected_among(on, crowd.person(17), &few).await?;
    ask_for_phrases(on, crowd, &few).await
}

/// What is read of phrases: of a few people, and of everybody in turn.
async fn ask_for_phrases(on: &impl Connection, crowd: &Crowd, few: &[UserId]) -> Result<(), StoreError> {
    store::embedding::states(on, "new@1", few).await?;
    store::embedding::states_after(on, "new@1", None, 500).await?;
    store::embedding::states_after(on, "new@1", Some(crowd.person(50_000)), 500).await?;
    store::embedding::phrases_of(on, "new@1", few).await?;
    store::embedding::phrases_between(on, "new@1", None, crowd.person(500)).await?;
    store::embedding::phrases_between(on, "new@1", Some(crowd.person(50_000)), crowd.person(50_500)).await?;
    store::embedding::notes(on, few).await?;
    store::embedding::notes_after(on, None, 500).await?;
    store::embedding::notes_after(on, Some(crowd.person(50_000)), 500).await?;
    store::embedding::texts(on, few).await?;
    store::embedding::texts_after(on, None, 500).await?;
    store::embedding::texts_after(on, Some(crowd.person(50_000)), 500).await?;
    store::time_cell::taken(on, crowd.person(17), at(0), at(14 * 86_400)).await?;
    Ok(())
}
