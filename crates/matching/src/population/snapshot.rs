//! A population written down, so that a start needs not read the whole database: columns in little-endian words, one
//! after the other, each with a checksum.

use std::io::{self, Read, Write};

use h3o::CellIndex;
use model::Timestamp;
use model::gazetteer::{country_by_code, region_by_code};
use model::id::UserId;
use model::industry::{IndustryId, IndustryTree};
use model::user::PlacePrecision;
use thiserror::Error;
use uuid::Uuid;

use super::appearances::Appearances;
use super::more::Mores;
use super::people::People;
use super::runs::Runs;
use super::{Contacts, Edge, Flags, Population, Spot, Tags, Traits, Whereabouts};
use crate::day::Day;
use crate::eligibility::{PairHistory, Views};
use crate::industry::StatedIndustries;

/// Says what follows, and in which version of the form.
const MARK: u64 = u64::from_le_bytes(*b"HCPOP\x00\x00\x03");
const CHUNK: usize = 1 << 16;
const DAMAGED: &str = "it was damaged";

/// Why a snapshot cannot be used. A start then reads the database.
#[derive(Debug, Error)]
pub enum SnapshotError {
    /// It cannot be read to its end.
    #[error("the snapshot cannot be read")]
    Io(#[from] io::Error),
    /// It is of another form, another industry tree or gazetteer, or was damaged.
    #[error("the snapshot does not fit: {0}")]
    Unfit(&'static str),
}

impl Population {
    /// Writes everything down that was put in.
    pub fn save(&self, out: &mut impl Write) -> io::Result<()> {
        let mut out = Sink { out, sum: Sum::default() };
        out.word(MARK)?;
        out.word(fingerprint(self.tree))?;
        out.word(self.today.0 as u64)?;
        out.all(self.people.ids().iter().map(|id| id.0.as_u128()))?;
        self.save_vocabulary(&mut out)?;
        self.save_traits(&mut out)?;
        let (words, runs) = self.tags.parts();
        out.texts(words.iter().map(String::as_str))?;
        save_runs(runs, &mut out)?;
        let lists = (0..self.traits.len() as u32).map(|person| self.contacts.of(person));
        out.all(lists.clone().map(|list| list.len() as u32))?;
        out.all(lists.flatten().map(|edge| edge.bits()))?;
        out.all(self.appearances.rows().flatten())?;
        self.save_pairs(&mut out)
    }

    /// Reads everything that [`Self::save`] wrote into an empty population, whose day stays its own.
    pub fn restore(mut self, input: &mut impl Read) -> Result<Self, SnapshotError> {
        let mut input = Source { input, sum: Sum::default() };
        require(input.word()? == MARK, "another form")?;
        require(input.word()? == fingerprint(self.tree), "another industry tree")?;
        let written_on = Day(input.word()? as i32);
        let ids = input.all::<u128>()?.into_iter().map(|id| UserId(Uuid::from_u128(id))).collect();
        self.people = People::from_ids(ids);
        self.restore_vocabulary(&mut input)?;
        self.restore_traits(&mut input)?;
        self.tags = Tags::from_parts(input.texts()?, restore_runs(&mut input)?);
        let degrees = input.all()?;
        let packed = input.all()?.into_iter().map(Edge::from_bits).collect();
        self.contacts = Contacts::from_lists(&degrees, packed);
        let rows = input.all::<u8>()?;
        self.appearances = Appearances::from_bytes(&rows, written_on);
        self.restore_pairs(&mut input)?;
        self.rarity.resize(self.traits.len());
        self.appearances.renew(self.today);
        self.renew(self.today);
        Ok(self)
    }

    fn save_vocabulary(&self, out: &mut Sink<'_, impl Write>) -> io::Result<()> {
        let stated = (0..self.industries.len() as u32).map(|number| self.industries.get(number));
        out.all(stated.flat_map(|stated| {
            let lists = [stated.current.into_iter().collect(), stated.past, stated.wanted];
            lists.into_iter().flat_map(|list: Vec<IndustryId>| {
                std::iter::once(list.len() as u16).chain(list.into_iter().map(|id| id.0))
            })
        }))?;
        let places = self.spots.places().iter().flatten();
        out.all(places.clone().map(|place| u64::from(place.cell)))?;
        out.all(places.clone().map(|place| place.precision as u8))?;
        out.texts(places.clone().map(|place| place.country))?;
        out.texts(places.map(|place| place.region.unwrap_or_default()))?;
        out.texts(self.zones.values().iter().map(|zone| zone.as_deref().unwrap_or_default()))?;
        out.all(
            self.spots.all().iter().flat_map(|spot| [spot.place, spot.zone, spot.distance_matters.into()]),
        )
    }

    fn restore_vocabulary(&mut self, input: &mut Source<'_, impl Read>) -> Result<(), SnapshotError> {
        let mut words = input.all::<u16>()?.into_iter();
        while words.len() > 0 {
            let mut list = || -> Vec<IndustryId> {
                let length = usize::from(words.next().unwrap_or(0));
                words.by_ref().take(length).map(IndustryId).collect()
            };
            let stated = StatedIndustries { current: list().first().copied(), past: list(), wanted: list() };
            self.industries.number(&stated);
        }
        let (cells, precisions) = (input.all::<u64>()?, input.all::<u8>()?);
        let (countries, regions) = (input.texts()?, input.texts()?);
        for (((cell, precision), country), region) in
            cells.into_iter().zip(precisions).zip(countries).zip(regions)
        {
            let whereabouts = whereabouts(cell, precision, &country, &region);
            self.spots.place_number(Some(whereabouts.ok_or(SnapshotError::Unfit("another gazetteer"))?));
        }
        for zone in input.texts()? {
            self.zone_number(Some(zone).filter(|zone| !zone.is_empty()));
        }
        for spot in input.all::<u32>()?.chunks_exact(3) {
            self.spots.number(Spot { place: spot[0], zone: spot[1], distance_matters: spot[2] != 0 });
        }
        Ok(())
    }

    fn save_traits(&self, out: &mut Sink<'_, impl Write>) -> io::Result<()> {
        let traits = || self.traits.iter();
        out.all(traits().map(|traits| traits.industries))?;
        out.all(traits().map(|traits| traits.spot))?;
        out.all(traits().map(|traits| traits.last_active_on.0 as u32))?;
        out.all(traits().map(|traits| traits.located_on.0 as u32))?;
        out.all(traits().map(|traits| traits.requests_received))?;
        out.all(traits().map(|traits| traits.requests_answered))?;
        out.all(
            traits()
                .flat_map(|traits| [traits.waiting_requests, traits.monthly_chat_limit, traits.flags.bits()]),
        )?;
        save_runs(&self.more.0, out)
    }

    fn restore_traits(&mut self, input: &mut Source<'_, impl Read>) -> Result<(), SnapshotError> {
        let industries = input.all::<u32>()?;
        let columns: [Vec<u32>; 3] = [input.all()?, input.all()?, input.all()?];
        let counts: [Vec<u16>; 2] = [input.all()?, input.all()?];
        let bytes = input.all::<u8>()?;
        self.traits = (0..industries.len())
            .map(|at| Traits {
                activity: 0.0,
                industries: industries[at],
                spot: columns[0][at],
                last_active_on: Day(columns[1][at] as i32),
                located_on: Day(columns[2][at] as i32),
                requests_received: counts[0][at],
                requests_answered: counts[1][at],
                waiting_requests: bytes[3 * at],
                monthly_chat_limit: bytes[3 * at + 1],
                flags: Flags::from_bits(bytes[3 * at + 2]),
            })
            .collect();
        self.more = Mores(restore_runs(input)?);
        Ok(())
    }

    fn save_pairs(&self, out: &mut Sink<'_, impl Write>) -> io::Result<()> {
        out.all(self.histories.iter().flat_map(|(looker, person, _)| [looker, person]))?;
        out.all(self.histories.iter().flat_map(|(_, _, history)| words_of_history(history)))?;
        out.all(self.views.iter().flat_map(|(looker, person, views)| {
            [looker, person, u32::from(views.count), views.last_on.map_or(i32::MIN, |day| day.0) as u32]
        }))
    }

    fn restore_pairs(&mut self, input: &mut Source<'_, impl Read>) -> Result<(), SnapshotError> {
        let people = input.all::<u32>()?;
        let words = input.all::<u64>()?;
        for (pair, words) in people.chunks_exact(2).zip(words.chunks_exact(HISTORY_WORDS)) {
            self.histories.set(pair[0], pair[1], history_of_words(words));
        }
        for view in input.all::<u32>()?.chunks_exact(4) {
            let last_on = Some(view[3] as i32).filter(|day| *day != i32::MIN).map(Day);
            let views = Views { count: view[2] as u8, last_on };
            self.views.set(view[0], view[1], views);
        }
        Ok(())
    }
}

fn save_runs(runs: &Runs, out: &mut Sink<'_, impl Write>) -> io::Result<()> {
    let (starts, bytes) = runs.parts();
    out.all(starts.iter().copied())?;
    out.all(bytes.iter().copied())
}

fn restore_runs(input: &mut Source<'_, impl Read>) -> Result<Runs, SnapshotError> {
    Ok(Runs::from_parts(input.all()?, input.all()?))
}

const HISTORY_WORDS: usize = 5;

fn words_of_history(history: &PairHistory) -> [u64; HISTORY_WORDS] {
    let flags = [history.is_blocked, history.is_pending, history.is_scheduled, history.is_declined_for_ever]
        .into_iter()
        .chain([history.is_outside_wishes]);
    let flags = flags.enumerate().fold(0, |word, (at, is_set)| word | u64::from(is_set) << at);
    let at = |at: Option<Timestamp>| at.map_or(i64::MIN, |at| at.timestamp_micros()) as u64;
    [flags, at(history.declined_at), at(history.met_at), at(history.expired_at), at(history.dismissed_until)]
}

fn history_of_words(words: &[u64]) -> PairHistory {
    let is_set = |at: u32| words[0] >> at & 1 != 0;
    let at = |at: usize| {
        Some(words[at] as i64).filter(|micros| *micros != i64::MIN).and_then(Timestamp::from_timestamp_micros)
    };
    PairHistory {
        is_blocked: is_set(0),
        is_pending: is_set(1),
        is_scheduled: is_set(2),
        is_declined_for_ever: is_set(3),
        is_outside_wishes: is_set(4),
        declined_at: at(1),
        met_at: at(2),
        expired_at: at(3),
        dismissed_until: at(4),
        ..PairHistory::default()
    }
}

fn whereabouts(cell: u64, precision: u8, country: &str, region: &str) -> Option<Whereabouts> {
    const PRECISIONS: [PlacePrecision; 5] = [
        PlacePrecision::City,
        PlacePrecision::Area,
        PlacePrecision::Region,
        PlacePrecision::Country,
        PlacePrecision::Hidden,
    ];
    Some(Whereabouts {
        cell: CellIndex::try_from(cell).ok()?,
        precision: *PRECISIONS.iter().find(|known| **known as u8 == precision)?,
        country: country_by_code(country)?.code,
        region: if region.is_empty() { None } else { Some(region_by_code(region)?.code) },
    })
}

/// Industries are written as positions in the tree, so the tree must be the same.
fn fingerprint(tree: &IndustryTree) -> u64 {
    let mut sum = Sum::default();
    tree.all().iter().for_each(|node| sum.add(node.code.as_bytes()));
    sum.0
}

fn require(is_so: bool, otherwise: &'static str) -> Result<(), SnapshotError> {
    if is_so { Ok(()) } else { Err(SnapshotError::Unfit(otherwise)) }
}

/// A number of fixed length.
trait Word: Copy {
    const BYTES: usize;
    fn put(self, bytes: &mut Vec<u8>);
    fn take(bytes: &[u8]) -> Self;
}

macro_rules! words {
    ($($word:ty),*) => {$(
        impl Word for $word {
            const BYTES: usize = size_of::<$word>();
            fn put(self, bytes: &mut Vec<u8>) {
                bytes.extend_from_slice(&self.to_le_bytes());
            }
            fn take(bytes: &[u8]) -> Self {
                Self::from_le_bytes(bytes.try_into().expect("as many bytes as the word has"))
            }
        }
    )*};
}
words!(u8, u16, u32, u64, u128);

/// A checksum against damage, eight bytes at a time.
#[derive(Default)]
struct Sum(u64);

impl Sum {
    fn add(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        let rest = rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
        for word in words.iter().map(|word| u64::from_le_bytes(*word)).chain([rest]) {
            self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
        }
    }
}

struct Sink<'a, W> {
    out: &'a mut W,
    sum: Sum,
}

impl<W: Write> Sink<'_, W> {
    fn word(&mut self, word: u64) -> io::Result<()> {
        self.bytes(&word.to_le_bytes())
    }

    fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.sum.add(bytes);
        self.out.write_all(bytes)
    }

    /// Words in chunks, each behind its length in bytes, an empty one at the end, and the checksum so far.
    fn all<T: Word>(&mut self, words: impl Iterator<Item = T>) -> io::Result<()> {
        let mut chunk = Vec::with_capacity(CHUNK + T::BYTES);
        for word in words {
            word.put(&mut chunk);
            if chunk.len() >= CHUNK {
                self.word(chunk.len() as u64)?;
                self.bytes(&chunk)?;
                chunk.clear();
            }
        }
        if !chunk.is_empty() {
            self.word(chunk.len() as u64)?;
            self.bytes(&chunk)?;
        }
        self.word(0)?;
        let sum = self.sum.0;
        self.word(sum)
    }

    fn texts<'t>(&mut self, texts: impl Iterator<Item = &'t str>) -> io::Result<()> {
        self.all(texts.flat_map(|text| text.bytes().chain([0])))
    }
}

struct Source<'a, R> {
    input: &'a mut R,
    sum: Sum,
}

impl<R: Read> Source<'_, R> {
    fn word(&mut self) -> Result<u64, SnapshotError> {
        let mut bytes = [0; 8];
        self.bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn bytes(&mut self, bytes: &mut [u8]) -> Result<(), SnapshotError> {
        self.input.read_exact(bytes)?;
        self.sum.add(bytes);
        Ok(())
    }

    fn all<T: Word>(&mut self) -> Result<Vec<T>, SnapshotError> {
        let (mut words, mut chunk) = (Vec::new(), Vec::new());
        loop {
            let length = self.word()? as usize;
            if length == 0 {
                let sum = self.sum.0;
                require(self.word()? == sum, DAMAGED)?;
                words.shrink_to_fit();
                return Ok(words);
            }
            require(length <= CHUNK + T::BYTES && length.is_multiple_of(T::BYTES), DAMAGED)?;
            chunk.resize(length, 0);
            self.bytes(&mut chunk)?;
            words.extend(chunk.chunks_exact(T::BYTES).map(T::take));
        }
    }

    fn texts(&mut self) -> Result<Vec<String>, SnapshotError> {
        let bytes = self.all::<u8>()?;
        let text = String::from_utf8(bytes).map_err(|_| SnapshotError::Unfit(DAMAGED))?;
        let mut texts: Vec<String> = text.split('\0').map(str::to_owned).collect();
        texts.pop();
        Ok(texts)
    }
}
