//! How well a media path does, as a score and as the protocol's grade.

use livekit_protocol as lk;

use crate::event::QualitySample;
use crate::peer::Path;

/// Round trip beyond which delay is felt, in milliseconds (one-way 177 ms in ITU-T G.107, plus what
/// playing out costs).
const FELT_DELAY_MS: f32 = 260.0;

/// Scores a path by a simplified E-model (ITU-T G.107): delay and loss take from 100.
pub(crate) fn sample(path: &Path) -> QualitySample {
    let round_trip_ms = path.round_trip.map(|time| time.as_secs_f32() * 1000.0);
    let loss = path.loss_out.unwrap_or(0.0).max(path.loss_in.unwrap_or(0.0)).clamp(0.0, 1.0);
    let delay = round_trip_ms.unwrap_or(0.0);
    let by_delay = delay / 40.0 + (delay - FELT_DELAY_MS).max(0.0) / 10.0;
    let by_loss = loss * 250.0;
    QualitySample {
        score: (100.0 - by_delay - by_loss).clamp(0.0, 100.0),
        round_trip_ms,
        loss_to_client: path.loss_out,
        loss_from_client: path.loss_in,
        downlink_bits_per_second: path.estimate,
        over_tcp: path.over_tcp,
    }
}

/// The grade shown to clients. Never "lost": a client that reads this of itself starts anew.
pub(crate) fn grade(score: f32) -> lk::ConnectionQuality {
    match score {
        score if score >= 80.0 => lk::ConnectionQuality::Excellent,
        score if score >= 40.0 => lk::ConnectionQuality::Good,
        _ => lk::ConnectionQuality::Poor,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

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
