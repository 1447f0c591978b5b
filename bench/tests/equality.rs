//! What the index finds is what scoring everyone finds, before and after things happen.

use bench::community::{Community, id};
use bench::happenings::happen;
use bench::questions::a_filter;
use matching::{Contact, Day, Filter, PersonFacts, Population, Query};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

const PEOPLE: usize = 4_000;

fn assert_equal(population: &Population, community: &Community, questions: usize, dice: &mut StdRng) {
    for number in 0..questions {
        let filter = a_filter(dice);
        let looker = id(dice.random_range(0..PEOPLE));
        let query = Query { looker, filter: &filter, now: community.now };
        let (found, expected) = (population.rank(&query), population.rank_by_scoring_everyone(&query));
        assert_eq!(found, expected, "question {number}: {looker:?} {filter:?}");
    }
}

#[test]
fn the_index_finds_what_scoring_everyone_finds() {
    let mut community = Community::new(PEOPLE, 3);
    let mut population = community.population();
    let mut dice = StdRng::seed_from_u64(4);
    assert_equal(&population, &community, 400, &mut dice);
    for _ in 0..5 {
        (0..1_000).for_each(|_| happen(&mut population, &mut community, &mut dice));
        assert_equal(&population, &community, 200, &mut dice);
    }
    let tomorrow = Day(population.today().0 + 1);
    population.renew(tomorrow);
    community.now += std::time::Duration::from_secs(86_400);
    assert_equal(&population, &community, 200, &mut dice);
}

fn best_connected(community: &Community, count: usize) -> Vec<usize> {
    let mut degrees: Vec<(usize, usize)> = (0..PEOPLE).map(|number| (0, number)).collect();
    for (a, b) in &community.contacts {
        degrees[*a as usize].0 += 1;
        degrees[*b as usize].0 += 1;
    }
    degrees.sort_unstable_by(|a, b| b.cmp(a));
    degrees.into_iter().take(count).map(|(_, number)| number).collect()
}

#[test]
fn who_asks_again_is_told_of_all_that_happened_since() {
    let mut community = Community::new(PEOPLE, 9);
    let mut population = community.population();
    let mut dice = StdRng::seed_from_u64(10);
    let lookers = best_connected(&community, 6);
    let filter = Filter::default();
    let ask_all = |population: &Population, community: &Community| -> usize {
        let ask = |looker: &usize| {
            let query = Query { looker: id(*looker), filter: &filter, now: community.now };
            let (found, work) = population.rank_counting_work(&query).expect("a member");
            let expected = population.rank_by_scoring_everyone(&query);
            assert_eq!(Some(found), expected, "{looker}");
            work.edges
        };
        lookers.iter().map(ask).sum()
    };
    let first = ask_all(&population, &community);
    for round in 0..30 {
        for _ in 0..40 {
            happen(&mut population, &mut community, &mut dice);
            // Nearer to those who ask than what happens to anybody.
            let looker = lookers[dice.random_range(0..lookers.len())];
            let other = id(dice.random_range(0..PEOPLE));
            if dice.random_bool(0.7) {
                population.join(Contact { a: id(looker), b: other, is_connection: true });
            } else {
                population.part(id(looker), other);
            }
        }
        let newcomer = PersonFacts { id: id(PEOPLE + round), ..community.people[round].clone() };
        population.put(newcomer);
        population.join(Contact { a: id(PEOPLE + round), b: id(lookers[0]), is_connection: true });
        let again = ask_all(&population, &community);
        assert!(again * 2 < first, "nobody's contacts' contacts are walked again: {again} of {first}");
    }
    population.remove(id(lookers[1] + 1));
    ask_all(&population, &community);
}

#[test]
fn a_search_touches_few_people() {
    let community = Community::new(20_000, 5);
    let population = community.population();
    let mut dice = StdRng::seed_from_u64(6);
    let filter = Filter::default();
    let mut works: Vec<usize> = (0..300)
        .map(|_| {
            let query =
                Query { looker: id(dice.random_range(0..20_000)), filter: &filter, now: community.now };
            population.rank_counting_work(&query).expect("a member").1.scored
        })
        .collect();
    works.sort_unstable();
    assert!(works[150] < 1_000, "half of the searches score {} of 20,000", works[150]);
}

#[test]
fn a_snapshot_gives_the_same_lists_on_the_same_and_on_another_day() {
    let community = Community::new(PEOPLE, 7);
    let mut population = community.population();
    let mut dice = StdRng::seed_from_u64(8);
    population.remove(id(17));
    let mut snapshot = Vec::new();
    population.save(&mut snapshot).expect("it is written");
    let restore = |day: Day, snapshot: &[u8]| {
        let empty =
            Population::new(model::industry::tree(), population.weights(), population.community(), day);
        empty.restore(&mut &*snapshot)
    };
    let same = restore(population.today(), &snapshot).expect("it is read");
    let next = Day(population.today().0 + 3);
    let later = restore(next, &snapshot).expect("it is read");
    snapshot[1_000_000] ^= 1;
    assert!(restore(next, &snapshot).is_err(), "damage is noticed");
    let days = std::time::Duration::from_secs(3 * 86_400);
    population.renew(next);
    for _ in 0..200 {
        let filter = a_filter(&mut dice);
        let query =
            Query { looker: id(dice.random_range(0..PEOPLE)), filter: &filter, now: community.now + days };
        assert_eq!(later.rank(&query), population.rank(&query));
    }
    population = community.population();
    population.remove(id(17));
    for _ in 0..200 {
        let filter = a_filter(&mut dice);
        let query = Query { looker: id(dice.random_range(0..PEOPLE)), filter: &filter, now: community.now };
        assert_eq!(same.rank(&query), population.rank(&query));
    }
}
