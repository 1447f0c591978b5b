//! What few people have, kept beside the columns: a break, accepted chats, chats they had.

use model::Timestamp;

use super::runs::Runs;
use crate::day::Day;

/// What few have.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct More {
    pub paused_until: Option<Timestamp>,
    pub accepted_at: Box<[Timestamp]>,
    pub chats_on: Box<[Day]>,
}

/// What everyone has of it. Times are kept to the microsecond, as in the database.
#[derive(Debug, Default)]
pub(crate) struct Mores(pub(super) Runs);

impl Mores {
    /// Until when a person is on a break, and when chats were accepted that they were asked for.
    pub fn break_and_accepted(&self, person: u32) -> (Option<Timestamp>, Box<[Timestamp]>) {
        let (head, mut rest) = self.parts(person);
        let [is_paused, paused, accepted] = head;
        let paused_until = Timestamp::from_timestamp_micros(paused).filter(|_| is_paused != 0);
        let accepted = rest.by_ref().take(accepted as usize).filter_map(Timestamp::from_timestamp_micros);
        (paused_until, accepted.collect())
    }

    /// The days of chats a person had.
    pub fn chats_on(&self, person: u32) -> impl Iterator<Item = Day> {
        let ([_, _, accepted], rest) = self.parts(person);
        rest.skip(accepted as usize).map(|day| Day(day as i32))
    }

    /// What stands first of a person: whether there is a break, its end, how many chats were accepted; and the rest.
    fn parts(&self, person: u32) -> ([i64; 3], impl Iterator<Item = i64>) {
        let mut numbers = self.0.of(person).map(unfold);
        (std::array::from_fn(|_| numbers.next().unwrap_or(0)), numbers)
    }

    /// Sets what a person has.
    pub fn set(&mut self, person: u32, more: &More) {
        if *more == More::default() {
            return self.0.set(person, std::iter::empty());
        }
        let paused = more.paused_until.map_or(0, |until| until.timestamp_micros());
        let head = [i64::from(more.paused_until.is_some()), paused, more.accepted_at.len() as i64];
        let accepted = more.accepted_at.iter().map(|at| at.timestamp_micros());
        let chats = more.chats_on.iter().map(|day| i64::from(day.0));
        self.0.set(person, head.into_iter().chain(accepted).chain(chats).map(fold));
    }
}

/// Numbers near to zero on either side become small ones.
fn fold(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)) as u64
}

fn unfold(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_comes_back() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let some = [
            More { paused_until: Some(at("2026-11-22T12:00:00.123456Z")), ..More::default() },
            More { paused_until: Some(at("1970-01-01T00:00:00Z")), ..More::default() },
            More { chats_on: [Day(-3), Day(20_000)].into(), ..More::default() },
            More {
                accepted_at: [at("2026-11-22T12:00:00Z")].into(),
                chats_on: [Day(1)].into(),
                ..More::default()
            },
        ];
        let mut mores = Mores::default();
        mores.0.resize(some.len() + 1);
        for (person, more) in (0..).zip(&some) {
            mores.set(person, more);
        }
        let of = |mores: &Mores, person| {
            let (paused_until, accepted_at) = mores.break_and_accepted(person);
            More { paused_until, accepted_at, chats_on: mores.chats_on(person).collect() }
        };
        for (person, more) in (0..).zip(&some) {
            assert_eq!(of(&mores, person), *more);
        }
        mores.set(0, &More::default());
        assert_eq!((of(&mores, 0), of(&mores, 4)), Default::default());
    }
}
