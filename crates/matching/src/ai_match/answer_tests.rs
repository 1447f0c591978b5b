//! Lists against an oracle that compares everybody in full, and the rules of a list.

use model::id::UserId;
use proptest::prelude::*;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use uuid::Uuid;

use super::blend::free_time;
use super::calibration::fit;
use super::reciprocity::{UNSTATED, harmonic, steps};
use super::*;

const DIMENSIONS: usize = 24;

fn person(number: usize) -> UserId {
    UserId(Uuid::from_u128(number as u128 + 1))
}

fn number(person: UserId) -> u64 {
    person.0.as_u128() as u64
}

fn phrase(dice: &mut StdRng) -> EmbeddedPhrase {
    let numbers: Vec<f32> = (0..DIMENSIONS).map(|_| dice.random_range(-1.0_f32..1.0)).collect();
    EmbeddedPhrase { mark: numbers[0].to_bits(), vector: Vector::of(&numbers).expect("a direction") }
}

fn facets(dice: &mut StdRng) -> EmbeddedFacets {
    let mut phrases =
        |most: usize| (0..dice.random_range(0..=most)).map(|_| phrase(dice)).collect::<Vec<_>>();
    EmbeddedFacets { seeks: phrases(3), offers: phrases(3), about: phrases(2) }
}

fn empty() -> Space {
    Space::new(EmbeddingModel { id: "test".to_owned(), version: "1".to_owned() }, DIMENSIONS, 11)
}

fn community(people: usize, seed: u64) -> Space {
    let mut dice = StdRng::seed_from_u64(seed);
    let mut space = empty();
    for at in 0..people {
        space.put(person(at), &facets(&mut dice)).expect("one model");
    }
    space.calibrate();
    space
}

/// Circumstances that differ, and leave every ninth person out.
fn circumstances(id: UserId) -> Option<Circumstances> {
    let drawn = number(id).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 33;
    (!drawn.is_multiple_of(9)).then_some(Circumstances {
        match_score: (drawn % 83) as f64 / 100.0,
        common_half_hours: (drawn % 8) as u32,
        appearances: (drawn % 5) as u32,
        employer: None,
        leaf: Some(drawn % 7),
    })
}

fn ask(space: &Space, seeker: usize, purpose: Purpose, limit: usize) -> Vec<AiMatch> {
    space.answer(&Question { seeker: person(seeker), purpose, limit }, circumstances)
}

/// Everybody's score from the public pieces alone, the best first.
fn oracle(space: &Space, people: usize, seeker: usize, purpose: Purpose) -> Vec<(i64, UserId)> {
    let scored = (0..people).filter(|other| *other != seeker).filter_map(|other| {
        let around = circumstances(person(other))?;
        let mine = space.best_help(person(seeker), person(other))?.rank;
        let theirs = space.best_help(person(other), person(seeker)).map(|pair| pair.rank);
        let theirs = theirs.filter(|_| purpose == Purpose::Mutual);
        let help = match purpose {
            Purpose::Mutual => harmonic(fit(mine), theirs.map_or(UNSTATED, fit)),
            Purpose::Mentorship => fit(mine),
        };
        let numbers = (space.number(person(seeker))?, space.number(person(other))?);
        let about = f64::from(space.likeness(numbers.0, numbers.1).unwrap_or(space.usual_likeness));
        let score = Blend {
            help,
            about,
            match_score: around.match_score,
            free_time: free_time(around.common_half_hours),
        };
        let bonus = steps(mine.min(theirs.unwrap_or(1.0))) as f64;
        Some((((score.score() + bonus) * 1e6).round() as i64, person(other)))
    });
    let mut all: Vec<(i64, UserId)> = scored.collect();
    all.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    all
}

/// The best fifty of a space are exactly those of the oracle.
fn assert_exact(space: &Space, people: usize, seeker: usize, purpose: Purpose) {
    let list = ask(space, seeker, purpose, 50);
    let expected = oracle(space, people, seeker, purpose);
    if space.missing(person(seeker)).contains(&Facet::Seeks) {
        assert!(list.is_empty());
        return;
    }
    assert_eq!(list.len(), expected.len().min(50));
    let last = expected.get(49).map_or(i64::MIN, |(score, _)| *score);
    for (score, person) in expected.iter().take_while(|(score, _)| *score > last) {
        assert!(list.iter().any(|found| found.person == *person), "{person:?} with {score} is left out");
    }
}

#[test]
fn the_best_are_those_of_comparing_everybody_in_full() {
    let space = community(400, 1);
    for seeker in 0..60 {
        assert_exact(&space, 400, seeker, Purpose::Mutual);
        assert_exact(&space, 400, seeker, Purpose::Mentorship);
    }
}

