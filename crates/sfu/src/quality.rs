//! How well a media path does, as a score and as the protocol's grade.

use std::time::Duration;

use livekit_protocol as lk;

use crate::event::QualitySample;
use crate::peer::Path;

/// Round trip beyond which delay is felt, in milliseconds (one-way 177 ms in ITU-T G.107, plus what
/// playing out costs).
const FELT_DELAY_MS: f32 = 260.0;

/// Scores a path by a simplified E-model (ITU-T G.107): delay and loss take from 100. The loss is a share of all
/// packets, 0 to 1.
pub fn score(round_trip: Option<Duration>, loss: f32) -> f32 {
    let delay = round_trip.map_or(0.0, |time| time.as_secs_f32() * 1000.0);
    let by_delay = delay / 40.0 + (delay - FELT_DELAY_MS).max(0.0) / 10.0;
    let by_loss = loss.clamp(0.0, 1.0) * 250.0;
    (100.0 - by_delay - by_loss).clamp(0.0, 100.0)
}

/// A path as it is told to the product.
pub(crate) fn sample(path: &Path) -> QualitySample {
    let loss = path.loss_out.unwrap_or(0.0).max(path.loss_in.unwrap_or(0.0));
    QualitySample {
        score: score(path.round_trip, loss),
        round_trip_ms: path.round_trip.map(|time| time.as_secs_f32() * 1000.0),
        loss_to_client: path.loss_out,
        loss_from_client: path.loss_in,
        downlink_bits_per_second: path.estimate,
        over_tcp: path.over_tcp,
    }
}

/// The grade shown to clients. Never "lost": a client that reads this of itself starts anew.
pub fn grade(score: f32) -> lk::ConnectionQuality {
    match score {
        score if score >= 80.0 => lk::ConnectionQuality::Excellent,
        score if score >= 40.0 => lk::ConnectionQuality::Good,
        _ => lk::ConnectionQuality::Poor,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graded(round_trip_ms: u64, loss: f32) -> lk::ConnectionQuality {
        let path = Path {
            round_trip: Some(Duration::from_millis(round_trip_ms)),
            loss_out: Some(loss),
            ..Default::default()
        };
        grade(sample(&path).score)
    }

    #[test]
    fn grades_follow_delay_and_loss() {
        assert_eq!(graded(20, 0.0), lk::ConnectionQuality::Excellent);
        assert_eq!(graded(150, 0.02), lk::ConnectionQuality::Excellent);
        assert_eq!(graded(100, 0.10), lk::ConnectionQuality::Good);
        assert_eq!(graded(350, 0.05), lk::ConnectionQuality::Good);
        assert_eq!(graded(600, 0.20), lk::ConnectionQuality::Poor);
        assert_eq!(graded(9_000, 1.0), lk::ConnectionQuality::Poor, "never lost");
    }
}
