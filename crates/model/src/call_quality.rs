//! What a page may report of how a call carries for it, within which bounds.

use crate::text_enum::text_enum;
use crate::violation::Violations;

text_enum! {
    /// How media reaches a person.
    MediaPath {
        /// Straight, as datagrams.
        Udp = "udp",
        /// Over a stream, where datagrams do not pass.
        Tcp = "tcp",
        /// By a relay.
        Turn = "turn",
        /// By a relay inside TLS.
        Tls = "tls",
    }
}

/// Longer than anybody waits, in milliseconds.
const LONGEST_WAIT: i32 = 600_000;
/// Longer than any packet takes, in milliseconds.
const LONGEST_DELAY: f64 = 60_000.0;
/// More than any browser sends or receives, in bits a second.
const MOST_BITS: i64 = 10_000_000_000;
/// More lines than any picture has.
const MOST_LINES: i32 = 16_384;

/// What a page measured.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct QualityReport {
    /// From the press of the button to the connection.
    pub join_milliseconds: Option<i32>,
    /// From the press of the button to the first picture of somebody else who was there already.
    pub first_frame_milliseconds: Option<i32>,
    /// How the connection carried lately.
    pub sample: Option<PathReport>,
}

/// How a connection carried for some seconds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PathReport {
    /// To the place of the call and back.
    pub round_trip_milliseconds: Option<f64>,
    /// How unevenly sound and picture arrive.
    pub jitter_milliseconds: Option<f64>,
    /// Share of packets lost on the way in, 0 to 1.
    pub loss_in: Option<f64>,
    /// Share of packets lost on the way out, 0 to 1.
    pub loss_out: Option<f64>,
    /// Received a second.
    pub bits_in: Option<i64>,
    /// Sent a second.
    pub bits_out: Option<i64>,
    /// Lines of the largest picture received.
    pub frame_height: Option<i32>,
    /// How media goes.
    pub path: Option<MediaPath>,
}

impl QualityReport {
    /// What is out of bounds in it.
    pub fn faults(&self) -> Violations {
        let mut faults = Violations::default();
        let waits = [
            ("/join_milliseconds", self.join_milliseconds),
            ("/first_frame_milliseconds", self.first_frame_milliseconds),
        ];
        for (pointer, wait) in waits {
            within(wait, 0, LONGEST_WAIT, pointer, &mut faults);
        }
        if let Some(sample) = &self.sample {
            sample.check(&mut faults);
        }
        let is_empty = waits.iter().all(|(_, wait)| wait.is_none()) && self.sample.is_none();
        faults.require(!is_empty, "", "nothing_reported", "reports a time or a sample");
        faults
    }
}

impl PathReport {
    fn check(&self, faults: &mut Violations) {
        let has_measure = self.round_trip_milliseconds.is_some() || self.loss().is_some();
        faults.require(has_measure, "/sample", "nothing_measured", "holds a round trip or a loss");
        within(self.round_trip_milliseconds, 0.0, LONGEST_DELAY, "/sample/round_trip_milliseconds", faults);
        within(self.jitter_milliseconds, 0.0, LONGEST_DELAY, "/sample/jitter_milliseconds", faults);
        within(self.loss_in, 0.0, 1.0, "/sample/loss_in", faults);
        within(self.loss_out, 0.0, 1.0, "/sample/loss_out", faults);
        within(self.bits_in, 0, MOST_BITS, "/sample/bits_in", faults);
        within(self.bits_out, 0, MOST_BITS, "/sample/bits_out", faults);
        within(self.frame_height, 0, MOST_LINES, "/sample/frame_height", faults);
    }

    /// The greater of the losses, by which people notice.
    pub fn loss(&self) -> Option<f64> {
        match (self.loss_in, self.loss_out) {
            (Some(one), Some(other)) => Some(one.max(other)),
            (one, other) => one.or(other),
        }
    }
}

fn within<T: PartialOrd>(value: Option<T>, least: T, most: T, pointer: &str, faults: &mut Violations) {
    let holds = value.is_none_or(|value| value >= least && value <= most);
    faults.require(holds, pointer, "out_of_range", "is not a measure of a call");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pointers(report: &QualityReport) -> Vec<String> {
        report.faults().into_iter().map(|fault| fault.pointer).collect()
    }

    #[test]
    fn a_report_holds_something_and_nothing_impossible() {
        assert_eq!(pointers(&QualityReport::default()), [""]);
        let times = QualityReport {
            join_milliseconds: Some(-1),
            first_frame_milliseconds: Some(600_001),
            sample: None,
        };
        assert_eq!(pointers(&times), ["/join_milliseconds", "/first_frame_milliseconds"]);
        let sample = PathReport { loss_in: Some(1.5), bits_out: Some(-1), ..PathReport::default() };
        let report = QualityReport { sample: Some(sample), ..QualityReport::default() };
        assert_eq!(pointers(&report), ["/sample/loss_in", "/sample/bits_out"]);
        let idle = QualityReport { sample: Some(PathReport::default()), ..QualityReport::default() };
        assert_eq!(pointers(&idle), ["/sample"]);
    }

    #[test]
    fn what_is_not_a_number_is_no_measure() {
        let sample = PathReport { round_trip_milliseconds: Some(f64::NAN), ..PathReport::default() };
        let report = QualityReport { sample: Some(sample), ..QualityReport::default() };
        assert_eq!(pointers(&report), ["/sample/round_trip_milliseconds"]);
    }

    #[test]
    fn the_worse_way_counts() {
        let loss = |loss_in, loss_out| PathReport { loss_in, loss_out, ..PathReport::default() }.loss();
        assert_eq!(loss(Some(0.1), Some(0.3)), Some(0.3));
        assert_eq!(loss(None, Some(0.3)), Some(0.3));
        assert_eq!(loss(None, None), None);
    }
}
