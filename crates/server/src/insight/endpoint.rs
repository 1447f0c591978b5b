//! An outside service with the OpenAI form of `/v1/embeddings`. Nothing is sent there without the community's consent.

use std::time::Duration;

use async_trait::async_trait;
use matching::ai_match::phrase::EMBEDDED_AS;
use matching::ai_match::{EmbeddingModel, Facet, Vector};
use serde::{Deserialize, Serialize};

use super::{EmbedError, Embedder};

/// Texts that are sent together.
const BATCH: usize = 64;
const PATIENCE: Duration = Duration::from_secs(30);
/// What the service is asked first, to learn how long its vectors are: no member's words.
const GREETING: &str = "hello";

/// An outside model.
#[derive(Clone, Debug)]
pub struct Endpoint {
    http: reqwest::Client,
    address: String,
    key: Option<String>,
    name: String,
    model: EmbeddingModel,
    dimensions: usize,
}

#[derive(Serialize)]
struct Request<'a> {
    model: &'a str,
    input: &'a [String],
    encoding_format: &'static str,
}

#[derive(Deserialize)]
struct Response {
    data: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    index: usize,
    embedding: Vec<f32>,
}

impl Endpoint {
    /// Opens the service at a base such as `https://models.example/v1`.
    ///
    /// # Errors
    /// [`EmbedError::NoConsent`] before anything is sent, when the community has not agreed; else what kept the service
    /// from answering.
    pub async fn open(
        base: &str,
        key: Option<&str>,
        name: &str,
        has_consent: bool,
    ) -> Result<Self, EmbedError> {
        if !has_consent {
            return Err(EmbedError::NoConsent);
        }
        // A redirect would take the texts to a host that nobody agreed to.
        let builder =
            reqwest::Client::builder().timeout(PATIENCE).redirect(reqwest::redirect::Policy::none());
        let mut endpoint = Self {
            http: builder.build().map_err(unreachable)?,
            address: format!("{}/embeddings", base.trim_end_matches('/')),
            key: key.map(str::to_owned),
            name: name.to_owned(),
            model: EmbeddingModel { id: name.to_owned(), version: String::new() },
            dimensions: 0,
        };
        let greeted = endpoint.ask(&[GREETING.to_owned()]).await?;
        endpoint.dimensions = greeted.first().map_or(0, Vec::len);
        endpoint.model.version = format!("endpoint-{}-{EMBEDDED_AS}", endpoint.dimensions);
        Ok(endpoint)
    }

    async fn ask(&self, texts: &[String]) -> Result<Vec<Vec<f32>>, EmbedError> {
        let body = Request { model: &self.name, input: texts, encoding_format: "float" };
        let mut request = self.http.post(&self.address).json(&body);
        if let Some(key) = &self.key {
            request = request.bearer_auth(key);
        }
        let response = request.send().await.map_err(unreachable)?;
        if !response.status().is_success() {
            return Err(EmbedError::Unreachable(format!("it answered {}", response.status())));
        }
        let answer: Response = response.json().await.map_err(unusable)?;
        in_order(answer, texts.len())
    }

    /// E5 was trained to be told which side a text is on.
    fn prefixed(&self, facet: Facet, phrase: &str) -> String {
        match facet {
            _ if !self.name.to_lowercase().contains("e5") => phrase.to_owned(),
            Facet::Seeks => format!("query: {phrase}"),
            Facet::Offers | Facet::About => format!("passage: {phrase}"),
        }
    }
}

/// The vectors in the order of the texts: the service may give them in another.
fn in_order(answer: Response, texts: usize) -> Result<Vec<Vec<f32>>, EmbedError> {
    let mut rows = answer.data;
    rows.sort_by_key(|row| row.index);
    let is_whole = rows.len() == texts && rows.iter().enumerate().all(|(at, row)| row.index == at);
    let length = rows.first().map_or(0, |row| row.embedding.len());
    if !is_whole || length == 0 || rows.iter().any(|row| row.embedding.len() != length) {
        return Err(EmbedError::Unusable(format!(
            "{} vectors for {texts} texts, or of several lengths",
            rows.len()
        )));
    }
    Ok(rows.into_iter().map(|row| row.embedding).collect())
}

fn unreachable(error: reqwest::Error) -> EmbedError {
    EmbedError::Unreachable(error.without_url().to_string())
}

fn unusable(error: reqwest::Error) -> EmbedError {
    EmbedError::Unusable(error.without_url().to_string())
}

#[async_trait]
impl Embedder for Endpoint {
    fn model(&self) -> &EmbeddingModel {
        &self.model
    }

