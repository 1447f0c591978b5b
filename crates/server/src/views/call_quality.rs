//! How a call carries for one page, in JSON.

use model::call_quality::{MediaPath, PathReport, QualityReport};
use model::id::CallSessionId;
use serde::Deserialize;
use utoipa::ToSchema;

/// What a page measured of its own connection: times once, samples from time to time.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportCallQuality {
    /// The page's connection.
    pub session_id: CallSessionId,
    /// From the press of the button to the connection; time spent in the lobby does not count.
    #[schema(minimum = 0, maximum = 600000)]
    pub join_milliseconds: Option<i32>,
    /// From the press of the button to the first picture of somebody who was there already.
    #[schema(minimum = 0, maximum = 600000)]
    pub first_frame_milliseconds: Option<i32>,
    /// How the connection carried lately.
    pub sample: Option<CallQualitySample>,
}

/// How a connection carried for some seconds; at least a round trip or a loss.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CallQualitySample {
    /// To the place of the call and back.
    #[schema(minimum = 0, maximum = 60000)]
    pub round_trip_milliseconds: Option<f64>,
    /// How unevenly sound and picture arrive.
    #[schema(minimum = 0, maximum = 60000)]
    pub jitter_milliseconds: Option<f64>,
    /// Share of packets lost on the way in.
    #[schema(minimum = 0, maximum = 1)]
    pub loss_in: Option<f64>,
    /// Share of packets lost on the way out.
    #[schema(minimum = 0, maximum = 1)]
    pub loss_out: Option<f64>,
    /// Received a second.
    #[schema(minimum = 0)]
    pub bits_in: Option<i64>,
    /// Sent a second.
    #[schema(minimum = 0)]
    pub bits_out: Option<i64>,
    /// Lines of the largest picture received.
    #[schema(minimum = 0)]
    pub frame_height: Option<i32>,
    /// How media goes.
    pub path: Option<MediaPath>,
}

impl From<ReportCallQuality> for QualityReport {
    fn from(body: ReportCallQuality) -> Self {
        Self {
            join_milliseconds: body.join_milliseconds,
            first_frame_milliseconds: body.first_frame_milliseconds,
            sample: body.sample.map(Into::into),
        }
    }
}

impl From<CallQualitySample> for PathReport {
    fn from(body: CallQualitySample) -> Self {
        Self {
            round_trip_milliseconds: body.round_trip_milliseconds,
            jitter_milliseconds: body.jitter_milliseconds,
            loss_in: body.loss_in,
            loss_out: body.loss_out,
            bits_in: body.bits_in,
            bits_out: body.bits_out,
            frame_height: body.frame_height,
            path: body.path,
        }
    }
}
