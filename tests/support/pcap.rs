//! A pcap file as tcpdump writes it.

/// A pcap file of this link type with these records, one a second.
pub(crate) fn pcap(link: u32, records: &[Vec<u8>]) -> Vec<u8> {
    let mut file = Vec::new();
    for word in [0xa1b2_c3d4_u32, 0x0004_0002, 0, 0, 262_144, link] {
        file.extend_from_slice(&word.to_le_bytes());
    }
    for (second, record) in (1_795_000_000_u32..).zip(records) {
        let length = u32::try_from(record.len()).unwrap();
        for word in [second, 482_000, length, length] {
            file.extend_from_slice(&word.to_le_bytes());
        }
        file.extend_from_slice(record);
    }
    file
}