    fn dimensions(&self) -> usize {
        self.dimensions
    }

    async fn embed(&self, facet: Facet, phrases: &[String]) -> Result<Vec<Option<Vector>>, EmbedError> {
        let texts: Vec<String> = phrases.iter().map(|phrase| self.prefixed(facet, phrase)).collect();
        let mut vectors = Vec::with_capacity(texts.len());
        for batch in texts.chunks(BATCH) {
            let rows = self.ask(batch).await?;
            if rows.iter().any(|row| row.len() != self.dimensions) {
                return Err(EmbedError::Unusable("its vectors have another length than before".to_owned()));
            }
            vectors.extend(rows.iter().map(|row| Vector::of(row)));
        }
        Ok(vectors)
    }
}

#[cfg(test)]
mod tests {
    use axum::Json;
    use axum::http::{HeaderMap, StatusCode};
    use axum::routing::post;
    use serde_json::{Value, json};

    use super::*;

    /// A service that counts letters, answers backwards and knows one key.
    async fn embeddings(headers: HeaderMap, Json(body): Json<Value>) -> Result<Json<Value>, StatusCode> {
        if headers.get("authorization").is_none_or(|key| key != "Bearer right") {
            return Err(StatusCode::UNAUTHORIZED);
        }
        let texts = body["input"].as_array().ok_or(StatusCode::BAD_REQUEST)?;
        let row = |(index, text): (usize, &Value)| {
            let text = text.as_str().unwrap_or_default();
            let count = |letter: char| text.chars().filter(|c| *c == letter).count() as f32 + 0.1;
            json!({"index": index, "embedding": [count('a'), count('e'), count(':')]})
        };
        let rows: Vec<Value> = texts.iter().enumerate().map(row).rev().collect();
        Ok(Json(json!({"data": rows, "model": body["model"]})))
    }

    async fn service() -> String {
        let listener =
            (20_000..32_000).find_map(|port| std::net::TcpListener::bind(("127.0.0.1", port)).ok());
        let listener = listener.expect("a free port");
        listener.set_nonblocking(true).expect("a socket that waits for nobody");
        let address = listener.local_addr().expect("an address");
        let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
        let app = axum::Router::new().route("/v1/embeddings", post(embeddings));
        tokio::spawn(async move { axum::serve(listener, app).await });
        format!("http://{address}/v1/")
    }

    #[tokio::test]
    async fn vectors_come_back_in_the_order_of_the_phrases_over_several_batches() {
        let _already_installed = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let endpoint =
            Endpoint::open(&service().await, Some("right"), "letters", true).await.expect("it answers");
        assert_eq!(endpoint.dimensions(), 3);
        let phrases: Vec<String> =
            (0..100).map(|n| if n % 2 == 0 { "aaa" } else { "eee" }.to_owned()).collect();
        let vectors = endpoint.embed(Facet::Seeks, &phrases).await.expect("vectors");
        let (a, e) = (vectors[0].clone().expect("a vector"), vectors[1].clone().expect("a vector"));
        assert!(a.cosine(&e) < 0.2);
        assert_eq!(vectors[98], Some(a));
        assert_eq!(vectors[99], Some(e));
    }

    #[tokio::test]
    async fn e5_is_told_which_side_a_phrase_is_on() {
        let _already_installed = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let e5 = Endpoint::open(&service().await, Some("right"), "small-e5", true).await.expect("it answers");
        let (need, offer) = (e5.prefixed(Facet::Seeks, "x"), e5.prefixed(Facet::Offers, "x"));
        assert_eq!((need.as_str(), offer.as_str()), ("query: x", "passage: x"));
    }

    #[tokio::test]
    async fn nothing_is_sent_without_consent_and_a_wrong_key_is_told() {
        let _already_installed = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let nowhere = Endpoint::open("http://127.0.0.1:9", None, "letters", false).await;
        assert!(matches!(nowhere, Err(EmbedError::NoConsent)));
        let refused = Endpoint::open(&service().await, Some("wrong"), "letters", true).await;
        assert!(matches!(refused, Err(EmbedError::Unreachable(reason)) if reason.contains("401")));
    }

    #[test]
    fn an_answer_that_leaves_somebody_out_is_not_used() {
        let row = |index, length| Row { index, embedding: vec![1.0; length] };
        assert!(in_order(Response { data: vec![row(1, 2), row(0, 2)] }, 2).is_ok());
        for broken in [vec![row(0, 2)], vec![row(0, 2), row(0, 2)], vec![row(0, 2), row(1, 3)], vec![]] {
            assert!(in_order(Response { data: broken }, 2).is_err());
        }
    }
}
