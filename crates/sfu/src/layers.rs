//! Which layer of a simulcast picture a receiver gets.

use std::time::{Duration, Instant};

use crate::keyframes::KeyframeRequests;
use crate::peer::Rid;

/// A layer that sent nothing for this long is off.
const ALIVE: Duration = Duration::from_millis(1_500);
/// Weight of the newest window in a layer's rate.
const RATE_WEIGHT: f64 = 0.3;
/// A higher layer must fit with this much room to spare.
const HEADROOM: f64 = 1.2;
/// For this long after a receiver fell back, it climbs with care.
const CAREFUL: Duration = Duration::from_secs(10);
/// While careful, a higher layer must have fitted for this long.
const GOOD_FOR: Duration = Duration::from_secs(3);

/// One encoding of a published picture; a picture without simulcast has one.
#[derive(Clone, Debug)]
pub(crate) struct Layer {
    pub rid: Option<Rid>,
    /// 0 low, 1 medium, 2 high, as the protocol counts.
    pub quality: i32,
    pub requests: KeyframeRequests,
    heard_at: Option<Instant>,
    bytes: u64,
    rate: Option<f64>,
}

impl Layer {
    pub fn new(rid: Option<Rid>) -> Self {
        let quality = match rid.as_deref() {
            Some("q") => 0,
            Some("h") => 1,
            _ => 2,
        };
        Self { rid, quality, requests: KeyframeRequests::default(), heard_at: None, bytes: 0, rate: None }
    }

    /// Counts a packet.
    pub fn observe(&mut self, bytes: usize, now: Instant) {
        self.heard_at = Some(now);
        self.bytes += bytes as u64;
    }

    /// Closes a measuring window.
    pub fn measure(&mut self, window: Duration) {
        let latest = self.bytes as f64 * 8.0 / window.as_secs_f64().max(0.001);
        self.rate = Some(self.rate.map_or(latest, |rate| rate + RATE_WEIGHT * (latest - rate)));
        self.bytes = 0;
    }

    pub fn is_alive(&self, now: Instant) -> bool {
        self.heard_at.is_some_and(|at| now.saturating_duration_since(at) < ALIVE)
    }

    /// Bits per second, as last measured.
    pub fn rate(&self) -> f64 {
        self.rate.unwrap_or_default()
    }
}

/// What one receiver would like of one picture: the layers it could get, lowest first, as
/// (layer index, bits per second).
#[derive(Clone, Debug, Default)]
pub(crate) struct Wish {
    pub layers: Vec<(usize, f64)>,
    /// Larger is served first.
    pub priority: u32,
}

impl Wish {
    /// The layers of `layers` that are alive and not above `quality`; when all are above, the lowest.
    pub fn new(layers: &[Layer], quality: i32, priority: u32, now: Instant) -> Self {
        let alive: Vec<(usize, &Layer)> =
            layers.iter().enumerate().filter(|(_, layer)| layer.is_alive(now)).collect();
        let mut allowed: Vec<(usize, f64)> = alive
            .iter()
            .filter(|(_, layer)| layer.quality <= quality)
            .map(|(index, layer)| (*index, layer.rate()))
            .collect();
        if allowed.is_empty() {
            allowed.extend(alive.first().map(|(index, layer)| (*index, layer.rate())));
        }
        Self { layers: allowed, priority }
    }
}

/// Splits a budget in bits per second: the lowest layer for every picture, then raised in turns,
/// those of higher priority first. Returns the place in each wish.
pub(crate) fn allocate(budget: f64, wishes: &[Wish]) -> Vec<Option<usize>> {
    let mut places: Vec<Option<usize>> =
        wishes.iter().map(|wish| (!wish.layers.is_empty()).then_some(0)).collect();
    let lowest: f64 = wishes.iter().filter_map(|wish| wish.layers.first()).map(|(_, rate)| rate).sum();
    let mut left = budget - lowest;
    let mut order: Vec<usize> = (0..wishes.len()).collect();
    order.sort_by_key(|index| std::cmp::Reverse(wishes[*index].priority));
    let mut raised = true;
    while raised {
        raised = false;
        for &index in &order {
            let layers = &wishes[index].layers;
            let Some(place) = places[index] else { continue };
            let Some((_, next)) = layers.get(place + 1) else { continue };
            let extra = (next - layers[place].1).max(0.0);
            if extra <= left {
                left -= extra;
                places[index] = Some(place + 1);
                raised = true;
            }
        }
    }
    places
}

/// What a receiver's path allows of each wish: what can be kept, and what can be climbed to.
pub(crate) struct Allowance {
    keep: Vec<Option<usize>>,
    climb: Vec<Option<usize>>,
}

