//! The rows of the attack tables and the reasons of the registry: each has a case, or a test that can be found.

use std::collections::BTreeSet;
use std::path::Path;

use peerscope::wire::Reason;

use super::{Case, cases};

/// Every row: Diffie-Hellman values, framing, handshake, record layer, text, files and secrets.
const ROWS: &[&str] = &[
    "D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8", "D9", //
    "F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10", "F11", "F12", "F13", "F14", //
    "H1", "H2", "H3", "H4", "H5", "H6", "H7", "H8", "H9", "H10", "H11", "H12", "H13", "H14", "H15", "H16",
    "H17", "H18", "H19", "H20", //
    "R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9", "R10", "R11", "R12", "R13", "R14", "R15", //
    "T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9", "T10", "T11", "T12", "T13", "T14", //
    "K1", "K2", "K3", "K4", "K5", "K6", "K7", "K8", "K9", "K10", "K11", "K12", "K13", "K14", "K15",
];

/// A test of this project: its file and its name.
type Shown = (&'static str, &'static str);

const TEXTS: Shown = ("tests/hostile_text/table.rs", "every_hostile_text_is_shown_as_the_table_says");

/// Rows and reasons that need a socket, a node, a file, a terminal or the inside of a module: what shows them.
#[rustfmt::skip]
const SHOWN_ELSEWHERE: &[(&str, Shown)] = &[
    ("F6", ("tests/loopback/stalled.rs", "a_link_that_takes_nothing_is_given_up")),
    ("F11", ("src/admission/tests.rs", "a_flood_of_frames_is_read_at_the_rate_and_reported_now_and_then")),
    ("F11", ("tests/loopback/admission.rs", "a_peer_that_sends_very_much_is_slowed_and_never_closed")),
    ("F12", ("tests/hostile_text/files.rs", "a_sender_that_breaks_the_rules_of_files_is_stopped_and_stays_connected")),
    ("F14", ("src/capture/tests.rs", "a_ring_forgets_the_oldest_beyond_its_packets_or_bytes")),
    ("H1", ("src/net/tests.rs", "strangers_wait_for_exponentiations_in_a_short_queue_and_peers_always_may")),
    ("H2", ("tests/loopback/admission.rs", "five_hundred_idle_links_keep_nobody_else_out")),
    ("H14", ("src/node/tests.rs", "both_ends_keep_the_session_that_the_lower_key_dialled")),
    ("H14", ("tests/loopback/glare.rs", "two_peers_that_dial_each_other_at_once_end_with_one_session")),
    ("H15", ("tests/loopback/glare.rs", "a_peer_that_vanished_and_comes_back_is_served_at_once")),
    ("H15", ("tests/loopback/glare.rs", "an_older_session_that_is_dead_gives_way_to_a_new_one")),
    ("H17", ("tests/loopback/admission.rs", "a_gate_is_silent_to_whoever_does_not_know_it")),
    ("H19", ("tests/loopback/decisions.rs", "a_blocked_caller_hears_no_sooner_than_one_whom_nobody_answers")),
    ("H20", ("src/node/tests.rs", "of_ten_thousand_strangers_twenty_wait_and_nothing_is_kept_of_the_others")),
    ("H20", ("tests/loopback/admission.rs", "the_stranger_who_waits_longest_makes_room_for_the_next")),
    ("R8", ("src/protocol/tests/exhaustion.rs", "the_last_sequence_number_is_kept_for_close")),
    ("R8", ("src/protocol/tests/exhaustion.rs", "the_last_epoch_is_not_followed_by_epoch_zero")),
    ("R13", ("src/protocol/tests/state.rs", "no_key_and_nonce_pair_repeats_across_messages_directions_and_epochs")),
    ("T1", TEXTS),
    ("T2", TEXTS),
    ("T3", TEXTS),
    ("T4", TEXTS),
    ("T4", ("tests/hostile_text/table.rs", "a_character_of_many_bytes_is_cut_away_whole")),
    ("T5", TEXTS),
    ("T6", TEXTS),
    ("T6", ("src/tui/tests/whole.rs", "no_size_panics")),
    ("T7", TEXTS),
    ("T7", ("tests/hostile_text/program.rs", "a_name_that_looks_like_another_is_warned_of_and_gets_its_own")),
    ("T8", TEXTS),
    ("T9", TEXTS),
    ("T9", ("src/netlog/tests/lines.rs", "hostile_text_adds_one_line_and_no_field")),
    ("T9", ("tests/hostile_text/program.rs", "a_hostile_message_is_one_line_on_stdout_and_in_the_log")),
    ("T10", ("src/transfer/tests.rs", "every_hostile_name_becomes_a_harmless_one")),
    ("T10", ("src/transfer/tests.rs", "whatever_a_peer_calls_a_file_its_name_is_one_visible_part_of_a_path")),
    ("T10", ("src/transfer/tests.rs", "a_name_that_is_taken_gets_a_number_and_what_has_it_is_left_alone")),
    ("T11", ("src/transfer/tests.rs", "a_link_planted_in_place_of_the_part_is_refused_and_what_it_leads_to_is_left_alone")),
    ("T11", ("tests/loopback/files.rs", "a_folder_that_is_replaced_meanwhile_gets_nothing_until_a_person_resumes")),
    ("T12", TEXTS),
    ("T12", ("tests/pty.rs", "a_paste_is_a_draft_of_several_lines_and_never_sends_or_commands")),
    ("T13", ("tests/inspector/damage.rs", "opened_bytes_of_any_kind_are_taken_apart_as_far_as_they_go")),
    ("T14", TEXTS),
    ("K1", ("src/keystore/tests/files.rs", "a_file_that_others_can_read_or_write_is_refused_with_the_command_that_mends_it")),
    ("K1", ("src/keystore/tests/files.rs", "a_folder_that_others_can_enter_is_refused_and_not_changed")),
    ("K1", ("src/keystore/tests/files.rs", "a_folder_above_that_everybody_can_change_is_refused_unless_it_is_sticky")),
    ("K1", ("src/keystore/tests/files.rs", "links_and_second_names_and_devices_are_refused")),
    ("K2", ("tests/keystore/profile.rs", "a_profile_is_made_once_and_opens_with_its_passphrase_only")),
    ("K3", ("src/keystore/tests/keyfile.rs", "costs_outside_floor_and_cap_are_refused_before_they_are_paid")),
    ("K3", ("src/keystore/tests/keyfile.rs", "costs_changed_within_the_bounds_fail_at_the_tag")),
    ("K4", ("src/keystore/tests/keyfile.rs", "every_flipped_byte_is_damage")),
    ("K4", ("src/keystore/tests/keyfile.rs", "every_other_length_is_damage")),
    ("K4", ("src/keystore/tests/known_peers.rs", "every_flipped_byte_and_every_length_is_refused_and_left_as_it_is")),
    ("K4", ("tests/keystore/profile.rs", "a_new_identity_is_never_made_over_anything")),
    ("K5", ("src/keystore/tests/files.rs", "a_step_that_fails_leaves_the_old_content_or_the_new_and_nothing_else")),
    ("K5", ("tests/cli.rs", "whatever_a_kill_interrupts_the_list_of_peers_can_be_read")),
    ("K5", ("src/keystore/tests/files.rs", "whichever_step_is_the_last_the_old_content_is_there_or_the_new")),
    ("K6", ("tests/keystore/table.rs", "everything_that_happens_to_a_profile_ends_as_the_table_says")),
    ("K6", ("tests/cli.rs", "a_full_disk_loses_neither_texts_nor_the_conversation")),
    ("K7", ("src/keystore/tests/files.rs", "a_second_process_is_told_which_one_to_end")),
    ("K7", ("tests/cli.rs", "one_profile_is_for_one_process")),
    ("K8", ("src/node/tests.rs", "a_sender_restored_from_an_old_copy_goes_on_above_what_the_peer_has")),
    ("K8", ("tests/loopback/kept.rs", "a_receiver_that_was_put_back_from_a_copy_swallows_nothing_and_nor_does_a_sender")),
    ("K9", ("tests/loopback/kept.rs", "what_arrived_is_kept_before_it_is_acked_and_is_never_told_as_new_again")),
    ("K9", ("tests/killed/main.rs", "programs_that_are_killed_at_any_moment_lose_nothing_double_nothing_and_promise_nothing_that_is_not_so")),
    ("K10", ("src/cli/harden.rs", "a_hardened_process_leaves_no_core_is_not_looked_into_and_panics_without_the_words")),
    ("K10", ("tests/memory.rs", "nothing_of_a_session_is_left_when_it_is_closed")),
    ("K10", ("tests/memory.rs", "nothing_of_an_identity_is_left_when_it_is_put_away")),
    ("K11", ("tests/keystore/profile.rs", "secrets_and_passphrases_do_not_print")),
    ("K11", ("tests/redaction.rs", "no_secret_of_the_published_session_is_logged")),
    ("K11", ("tests/redaction.rs", "no_secret_of_a_chat_is_logged_or_printed")),
    ("K12", ("src/cli/harden.rs", "a_hardened_process_leaves_no_core_is_not_looked_into_and_panics_without_the_words")),
    ("K14", ("tests/keystore/table.rs", "everything_that_happens_to_a_profile_ends_as_the_table_says")),
    ("K13", ("tests/cli.rs", "nobody_is_asked_for_a_passphrase_without_a_terminal")),
    ("K15", ("src/netlog/tests/chain.rs", "what_was_done_to_it_is_found_at_the_first_line_that_is_wrong")),
    ("K15", ("src/netlog/tests/chain.rs", "the_next_run_does_not_hide_that_an_older_copy_was_put_back")),
    ("K15", ("tests/log_verify.rs", "a_log_is_whole_until_somebody_edits_it_and_a_kill_is_no_edit")),
    ("seq_exhausted", ("src/protocol/tests/exhaustion.rs", "the_last_sequence_number_is_kept_for_close")),
    ("epoch_exhausted", ("src/protocol/tests/exhaustion.rs", "the_last_epoch_is_not_followed_by_epoch_zero")),
    ("write_timeout", ("tests/loopback/stalled.rs", "a_link_that_takes_nothing_is_given_up")),
    ("rate_limited", ("tests/loopback/admission.rs", "a_full_queue_for_exponentiations_turns_strangers_away")),
    ("flood", ("tests/loopback/admission.rs", "a_peer_that_sends_very_much_is_slowed_and_never_closed")),
];