#[test]
fn after_many_changes_the_lists_are_those_of_a_space_made_anew() {
    let mut dice = StdRng::seed_from_u64(3);
    let mut latest: Vec<Option<EmbeddedFacets>> = vec![None; 120];
    let mut changed = empty();
    for _ in 0..1_500 {
        let at = dice.random_range(0..latest.len());
        latest[at] = if dice.random_bool(0.2) { None } else { Some(facets(&mut dice)) };
        match &latest[at] {
            Some(facets) => changed.put(person(at), facets).expect("one model"),
            None => drop(changed.remove(person(at))),
        }
    }
    let mut fresh = empty();
    for (at, facets) in latest.iter().enumerate() {
        let Some(facets) = facets else { continue };
        fresh.put(person(at), facets).expect("one model");
    }
    changed.calibrate();
    fresh.calibrate();
    assert_eq!(changed.len(), fresh.len());
    for seeker in 0..latest.len() {
        let (a, b) = (ask(&changed, seeker, Purpose::Mutual, 10), ask(&fresh, seeker, Purpose::Mutual, 10));
        assert_eq!(a, b);
    }
    assert!(changed.heap_bytes() < 4 * fresh.heap_bytes(), "holes are closed");
}

#[test]
fn whoever_may_not_be_shown_is_in_no_list_and_nobody_meets_themselves() {
    let space = community(200, 5);
    for seeker in 0..40 {
        for found in ask(&space, seeker, Purpose::Mutual, 10) {
            assert!(circumstances(found.person).is_some() && found.person != person(seeker));
        }
        assert!(
            space
                .answer(&Question { seeker: person(seeker), purpose: Purpose::Mutual, limit: 10 }, |_| None)
                .is_empty()
        );
    }
}

#[test]
fn three_of_ten_places_go_to_those_shown_least() {
    let space = community(400, 7);
    let seeker = (0..400).find(|n| space.missing(person(*n)).is_empty()).expect("somebody who says enough");
    let list = ask(&space, seeker, Purpose::Mutual, 10);
    assert_eq!(list.iter().map(|found| found.is_exploration).collect::<Vec<_>>()[..7], [false; 7]);
    let rare: Vec<&AiMatch> = list.iter().filter(|found| found.is_exploration).collect();
    assert_eq!(rare.len(), 3);
    for found in rare {
        assert!(found.score >= 0.45);
        assert_eq!(circumstances(found.person).expect("shown").appearances, 0);
    }
}

#[test]
fn mentors_need_no_wish_of_their_own_and_learners_nothing_to_give() {
    let mut space = community(60, 9);
    let mut dice = StdRng::seed_from_u64(99);
    let need = phrase(&mut dice);
    let only = |seeks: Vec<EmbeddedPhrase>, offers: Vec<EmbeddedPhrase>| EmbeddedFacets {
        seeks,
        offers,
        about: Vec::new(),
    };
    space.put(person(100), &only(vec![need.clone()], Vec::new())).expect("one model");
    space.put(person(101), &only(Vec::new(), vec![need.clone()])).expect("one model");
    let alike =
        Circumstances { match_score: 0.5, common_half_hours: 6, appearances: 0, employer: None, leaf: None };
    let question = Question { seeker: person(100), purpose: Purpose::Mentorship, limit: 10 };
    let list = space.answer(&question, |_| Some(alike));
    assert_eq!(list[0].person, person(101));
    assert_eq!(list[0].i_can_get.as_ref().map(|pair| (pair.need, pair.offer)), Some((need.mark, need.mark)));
    assert_eq!(list[0].i_can_give, None);
    assert_eq!(space.missing(person(100)), [Facet::Offers]);
    assert_eq!(space.missing(person(101)), [Facet::Seeks]);
    assert_eq!(space.missing(person(555)), [Facet::Seeks, Facet::Offers]);
}

#[test]
fn a_vector_of_another_model_is_refused_and_changes_nothing() {
    let mut space = community(5, 2);
    let vector = Vector::of(&[1.0; 3]).expect("a direction");
    let facets = EmbeddedFacets { seeks: vec![EmbeddedPhrase { mark: 0, vector }], ..Default::default() };
    assert_eq!(space.put(person(2), &facets), Err(WrongModel { expected: DIMENSIONS, found: 3 }));
    assert_eq!(space.len(), 5);
    assert!(space.contains(person(2)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn a_list_of_any_community_is_exact(seed in any::<u64>(), people in 2_usize..90) {
        let space = community(people, seed);
        assert_exact(&space, people, 0, Purpose::Mutual);
        for found in ask(&space, 0, Purpose::Mutual, 10) {
            prop_assert!((0.0..=1.0).contains(&found.score));
        }
    }

    #[test]
    fn a_phrase_more_never_makes_somebody_less_helpful(seed in any::<u64>()) {
        let mut space = community(40, seed);
        let mut dice = StdRng::seed_from_u64(seed ^ 1);
        let (mut some, need) = (facets(&mut dice), phrase(&mut dice));
        some.offers.push(phrase(&mut dice));
        let seeker = EmbeddedFacets { seeks: vec![need], ..Default::default() };
        space.put(person(100), &seeker).expect("one model");
        space.put(person(101), &some).expect("one model");
        let before = space.best_help(person(100), person(101)).expect("an offer").rank;
        some.offers.push(phrase(&mut dice));
        space.put(person(101), &some).expect("one model");
        let after = space.best_help(person(100), person(101)).expect("an offer").rank;
        prop_assert!(after >= before);
    }
}
