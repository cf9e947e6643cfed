//! How far an address reaches: what lies inside some network is no place for a message that somebody else
//! chose the address of.
//!
//! Not here: resolving names.

use std::net::IpAddr;

/// False for loopback, private, link-local, carrier, documentation, benchmark, multicast and reserved
/// addresses, and for IPv6 forms that carry such an IPv4 address.
pub fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(ip) => {
            let [a, b, c, _] = ip.octets();
            !(ip.is_private()
                || ip.is_loopback()
                || ip.is_link_local()
                || ip.is_broadcast()
                || ip.is_documentation()
                || ip.is_multicast()
                || a == 0
                || a >= 240
                || (a == 100 && (64..128).contains(&b))
                || (a == 198 && (b == 18 || b == 19))
                || (a == 192 && b == 0 && c == 0))
        }
        IpAddr::V6(ip) => {
            let [a, b, c, d, e, f, g, h] = ip.segments();
            let carried = |high: u16, low: u16| {
                let [[w, x], [y, z]] = [high.to_be_bytes(), low.to_be_bytes()];
                is_public(IpAddr::from([w, x, y, z]))
            };
            match (a, b) {
                // NAT64, and IPv4 in its oldest dress.
                (0x64, 0xff9b) => (c, d, e, f) == (0, 0, 0, 0) && carried(g, h),
                (0, _) => false,
                // 6to4 carries an IPv4 address; Teredo, documentation and benchmarks lead nowhere.
                (0x2002, high) => carried(high, c),
                (0x2001, 0 | 2 | 0xdb8) => false,
                // Global unicast is 2000::/3, nothing else.
                _ => a & 0xe000 == 0x2000,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_are_public() {
        for public in
            ["1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:1.1.1.1", "2002:101:101::1"]
        {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
        for private in [
            "0.0.0.0",
            "10.1.2.3",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1",
            "192.168.1.1",
            "100.64.0.1",
            "198.18.0.1",
            "192.0.0.8",
            "192.0.2.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "fe80::1",
            "fc00::1",
            "fd00:ec2::254",
            "ff02::1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "2002:7f00:1::1",
            "2001::1",
            "2001:db8::1",
            "5f00::1",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
    }
}
