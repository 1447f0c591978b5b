//! The two things the protocol asks of session descriptions beyond what str0m offers: knowing what
//! each media section of an offer is for, and naming the tracks in an answer.

use std::collections::BTreeMap;

use crate::peer::{Mid, Rid};

/// What a media section carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Kind {
    Audio,
    Video,
    Application,
}

/// Which way media flows in a section, as its writer sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    SendReceive,
    Send,
    Receive,
    Inactive,
}

/// One media section of a client's offer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Section {
    pub mid: Mid,
    pub kind: Kind,
    pub direction: Direction,
    /// The track named in its msid.
    pub track: Option<String>,
    /// Simulcast layers it sends, in the order offered.
    pub rids: Vec<Rid>,
}

impl Section {
    /// The client sends media here.
    pub fn is_sending(&self) -> bool {
        matches!(self.direction, Direction::Send | Direction::SendReceive)
    }

    /// The client waits for media here.
    pub fn is_waiting(&self) -> bool {
        self.direction == Direction::Receive
    }
}

/// The stream and track an outgoing section is named after.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TrackName {
    pub stream: String,
    pub track: String,
}

/// Splits a description into its head and its sections, line by line.
fn split(sdp: &str) -> (Vec<&str>, Vec<Vec<&str>>) {
    let mut head = Vec::new();
    let mut sections: Vec<Vec<&str>> = Vec::new();
    for line in sdp.lines().map(|line| line.trim_end_matches('\r')).filter(|line| !line.is_empty()) {
        if line.starts_with("m=") {
            sections.push(vec![line]);
        } else if let Some(section) = sections.last_mut() {
            section.push(line);
        } else {
            head.push(line);
        }
    }
    (head, sections)
}

fn attribute<'a>(section: &[&'a str], name: &str) -> Option<&'a str> {
    section.iter().find_map(|line| line.strip_prefix("a=")?.strip_prefix(name)?.strip_prefix(':'))
}

fn direction(section: &[&str]) -> Direction {
    let found = section.iter().find_map(|line| match *line {
        "a=sendrecv" => Some(Direction::SendReceive),
        "a=sendonly" => Some(Direction::Send),
        "a=recvonly" => Some(Direction::Receive),
        "a=inactive" => Some(Direction::Inactive),
        _ => None,
    });
    found.unwrap_or(Direction::SendReceive)
}

fn kind(section: &[&str]) -> Kind {
    match section.first() {
        Some(line) if line.starts_with("m=audio") => Kind::Audio,
        Some(line) if line.starts_with("m=video") => Kind::Video,
        _ => Kind::Application,
    }
}

/// Rejected for good: port zero, and not merely waiting for its bundle.
fn is_stopped(section: &[&str]) -> bool {
    section.first().and_then(|line| line.split(' ').nth(1)) == Some("0")
        && !section.contains(&"a=bundle-only")
}

/// Reads the media sections of an offer.
pub(crate) fn sections(sdp: &str) -> Vec<Section> {
    let (_, sections) = split(sdp);
    sections.iter().map(|section| read_section(section)).collect()
}

fn read_section(section: &[&str]) -> Section {
    let sending_rid = |line: &&&str| line.split(' ').nth(1) == Some("send");
    let rids = section.iter().filter(|line| line.starts_with("a=rid:")).filter(sending_rid);
    let direction = if is_stopped(section) { Direction::Inactive } else { direction(section) };
    Section {
        mid: Mid::from(attribute(section, "mid").unwrap_or_default()),
        kind: kind(section),
        direction,
        track: attribute(section, "msid").and_then(|msid| msid.split(' ').nth(1)).map(str::to_owned),
        rids: rids.filter_map(|line| line["a=rid:".len()..].split(' ').next()).map(Rid::from).collect(),
    }
}

