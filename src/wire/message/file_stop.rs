//! FILE_STOP: no more of this file, for now or for good. Either side says it.

macro_rules! causes {
    ($( $number:literal $variant:ident $name:literal $meaning:literal, )+) => {
        /// Why a transfer was stopped: a closed list.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum FileCause {
            $( #[doc = concat!("`", $name, "`: ", $meaning, ".")] $variant, )+
        }

        impl FileCause {
            /// Every cause, by number.
            pub const ALL: &'static [Self] = &[ $( Self::$variant, )+ ];

            /// The name of each number.
            pub const NAMES: &'static [(u64, &'static str)] = &[ $( ($number, $name), )+ ];

            /// Its number on the wire.
            pub const fn number(self) -> u8 {
                match self { $( Self::$variant => $number, )+ }
            }

            /// The cause of this number, if there is one.
            pub const fn from_number(number: u8) -> Option<Self> {
                match number { $( $number => Some(Self::$variant), )+ _ => None }
            }

            /// Its name in the spec, in net.log and in filters.
            pub const fn name(self) -> &'static str {
                match self { $( Self::$variant => $name, )+ }
            }

            /// What it means, in a few words for people.
            pub const fn meaning(self) -> &'static str {
                match self { $( Self::$variant => $meaning, )+ }
            }
        }
    };
}

causes! {
    1 Declined "declined" "the receiver does not want it",
    2 Cancelled "cancelled" "a person ended it",
    3 Paused "paused" "a person stopped it for now",
    4 TooLarge "too_large" "the receiver takes no file of this size",
    5 NoRoom "no_room" "the disk of the receiver has no room for it",
    6 TooMany "too_many" "too many files are offered at once",
    7 Changed "changed" "the file is no longer the one that was offered",
    8 Differs "differs" "what arrived has not the digest that was offered",
    9 OutOfOrder "out_of_order" "bytes came that were not the next ones, or more than were asked for",
    10 Unknown "unknown" "there is no such transfer, or there is no longer",
    11 Failed "failed" "a file could not be read or written",
}

wire_struct! {
    /// Ends a transfer; with `paused` it may go on later.
    pub struct FileStop as "file_stop" {
        /// Which transfer.
        transfer: [u8; 16],
        /// Why.
        cause: u8 as "file_stop.cause" named FileCause::NAMES,
    }
    sample b"\xf0\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9\xfa\xfb\xfc\xfd\xfe\xff\x02",
    check |stop| match FileCause::from_number(stop.cause) {
        Some(_) => None,
        None => Some((16, u64::from(stop.cause))),
    }
}
