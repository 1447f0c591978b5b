//! How calls carry for the people in them, as their pages measure it: kept for each connection, and counted for all.

use std::time::Duration;

use chrono::DurationRound;
use model::Timestamp;
use model::call_quality::{PathReport, QualityReport};
use model::event::{Event, QualityChanged};
use model::id::{CallSessionId, UserId, VideoCallId};
use model::video_call::Provider;
use sfu::protocol::ConnectionQuality;
use store::call_quality::{self, QualitySample};
use store::video_call::VideoCall;
use store::{Writer, call_session, participant};

use super::{Actor, CallError, VideoCallService};

/// Samples within the same stretch are one.
const BUCKET: chrono::TimeDelta = chrono::TimeDelta::seconds(10);

impl VideoCallService {
    /// Keeps what a page measured of its own connection. Times count once; a sample takes the place of an earlier
    /// one of the same ten seconds.
    pub async fn report_quality(
        &self,
        actor: Actor,
        id: VideoCallId,
        session: CallSessionId,
        report: QualityReport,
    ) -> Result<(), CallError> {
        let call = self.look(actor, id, "report_call_quality").await?.call;
        report.faults().into_result()?;
        let found = call_session::find(self.context.read(), session).await?;
        let own = found.filter(|one| one.call_id == id && one.user_id == actor.user_id);
        match own {
            None => return Err(CallError::Conflict("not_present")),
            Some(own) if own.left_at.is_some() => return Err(CallError::Conflict("session_ended")),
            Some(_) => {}
        }
        let writer = self.context.write().await?;
        let is_first_join = match report.join_milliseconds {
            Some(waited) => call_quality::note_join(&writer, session, waited).await?,
            None => false,
        };
        let is_first_frame = match report.first_frame_milliseconds {
            Some(waited) => call_quality::note_first_frame(&writer, session, waited).await?,
            None => false,
        };
        let score = match &report.sample {
            Some(sample) => Some(self.keep_sample(&writer, &call, actor.user_id, session, sample).await?),
            None => None,
        };
        self.context.commit(writer).await?;
        let waits = [
            ("homecoming_call_join_seconds", report.join_milliseconds.filter(|_| is_first_join)),
            (
                "homecoming_call_first_frame_seconds",
                report.first_frame_milliseconds.filter(|_| is_first_frame),
            ),
        ];
        for (name, waited) in waits {
            count(name, call.provider, waited.map(|waited| f64::from(waited) / 1000.0));
        }
        if let Some((sample, score)) = report.sample.zip(score) {
            count_sample(call.provider, &sample, score);
        }
        Ok(())
    }

    /// Keeps a sample and gives its score. Those who run the call, and the person, hear of it when the grade changes.
    async fn keep_sample(
        &self,
        writer: &Writer,
        call: &VideoCall,
        user_id: UserId,
        session_id: CallSessionId,
        report: &PathReport,
    ) -> Result<u8, CallError> {
        let now = self.context.now();
        let score = score_of(report);
        let before = call_quality::last_score(writer, session_id).await?;
        let sample = QualitySample {
            id: model::id::new_uuid(now, self.context.chance()),
            session_id,
            bucket_at: bucket_of(now),
            round_trip_milliseconds: report.round_trip_milliseconds.map(|time| time.round() as i32),
            jitter_milliseconds: report.jitter_milliseconds,
            loss_in: report.loss_in,
            loss_out: report.loss_out,
            bits_in: report.bits_in,
            bits_out: report.bits_out,
            frame_height: report.frame_height,
            score: i32::from(score),
            path: report.path.map(|path| path.as_str().to_owned()),
        };
        call_quality::upsert(writer, &sample).await?;
        let grade = |score: i32| sfu::grade(score as f32);
        let is_news = before.map_or(ConnectionQuality::Excellent, grade) != grade(sample.score);
        if is_news {
            let changed = Event::QualityChanged(QualityChanged { id: call.id, user_id, score });
            let listed = participant::list(writer, &[call.id]).await?;
            let crew = listed.iter().filter(|one| one.is_present && one.participant.role.is_crew());
            let told: Vec<UserId> = crew.map(|one| one.participant.user_id).chain([user_id]).collect();
            store::outbox::publish(writer, &changed, told, now).await?;
        }
        Ok(score)
    }
}

/// By the same measure as the media engine's own: a page reports what it saw, never how good that is.
fn score_of(report: &PathReport) -> u8 {
    let round_trip =
        report.round_trip_milliseconds.map(|time| Duration::from_secs_f64(time.max(0.0) / 1000.0));
    sfu::score(round_trip, report.loss().unwrap_or(0.0) as f32).round() as u8
}

fn bucket_of(now: Timestamp) -> Timestamp {
    now.duration_trunc(BUCKET).unwrap_or(now)
}

fn count_sample(provider: Provider, sample: &PathReport, score: u8) {
    let round_trip = sample.round_trip_milliseconds.map(|time| time / 1000.0);
    count("homecoming_call_round_trip_seconds", provider, round_trip);
    count("homecoming_call_loss_ratio", provider, sample.loss());
    count("homecoming_call_quality_score", provider, Some(f64::from(score)));
}

fn count(name: &'static str, provider: Provider, value: Option<f64>) {
    if let Some(value) = value {
        metrics::histogram!(name, "provider" => provider.as_str()).record(value);
    }
}