/// Names the tracks of an answer: a section in `names` gets that msid; a section that would send but
/// carries nothing becomes inactive and loses its msid, or the client would look for a participant
/// that is not there.
pub(crate) fn name_tracks(answer: &str, names: &BTreeMap<Mid, TrackName>) -> String {
    let (head, sections) = split(answer);
    let mut out = Lines(String::with_capacity(answer.len() + 256));
    head.iter().for_each(|line| out.push(line));
    for section in &sections {
        let mid = Mid::from(attribute(section, "mid").unwrap_or_default());
        if kind(section) == Kind::Application {
            section.iter().for_each(|line| out.push(line));
        } else {
            write_section(&mut out, section, names.get(&mid));
        }
    }
    out.0
}

struct Lines(String);

impl Lines {
    fn push(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push_str("\r\n");
    }
}

fn write_section(out: &mut Lines, section: &[&str], name: Option<&TrackName>) {
    let sends = matches!(direction(section), Direction::Send | Direction::SendReceive);
    for line in section {
        match name {
            Some(name) if sends && line.starts_with("a=msid:") => {
                out.push(&format!("a=msid:{} {}", name.stream, name.track));
            }
            Some(name) if sends && line.starts_with("a=ssrc:") && line.contains(" msid:") => {
                let ssrc = line.split(' ').next().unwrap_or_default();
                out.push(&format!("{ssrc} msid:{} {}", name.stream, name.track));
            }
            Some(_) if sends => out.push(line),
            _ if line.starts_with("a=msid:") || (sends && line.starts_with("a=ssrc")) => {}
            _ if *line == "a=sendonly" => out.push("a=inactive"),
            _ if *line == "a=sendrecv" => out.push("a=recvonly"),
            _ => out.push(line),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFER: &str = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=sendonly\r\na=msid:- mic\r\n\
        m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\na=sendonly\r\na=msid:s cam\r\na=rid:q send\r\na=rid:f send\r\na=rid:z recv\r\n\
        m=video 0 UDP/TLS/RTP/SAVPF 96\r\na=mid:2\r\na=recvonly\r\n\
        m=video 0 UDP/TLS/RTP/SAVPF 96\r\na=mid:3\r\na=bundle-only\r\na=recvonly\r\n\
        m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:4\r\n";

    #[test]
    fn an_offer_is_read_section_by_section() {
        let found = sections(OFFER);
        assert_eq!(found.len(), 5);
        assert_eq!(found[0].track.as_deref(), Some("mic"));
        assert!(found[1].is_sending());
        assert_eq!(found[1].rids, vec![Rid::from("q"), Rid::from("f")]);
        assert_eq!(found[2].direction, Direction::Inactive, "port zero is a stopped section");
        assert!(found[3].is_waiting(), "port zero with bundle-only is alive");
        assert_eq!(found[4].kind, Kind::Application);
    }

    #[test]
    fn an_answer_names_used_sections_and_empties_the_rest() {
        let answer = "v=0\r\nm=video 9 X 96\r\na=mid:1\r\na=sendonly\r\na=msid:r1 r2\r\na=ssrc:7 cname:x\r\na=ssrc:7 msid:r1 r2\r\n\
            m=video 9 X 96\r\na=mid:2\r\na=sendonly\r\na=msid:r3 r4\r\na=ssrc-group:FID 8 9\r\na=ssrc:8 cname:x\r\n\
            m=audio 9 X 111\r\na=mid:3\r\na=recvonly\r\na=msid:r5 r6\r\n";
        let name = TrackName { stream: "PA_a|camera".into(), track: "TR_b".into() };
        let named = name_tracks(answer, &BTreeMap::from([(Mid::from("1"), name)]));
        assert!(named.contains(
            "a=sendonly\r\na=msid:PA_a|camera TR_b\r\na=ssrc:7 cname:x\r\na=ssrc:7 msid:PA_a|camera TR_b"
        ));
        assert!(named.contains("a=mid:2\r\na=inactive\r\nm=audio"));
        assert!(named.ends_with("a=mid:3\r\na=recvonly\r\n"));
    }
}
