//! How often each person appeared in other people's lists, by day.

use std::collections::HashMap;

use crate::day::Day;

/// The days that are remembered.
pub const REMEMBERED_DAYS: u32 = 28;
const DAYS: usize = REMEMBERED_DAYS as usize;
/// In place of a count of so many or more, which stands aside: few people appear so often on one day.
const ASIDE: u8 = 15;

/// Appearances in the last 7, 14 and 28 days, today included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// In 7 days.
    pub week: u16,
    /// In 14 days.
    pub fortnight: u16,
    /// In 28 days.
    pub month: u16,
}

/// Everyone's appearances: half a byte a person and day, in a ring that turns with the days. More than 255 on one day
/// count as 255; the cap is 40 in seven.
#[derive(Debug)]
pub struct Appearances {
    /// By person: two days a byte, the earlier place in the ring in the lower half.
    by_day: Vec<[u8; DAYS / 2]>,
    /// By person and place in the ring: counts that half a byte does not hold.
    aside: HashMap<(u32, u8), u8>,
    today: Day,
}

impl Appearances {
    /// Nobody's yet.
    pub fn new(today: Day) -> Self {
        Self { by_day: Vec::new(), aside: HashMap::new(), today }
    }

    /// Everyone's, one after the other as [`Self::rows`] gave them on a day.
    pub fn from_bytes(bytes: &[u8], today: Day) -> Self {
        let rows: &[[u8; DAYS]] = bytes.as_chunks().0;
        let mut appearances = Self { by_day: Vec::with_capacity(rows.len()), ..Self::new(today) };
        for (row, person) in rows.iter().zip(0..) {
            appearances.by_day.push([0; DAYS / 2]);
            let counted = row.iter().zip(0..).filter(|(count, _)| **count > 0);
            counted.for_each(|(count, slot)| appearances.set(person, slot, *count));
        }
        appearances
    }

    /// Everyone's, by the place of the day in the ring.
    pub fn rows(&self) -> impl Iterator<Item = [u8; DAYS]> {
        (0..self.by_day.len() as u32).map(|person| self.row(person))
    }

    /// Makes room for so many people.
    pub fn resize(&mut self, people: usize) {
        self.by_day.resize(people, [0; DAYS / 2]);
    }

    /// Gives back what was reserved for more than came.
    pub fn shrink(&mut self) {
        self.by_day.shrink_to_fit();
    }

    /// Turns the ring to a day; what is older than 28 days is forgotten.
    pub fn renew(&mut self, today: Day) {
        let passed = today.since(self.today).min(REMEMBERED_DAYS) as i32;
        for day in (0..passed).map(|back| Day(today.0 - back)) {
            let (byte, half) = place(slot(day));
            self.by_day.iter_mut().for_each(|days| days[byte] &= !(ASIDE << half));
            self.aside.retain(|(_, aside), _| *aside != slot(day));
        }
        // A clock set back keeps what it knew.
        self.today = self.today.max(today);
    }

    /// Forgets a person's.
    pub fn clear(&mut self, person: u32) {
        (0..DAYS as u8).for_each(|slot| self.set(person, slot, 0));
    }

    /// Counts appearances on a day; days to come and days no longer remembered are passed over.
    pub fn add(&mut self, person: u32, day: Day, count: u16) {
        if self.remembers(day) {
            let counted = self.row(person)[usize::from(slot(day))];
            self.set(person, slot(day), counted.saturating_add(u8::try_from(count).unwrap_or(u8::MAX)));
        }
    }

    /// A person's sums up to a day.
    #[inline]
    pub fn of(&self, person: u32, today: Day) -> Shown {
        let row = self.row(person);
        let newest = i32::from(slot(self.today));
        let ahead = today.0.saturating_sub(self.today.0).clamp(-(DAYS as i32), DAYS as i32);
        let mut shown = Shown::default();
        // Every day is looked at, so that many are at once.
        for (count, slot) in row.into_iter().zip(0..) {
            let age = ahead + if slot <= newest { newest - slot } else { newest - slot + DAYS as i32 };
            let within = |days: i32| if (0..days).contains(&age) { u16::from(count) } else { 0 };
            shown.week += within(7);
            shown.fortnight += within(14);
            shown.month += within(28);
        }
        shown
    }

    /// Bytes held, for the bench.
    pub fn heap_bytes(&self) -> usize {
        self.by_day.capacity() * (DAYS / 2) + self.aside.capacity() * (1 + size_of::<((u32, u8), u8)>())
    }

