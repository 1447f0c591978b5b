//! Who gets through the door.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sfu::{Claims, Door, Path, TokenError, VideoGrant, sign, verify};

use crate::stage::{KEY, SECRET};

const NOW: i64 = 1_795_348_800;

fn claims() -> Claims {
    let video = VideoGrant { room_join: true, room: "room".into(), ..Default::default() };
    Claims {
        iss: KEY.into(),
        sub: "alice".into(),
        exp: NOW + 60,
        nbf: Some(NOW),
        video,
        ..Default::default()
    }
}

/// A token with any header and body, signed with HS256 by the right secret.
fn token(header: &str, body: &str) -> String {
    let text = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(body));
    let key = jsonwebtoken::EncodingKey::from_secret(SECRET.as_bytes());
    let signature =
        jsonwebtoken::crypto::sign(text.as_bytes(), &key, jsonwebtoken::Algorithm::HS256).unwrap();
    format!("{text}.{signature}")
}

fn check(token: &str) -> Result<Claims, TokenError> {
    verify(token, KEY, SECRET, NOW)
}

const HS256: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

#[test]
fn a_good_token_is_read_as_it_was_written() {
    assert_eq!(check(&sign(&claims(), SECRET)), Ok(claims()));
}

#[test]
fn only_the_right_secret_and_algorithm_count() {
    assert_eq!(check(&sign(&claims(), "another secret of some length")), Err(TokenError::Invalid));
    let body = serde_json::to_string(&claims()).unwrap();
    for header in [r#"{"alg":"none"}"#, r#"{"alg":"HS512"}"#, r#"{"alg":"RS256"}"#] {
        assert_eq!(check(&token(header, &body)), Err(TokenError::Invalid), "{header}");
    }
    let unsigned =
        format!("{}.{}.", URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#), URL_SAFE_NO_PAD.encode(&body));
    assert_eq!(check(&unsigned), Err(TokenError::Invalid));
}

#[test]
fn claims_that_are_missing_or_of_another_type_are_no_claims() {
    for body in [
        r#"{"iss":"key","sub":"a"}"#,
        r#"{"iss":"key","sub":"a","exp":"9999999999"}"#,
        r#"{"iss":"key","sub":"a","exp":null}"#,
        r#"{"iss":"key","sub":"a","exp":9999999999,"nbf":"0"}"#,
        r#"{"sub":"a","exp":9999999999}"#,
        r#"{"iss":"key","sub":"a","exp":1,"exp":9999999999}"#,
        r#"{"iss":"key","sub":"a","exp":9999999999,"video":{"roomJoin":"yes"}}"#,
    ] {
        assert_eq!(check(&token(HS256, body)), Err(TokenError::Invalid), "{body}");
    }
}

#[test]
fn a_token_holds_from_its_start_to_its_end() {
    let at = |seconds| verify(&sign(&claims(), SECRET), KEY, SECRET, seconds).map(drop);
    assert_eq!(at(NOW - 30), Err(TokenError::NotYetValid));
    assert_eq!(at(NOW - 5), Ok(()), "clocks differ a little");
    assert_eq!(at(NOW + 60), Ok(()));
    assert_eq!(at(NOW + 71), Err(TokenError::Expired));
}

#[test]
fn another_issuer_is_refused() {
    let other = Claims { iss: "other".into(), ..claims() };
    assert_eq!(check(&sign(&other, SECRET)), Err(TokenError::UnknownIssuer));
}

#[test]
fn the_door_wants_a_room_an_identity_and_the_right_to_join() {
    let door = Door::new(KEY, SECRET);
    let admit = |claims: &Claims| {
        let query = format!("access_token={}", sign(claims, SECRET));
        door.admit(Path::V0, &query, None, NOW).map(drop).map_err(|refusal| refusal.status)
    };
    assert_eq!(admit(&claims()), Ok(()));
    assert_eq!(admit(&Claims { sub: String::new(), ..claims() }), Err(401));
    assert_eq!(admit(&Claims { video: VideoGrant::default(), ..claims() }), Err(401));
    let no_room = VideoGrant { room_join: true, ..Default::default() };
    assert_eq!(admit(&Claims { video: no_room, ..claims() }), Err(401));
    assert_eq!(door.admit(Path::V0, "", None, NOW).unwrap_err().status, 401);

    let bearer = format!("Bearer {}", sign(&claims(), SECRET));
    assert!(door.admit(Path::V0, "", Some(&bearer), NOW).is_ok());
    assert_eq!(door.admit(Path::V1, "", Some(&bearer), NOW).unwrap_err().status, 400);
    assert_eq!(door.admit(Path::V1, "join_request=%%%", Some(&bearer), NOW).unwrap_err().status, 400);
}
