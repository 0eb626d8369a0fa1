//! The catalogue: one file and one line an attack.

use super::attack::{Attack, Property};

macro_rules! attacks {
    ($( $property:ident => $name:ident::ATTACK, )+) => {
        $( mod $name; )+

        /// Every attack with what it is after, in the order in which people read them.
        pub const ALL: &[(Property, Attack)] = &[ $( (Property::$property, $name::ATTACK), )+ ];
    };
}

attacks! {
    Secrecy => eavesdrop::ATTACK,
    Secrecy => discrete_log::ATTACK,
    Integrity => bit_flip_ciphertext::ATTACK,
    Integrity => bit_flip_tag::ATTACK,
    Integrity => bit_flip_header::ATTACK,
    Integrity => truncate_frame::ATTACK,
    Integrity => extend_frame::ATTACK,
    Integrity => hidden_bytes::ATTACK,
    Integrity => split_and_coalesce::ATTACK,
    Order => replay_in_session::ATTACK,
    Order => duplicate::ATTACK,
    Order => drop::ATTACK,
    Order => reorder::ATTACK,
    Order => reflect::ATTACK,
    Order => splice_sessions::ATTACK,
    Order => replay_session::ATTACK,
    Order => counter_jump::ATTACK,
    Order => epoch_jump::ATTACK,
    Order => wrong_frame::ATTACK,
    Agreement => unsolicited_response::ATTACK,
    Agreement => early_text::ATTACK,
    Agreement => downgrade_version::ATTACK,
    Agreement => downgrade_suite::ATTACK,
    Keys => dh_one::ATTACK,
    Keys => dh_degenerate::ATTACK,
    Keys => dh_non_residue::ATTACK,
    Keys => dh_overlong::ATTACK,
    Keys => dh_own_value::ATTACK,
    Identity => gate_scan::ATTACK,
    Identity => forged_identity::ATTACK,
    Identity => key_compromise::ATTACK,
    Identity => weak_identity::ATTACK,
    Identity => identity_mac::ATTACK,
    Identity => identity_misbinding::ATTACK,
    Identity => proof_reflected::ATTACK,
    Identity => self_dial::ATTACK,
    Identity => changed_key::ATTACK,
    Identity => name_spoofing::ATTACK,
    Identity => address_spoofing::ATTACK,
    Identity => mitm_unverified::ATTACK,
    Identity => mitm_compared::ATTACK,
    Identity => mitm_pinned::ATTACK,
    Healing => rekey_forged::ATTACK,
    Healing => rekey_replayed::ATTACK,
    Healing => rekey_storm::ATTACK,
    Healing => rekey_out_of_turn::ATTACK,
    Healing => stolen_chain::ATTACK,
    Healing => stolen_root::ATTACK,
    Ends => close_forged::ATTACK,
    Ends => fin_forged::ATTACK,
    Availability => oversized_length::ATTACK,
    Availability => idle_dial::ATTACK,
    Availability => slow_loris::ATTACK,
    Availability => half_frame::ATTACK,
    Availability => handshake_flood::ATTACK,
    Availability => spread_flood::ATTACK,
    Availability => message_flood::ATTACK,
    Availability => clock_skew::ATTACK,
    Terminal => escape_injection::ATTACK,
    Terminal => bidi_injection::ATTACK,
    Terminal => log_injection::ATTACK,
    Terminal => log_scan::ATTACK,
    Terminal => path_traversal::ATTACK,
}