/// Reasons that are not the verdict on a frame; the case that shows them asserts them itself.
const REASONS_ASSERTED: &[Reason] =
    &[Reason::Goodbye, Reason::DuplicateSession, Reason::Superseded, Reason::DataAfterClose];

fn rows_of_cases() -> BTreeSet<&'static str> {
    cases().map(|case: &Case| case.row).collect()
}

fn shown() -> impl Iterator<Item = &'static str> {
    SHOWN_ELSEWHERE.iter().map(|(name, _)| *name)
}

fn read(file: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap()
}

/// Whether a text has a test of this name: a function that one of its attributes makes a test.
fn has_test(text: &str, name: &str) -> bool {
    let lines: Vec<&str> = text.lines().map(str::trim_start).collect();
    let begins = |line: &str| {
        let line = line.strip_prefix("async ").unwrap_or(line);
        line.strip_prefix("fn ")
            .and_then(|rest| rest.strip_prefix(name))
            .is_some_and(|rest| rest.starts_with('('))
    };
    let attributes = |at: usize| {
        lines[..at].iter().rev().take_while(|line| line.starts_with("#[") || line.starts_with("//"))
    };
    lines
        .iter()
        .enumerate()
        .any(|(at, line)| begins(line) && attributes(at).any(|line| line.contains("test]")))
}