    /// A person's, by the place of the day in the ring.
    #[inline]
    fn row(&self, person: u32) -> [u8; DAYS] {
        let mut row = [0; DAYS];
        for (two, byte) in row.as_chunks_mut().0.iter_mut().zip(&self.by_day[person as usize]) {
            *two = [byte & ASIDE, byte >> 4];
        }
        if row.contains(&ASIDE) {
            let of_day = |slot| self.aside.get(&(person, slot));
            row.iter_mut().zip(0..).for_each(|(count, slot)| *count = *of_day(slot).unwrap_or(count));
        }
        row
    }

    fn set(&mut self, person: u32, slot: u8, count: u8) {
        let (byte, half) = place(slot);
        let days = &mut self.by_day[person as usize][byte];
        if *days >> half & ASIDE == ASIDE {
            self.aside.remove(&(person, slot));
        }
        *days = *days & !(ASIDE << half) | count.min(ASIDE) << half;
        if count >= ASIDE {
            self.aside.insert((person, slot), count);
        }
    }

    fn remembers(&self, day: Day) -> bool {
        day <= self.today && self.today.since(day) < REMEMBERED_DAYS
    }
}

fn slot(day: Day) -> u8 {
    day.0.rem_euclid(REMEMBERED_DAYS as i32) as u8
}

/// The byte of a place in the ring, and from which bit on it stands there.
fn place(slot: u8) -> (usize, u8) {
    (usize::from(slot / 2), slot % 2 * 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(week: u16, fortnight: u16, month: u16) -> Shown {
        Shown { week, fortnight, month }
    }

    fn of_one(today: i32) -> Appearances {
        let mut appearances = Appearances::new(Day(today));
        appearances.resize(1);
        appearances
    }

    #[test]
    fn appearances_leave_the_windows_day_by_day() {
        let mut appearances = of_one(1_000);
        appearances.add(0, Day(1_000), 2);
        appearances.add(0, Day(998), 1);
        for (today, expected) in [
            (1_000, shown(3, 3, 3)),
            (1_004, shown(3, 3, 3)),
            (1_005, shown(2, 3, 3)),
            (1_007, shown(0, 3, 3)),
            (1_012, shown(0, 2, 3)),
            (1_027, shown(0, 0, 2)),
            (1_028, shown(0, 0, 0)),
        ] {
            appearances.renew(Day(today));
            assert_eq!(appearances.of(0, Day(today)), expected, "day {today}");
        }
    }

    #[test]
    fn the_ring_keeps_what_a_plain_list_would() {
        let days = [3, 3, 9, 30, 31, 31, 58, 59, 87, 90, 200, 201];
        let mut appearances = of_one(0);
        for (index, day) in days.iter().enumerate() {
            appearances.renew(Day(*day));
            appearances.add(0, Day(*day), 1);
            let in_days = |n| days[..=index].iter().filter(|other| day - *other < n).count() as u16;
            assert_eq!(appearances.of(0, Day(*day)), shown(in_days(7), in_days(14), in_days(28)));
        }
    }

    #[test]
    fn days_with_many_appearances_are_counted_as_exactly() {
        let mut appearances = of_one(1_000);
        for day in [998, 999, 1_000] {
            appearances.add(0, Day(day), 14);
        }
        (0..3).for_each(|_| appearances.add(0, Day(999), 1));
        assert_eq!(appearances.of(0, Day(1_000)), shown(45, 45, 45));
        appearances.add(0, Day(998), 400);
        assert_eq!(appearances.of(0, Day(1_000)), shown(286, 286, 286));
        let bytes: Vec<u8> = appearances.rows().flatten().collect();
        let mut again = Appearances::from_bytes(&bytes, Day(1_000));
        assert_eq!(again.of(0, Day(1_000)), shown(286, 286, 286));
        again.renew(Day(1_026));
        assert_eq!(again.of(0, Day(1_026)), shown(0, 0, 31));
        again.renew(Day(1_027));
        again.add(0, Day(1_027), 2);
        assert_eq!(again.of(0, Day(1_027)), shown(2, 2, 16));
        again.clear(0);
        assert_eq!((again.of(0, Day(1_027)), again.aside.len()), (shown(0, 0, 0), 0));
    }

    #[test]
    fn a_day_long_gone_is_passed_over() {
        let mut appearances = of_one(100);
        appearances.add(0, Day(72), 1);
        appearances.add(0, Day(73), 1);
        assert_eq!(appearances.of(0, Day(100)), shown(0, 0, 1));
    }
}