impl Allowance {
    /// Of an estimated path; an unmeasured one allows everything.
    pub fn new(budget: Option<f64>, wishes: &[Wish]) -> Self {
        let budget = budget.unwrap_or(f64::INFINITY);
        Self { keep: allocate(budget, wishes), climb: allocate(budget / HEADROOM, wishes) }
    }
}

/// The layer one receiver is steered to, falling at once and climbing with care.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Steering {
    target: Option<usize>,
    fell_at: Option<Instant>,
    good_since: Option<Instant>,
}

impl Steering {
    /// Index of the layer to send.
    pub fn target(&self) -> Option<usize> {
        self.target
    }

    /// Decides anew.
    pub fn decide(&mut self, index: usize, wish: &Wish, allowance: &Allowance, now: Instant) {
        let layer_at =
            |place: Option<usize>| place.and_then(|place| wish.layers.get(place)).map(|(layer, _)| *layer);
        let keep = layer_at(allowance.keep[index]);
        let climb = layer_at(allowance.climb[index]);
        let highest = wish.layers.last().map(|(layer, _)| *layer);
        let current = self.target.filter(|target| wish.layers.iter().any(|(layer, _)| layer == target));
        match (current, keep) {
            (_, None) => self.settle(None),
            (None, Some(_)) => self.settle(climb.or(keep)),
            (Some(current), Some(keep)) if keep < current => {
                if highest.is_some_and(|highest| highest > keep) {
                    self.fell_at = Some(now);
                }
                self.settle(Some(keep));
            }
            (Some(current), Some(_)) if climb.is_some_and(|climb| climb > current) => {
                let is_careful = self.fell_at.is_some_and(|at| now.saturating_duration_since(at) < CAREFUL);
                let since = *self.good_since.get_or_insert(now);
                if !is_careful || now.saturating_duration_since(since) >= GOOD_FOR {
                    self.settle(climb);
                }
            }
            (Some(current), Some(_)) => self.settle(Some(current)),
        }
    }

    fn settle(&mut self, target: Option<usize>) {
        self.target = target;
        self.good_since = None;
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "any instant will do as a start")]
mod tests {
    use super::*;

    fn wish() -> Wish {
        Wish { layers: vec![(0, 100e3), (1, 400e3), (2, 1_500e3)], priority: 0 }
    }

    #[test]
    fn everybody_gets_the_lowest_before_anybody_gets_more() {
        assert_eq!(allocate(300e3, &[wish(), wish()]), [Some(0), Some(0)]);
        assert_eq!(allocate(900e3, &[wish(), wish()]), [Some(1), Some(1)]);
        assert_eq!(allocate(50e3, &[wish()]), [Some(0)], "the lowest is not taken away");
        let pinned = Wish { priority: 1, ..wish() };
        assert_eq!(allocate(600e3, &[wish(), pinned]), [Some(0), Some(1)]);
        assert_eq!(allocate(1e9, &[Wish::default()]), [None]);
    }

    #[test]
    fn a_receiver_falls_at_once_and_climbs_after_good_seconds() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let wishes = [wish()];
        let mut steering = Steering::default();
        let mut step = |budget, ms| {
            steering.decide(0, &wishes[0], &Allowance::new(Some(budget), &wishes), at(ms));
            steering.target()
        };
        assert_eq!(step(2_000e3, 0), Some(2));
        assert_eq!(step(1_600e3, 250), Some(2), "kept without headroom");
        assert_eq!(step(500e3, 500), Some(1));
        assert_eq!(step(2_000e3, 750), Some(1));
        assert_eq!(step(1_600e3, 2_000), Some(1), "the good time starts again");
        assert_eq!(step(2_000e3, 2_250), Some(1));
        assert_eq!(step(2_000e3, 5_250), Some(2));
    }

    #[test]
    fn a_larger_tile_is_served_at_once_when_the_path_was_good() {
        let now = Instant::now();
        let small = [Wish { layers: vec![(0, 100e3)], priority: 0 }];
        let large = [wish()];
        let mut steering = Steering::default();
        steering.decide(0, &small[0], &Allowance::new(Some(5e6), &small), now);
        assert_eq!(steering.target(), Some(0));
        steering.decide(0, &large[0], &Allowance::new(Some(5e6), &large), now);
        assert_eq!(steering.target(), Some(2));
        steering.decide(0, &small[0], &Allowance::new(Some(5e6), &small), now);
        assert_eq!(steering.target(), Some(0));
        steering.decide(0, &large[0], &Allowance::new(Some(5e6), &large), now);
        assert_eq!(steering.target(), Some(2), "a smaller tile is not congestion");
    }
}
