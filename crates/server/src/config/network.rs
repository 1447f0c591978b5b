//! Networks written as `10.0.0.0/8`, `fd00::/8` or a single address.

use std::net::IpAddr;

use anyhow::{Context as _, bail};

/// Some networks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Networks(Vec<(IpAddr, u32)>);

impl Networks {
    /// Reads each text.
    pub fn parse(texts: &[String]) -> anyhow::Result<Self> {
        texts.iter().map(|text| parse_one(text.trim())).collect::<anyhow::Result<_>>().map(Self)
    }

    /// Whether the address lies in one of them.
    pub fn contain(&self, address: IpAddr) -> bool {
        self.0.iter().any(|(network, length)| match (network, address) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                let differing = u32::from(*network) ^ u32::from(address);
                differing.leading_zeros() >= *length
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                let differing = u128::from(*network) ^ u128::from(address);
                differing.leading_zeros() >= *length
            }
            _ => false,
        })
    }
}

fn parse_one(text: &str) -> anyhow::Result<(IpAddr, u32)> {
    let (address, length) = match text.split_once('/') {
        Some((address, length)) => (address, Some(length)),
        None => (text, None),
    };
    let address: IpAddr =
        address.parse().with_context(|| format!("{text:?} is not an address or a network"))?;
    let longest = if address.is_ipv4() { 32 } else { 128 };
    let length = match length {
        Some(length) => length.parse().with_context(|| format!("{text:?} has no length after the slash"))?,
        None => longest,
    };
    if length > longest {
        bail!("{text:?}: a network of this kind has at most {longest} bits");
    }
    Ok((address, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_lies_in_its_networks_only() {
        let networks =
            Networks::parse(&["10.1.0.0/16".into(), "fd00::/8".into(), "192.0.2.7".into()]).unwrap();
        let inside = |text: &str| networks.contain(text.parse().unwrap());
        assert!(inside("10.1.255.1") && inside("fd12::1") && inside("192.0.2.7"));
        assert!(
            !inside("10.2.0.1") && !inside("fe80::1") && !inside("192.0.2.8") && !inside("::ffff:10.1.0.1")
        );
        assert!(Networks::parse(&["0.0.0.0/0".into()]).unwrap().contain("203.0.113.9".parse().unwrap()));
        for wrong in ["10.0.0.0/33", "10.0.0.0/x", "proxy.example", ""] {
            assert!(Networks::parse(&[wrong.into()]).is_err(), "{wrong}");
        }
    }
}
