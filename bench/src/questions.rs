//! Questions as members ask them: most without a filter.

use matching::{Filter, InterestsMatch, PlaceFilter, Radius};
use model::gazetteer::gazetteer;
use model::industry::tree;
use rand::RngExt;
use rand::rngs::StdRng;

/// A filter; in six of ten questions none.
pub fn a_filter(dice: &mut StdRng) -> Filter {
    let mut filter = Filter::default();
    match dice.random_range(0..20) {
        0..=11 => {}
        12 | 13 => add_industries(&mut filter, dice),
        14 => add_surroundings(&mut filter, dice),
        15 => add_country(&mut filter, dice),
        16 | 17 => add_interests(&mut filter, dice),
        18 => {
            add_industries(&mut filter, dice);
            add_surroundings(&mut filter, dice);
        }
        _ => {
            add_country(&mut filter, dice);
            add_interests(&mut filter, dice);
        }
    }
    filter
}

fn add_industries(filter: &mut Filter, dice: &mut StdRng) {
    let all = tree().all();
    filter.industries =
        (0..dice.random_range(1..3)).map(|_| all[dice.random_range(0..all.len())].id).collect();
}

fn add_surroundings(filter: &mut Filter, dice: &mut StdRng) {
    let cities = gazetteer().all();
    let city = &cities[dice.random_range(0..cities.len())];
    filter.places.push(PlaceFilter::Around(city.cell, Radius::ALL[dice.random_range(0..Radius::ALL.len())]));
}

fn add_country(filter: &mut Filter, dice: &mut StdRng) {
    let cities = gazetteer().all();
    let city = &cities[dice.random_range(0..cities.len())];
    filter.places.push(match city.region {
        Some(region) if dice.random_bool(0.5) => PlaceFilter::Region(region.code.to_owned()),
        _ => PlaceFilter::Country(city.country.code.to_owned()),
    });
}

fn add_interests(filter: &mut Filter, dice: &mut StdRng) {
    filter.interests = (0..dice.random_range(1..4))
        .map(|_| match dice.random_range(0..5) {
            0 => format!("rare {}", dice.random_range(0..5_000)),
            _ => format!("tag {}", dice.random_range(0..320)),
        })
        .collect();
    filter.interests_match = if dice.random_bool(0.3) { InterestsMatch::All } else { InterestsMatch::Any };
}
