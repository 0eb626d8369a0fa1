//! The exhibits: one file and one line each. What is weak in them is built in the file that breaks it.

use super::exhibit::Exhibit;

mod block;

macro_rules! exhibits {
    ($( => $name:ident::EXHIBIT, )+) => {
        $( mod $name; )+

        /// Every exhibit, in the order in which people read them.
        pub const ALL: &[Exhibit] = &[ $( $name::EXHIBIT, )+ ];
    };
}

exhibits! {
    => ecb_picture::EXHIBIT,
    => cbc_padding_oracle::EXHIBIT,
    => cbc_iv_flip::EXHIBIT,
    => ctr_bit_flip::EXHIBIT,
    => two_time_pad::EXHIBIT,
    => unsigned_exchange::EXHIBIT,
    => plaintext_hash::EXHIBIT,
    => row_mix_columns::EXHIBIT,
    => static_key::EXHIBIT,
}