#[test]
fn every_row_has_a_case_or_a_test() {
    let cases = rows_of_cases();
    let covered: BTreeSet<_> = cases.iter().copied().chain(shown()).collect();
    for row in ROWS {
        assert!(covered.contains(row), "{row} has neither case nor test");
    }
    let reasons: Vec<_> = Reason::ALL.iter().map(|reason| reason.name()).collect();
    for name in shown() {
        assert!(ROWS.contains(&name) || reasons.contains(&name), "{name} is neither row nor reason");
    }
}

#[test]
fn every_reason_has_a_case_or_a_test() {
    let covered = |reason: Reason| {
        cases().any(|case| case.expect.reason() == Some(reason))
            || REASONS_ASSERTED.contains(&reason)
            || shown().any(|name| name == reason.name())
    };
    let missing: Vec<_> = Reason::ALL.iter().filter(|reason| !covered(**reason)).collect();
    assert!(missing.is_empty(), "reasons without a case: {missing:?}");
}

#[test]
fn what_is_shown_elsewhere_is_a_test_that_is_there() {
    for (at, (name, (file, test))) in SHOWN_ELSEWHERE.iter().enumerate() {
        assert!(has_test(&read(file), test), "{name}: no test {test} in {file}");
        assert!(!SHOWN_ELSEWHERE[..at].contains(&(name, (file, test))), "{name}: {test} stands twice");
    }
    // A case may leave the whole of a row to a test beside the table.
    let beside =
        ["main", "mutation", "rows"].map(|file| read(&format!("tests/bad_input/{file}.rs"))).concat();
    for (row, input) in cases().map(|case| (case.row, case.input)) {
        let named = input.strip_prefix("see ").filter(|named| named.contains('_'));
        assert!(named.is_none_or(|named| has_test(&beside, named)), "{row}: no test {input:?}");
    }
}

/// The hostile texts have a table of their own.
#[test]
fn every_text_that_is_left_to_the_other_table_is_in_it() {
    let table = read(TEXTS.0);
    for (row, _) in SHOWN_ELSEWHERE.iter().filter(|(_, test)| *test == TEXTS) {
        assert!(table.contains(&format!("    (\"{row}\", As::")), "{row} is not in {}", TEXTS.0);
    }
}

#[test]
fn the_threat_model_names_every_row_and_no_other() {
    let model = read("protocol-spec/threat-model.md");
    let named: BTreeSet<&str> = model
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split_once(" |"))
        .flat_map(|(ids, _)| ids.split(", "))
        .filter(|id| is_row(id))
        .collect();
    let missing: Vec<_> = ROWS.iter().filter(|row| !named.contains(*row)).collect();
    assert!(missing.is_empty(), "rows that the threat model does not name: {missing:?}");
    let unknown: Vec<_> = named.iter().filter(|row| !ROWS.contains(row)).collect();
    assert!(unknown.is_empty(), "rows of the threat model that are not in this table: {unknown:?}");
}

fn is_row(id: &str) -> bool {
    let (kind, number) = id.split_at_checked(1).unwrap_or_default();
    "DFHRTK".contains(kind)
        && !kind.is_empty()
        && !number.is_empty()
        && number.chars().all(|c| c.is_ascii_digit())
}
