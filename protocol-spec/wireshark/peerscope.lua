-- The dissector of peerscope/1 for Wireshark 4 and tshark.
--
--   tshark -X lua_script:peerscope.lua -r talk.pcapng
--
-- The tables are made from the definitions in src/wire by tests/tshark. It reads what `--capture` and `/export`
-- write, and TCP streams of any port that begin with the protocol id. It opens nothing: what was sealed is shown
-- where the capture holds it opened. Fields have the names of the display filter of peerscope with `peerscope.` in
-- front, and a frame that breaks off is shown as far as it decodes.

local peerscope = Proto("peerscope", "peerscope/1")

-- Tables: begin.

local PROTOCOL_ID = "PSCP"
local VERSION = 1
local PADDING_BYTES = 64
local INNER_MIN = 64
local INNER_MAX = 65536
local OPENED_NAME = "peerscope.opened\0"

local FRAME_LENGTHS = {
    [1] = { min = 96, max = 65568 },
    [2] = { min = 324, max = 324 },
    [3] = { min = 452, max = 452 },
    [4] = { min = 160, max = 160 },
}

local HEADER = { name = "header", doc = "What stands in front of every frame, as it stood on the wire. Nothing in it is authenticated before the tag of the frame is verified.", size = 20, fields = {
    { name = "protocol_id", label = "protocol_id", kind = "bytes", shape = "fixed", size = 4, doc = "`PSCP`." },
    { name = "version", label = "version", kind = "number", shape = "fixed", size = 1, doc = "Protocol version, 1." },
    { name = "type", label = "type", kind = "number", shape = "fixed", size = 1, doc = "What the frame carries.", names = { [1] = "message", [2] = "handshake_request", [3] = "handshake_response", [4] = "handshake_finish" } },
    { name = "epoch", label = "epoch", kind = "number", shape = "fixed", size = 2, doc = "Key epoch: 0 in the handshake, 1 after it, one more after each rekey." },
    { name = "length", label = "length", kind = "number", shape = "fixed", size = 4, doc = "Bytes after the header." },
    { name = "seq", label = "seq", kind = "number", shape = "fixed", size = 8, doc = "Number of the frame in its direction: 0, 0, 1 for the flights of the handshake, then from 0 again." },
} }

local SEALED = { name = "message", doc = "The body of a message frame: a sealed message and its tag.", fields = {
    { name = "message.sealed", label = "sealed", kind = "bytes", shape = "rest", min = 64, max = 65536, reserved = 32, doc = "Kind, time, payload and padding, encrypted." },
    { name = "message.tag", label = "tag", kind = "bytes", shape = "fixed", size = 32, doc = "HMAC-SHA-256 over the session, the direction, the header and the sealed bytes." },
} }

local INNER = { name = "inner", doc = "What stands in front of every payload, under the seal.", size = 13, fields = {
    { name = "kind", label = "kind", kind = "number", shape = "fixed", size = 1, doc = "Kind of message.", names = { [1] = "ready", [2] = "text", [3] = "receipt", [4] = "typing", [5] = "ping", [6] = "pong", [7] = "nick", [16] = "file_offer", [17] = "file_get", [18] = "file_chunk", [19] = "file_progress", [20] = "file_stop", [32] = "rekey_request", [33] = "rekey_response", [34] = "rekey_finish", [35] = "rekey_ask", [127] = "close" } },
    { name = "sent_at", label = "sent_at", kind = "number", shape = "fixed", size = 8, doc = "The sender's wall clock: shown, never a reason to refuse." },
    { name = "inner.length", label = "length", kind = "number", shape = "fixed", size = 4, doc = "Bytes of the payload." },
} }

local HANDSHAKE = {
    [2] = { name = "handshake_request", doc = "The initiator's offer. It has one size and nothing to negotiate.", size = 324, fields = {
    { name = "handshake_request.min_version", label = "min_version", kind = "number", shape = "fixed", size = 1, doc = "Lowest protocol version the initiator speaks." },
    { name = "handshake_request.max_version", label = "max_version", kind = "number", shape = "fixed", size = 1, doc = "Highest protocol version the initiator speaks." },
    { name = "handshake_request.suite", label = "suite", kind = "number", shape = "fixed", size = 2, doc = "Suite, 1." },
    { name = "handshake_request.random", label = "random", kind = "bytes", shape = "fixed", size = 32, doc = "Fresh random bytes." },
    { name = "handshake_request.public", label = "public", kind = "bytes", shape = "fixed", size = 256, doc = "The initiator's Diffie-Hellman value, big-endian, padded on the left." },
    { name = "handshake_request.gate", label = "gate", kind = "bytes", shape = "fixed", size = 32, doc = "Proof of knowing the responder's identity, or random bytes that look the same." },
} },
    [3] = { name = "handshake_response", doc = "The responder's answer.", size = 452, fields = {
    { name = "handshake_response.version", label = "version", kind = "number", shape = "fixed", size = 1, doc = "Protocol version chosen, 1." },
    { name = "handshake_response.reserved", label = "reserved", kind = "number", shape = "fixed", size = 1, doc = "Zero." },
    { name = "handshake_response.suite", label = "suite", kind = "number", shape = "fixed", size = 2, doc = "Suite, 1." },
    { name = "handshake_response.random", label = "random", kind = "bytes", shape = "fixed", size = 32, doc = "Fresh random bytes." },
    { name = "handshake_response.public", label = "public", kind = "bytes", shape = "fixed", size = 256, doc = "The responder's Diffie-Hellman value, big-endian, padded on the left." },
    { name = "handshake_response.sealed", label = "sealed", kind = "bytes", shape = "fixed", size = 128, doc = "The responder's identity proof, encrypted." },
    { name = "handshake_response.tag", label = "tag", kind = "bytes", shape = "fixed", size = 32, doc = "HMAC-SHA-256 over the transcript and the sealed proof." },
} },
    [4] = { name = "handshake_finish", doc = "The initiator's identity proof, sealed.", size = 160, fields = {
    { name = "handshake_finish.sealed", label = "sealed", kind = "bytes", shape = "fixed", size = 128, doc = "The initiator's identity proof, encrypted." },
    { name = "handshake_finish.tag", label = "tag", kind = "bytes", shape = "fixed", size = 32, doc = "HMAC-SHA-256 over the transcript, the header and the sealed proof." },
} },
}

local MESSAGES = {
    [1] = { name = "ready", doc = "The keys are confirmed, and this is where the two streams of texts stand.", fields = {
    { name = "ready.outbox_epoch", label = "outbox_epoch", kind = "bytes", shape = "fixed", size = 16, doc = "Names the sender's stream of texts: random, made with it." },
    { name = "ready.your_epoch", label = "your_epoch", kind = "bytes", shape = "fixed", size = 16, doc = "Names the receiver's stream as the sender last knew it; zeros for none." },
    { name = "ready.highest", label = "highest", kind = "number", shape = "fixed", size = 8, doc = "Highest number received in that stream; 0 for none." },
    { name = "ready.nick", label = "nick", kind = "text", shape = "prefixed", min = 0, max = 65481, doc = "What the sender calls itself: a claim." },
} },
    [2] = { name = "text", doc = "A line of conversation, or several.", fields = {
    { name = "text.number", label = "number", kind = "number", shape = "fixed", size = 8, doc = "Number in the sender's stream, from 1.", nonzero = true },
    { name = "text.flags", label = "flags", kind = "number", shape = "fixed", size = 1, doc = "Whether it is an action (`/me`); other bits are refused.", names = { [0] = "none", [1] = "action" }, legal = { [0] = true, [1] = true } },
    { name = "text.body", label = "body", kind = "text", shape = "rest", min = 1, max = 16384, reserved = 0, doc = "What was said." },
} },
    [3] = { name = "receipt", doc = "Every text up to this number has arrived, or was shown.", size = 9, fields = {
    { name = "receipt.state", label = "state", kind = "number", shape = "fixed", size = 1, doc = "How far they have come.", names = { [1] = "acked", [2] = "shown" }, legal = { [1] = true, [2] = true } },
    { name = "receipt.number", label = "number", kind = "number", shape = "fixed", size = 8, doc = "Number in the stream of the one who reads this." },
} },
    [4] = { name = "typing", doc = "Whether the sender is writing.", size = 1, fields = {
    { name = "typing.on", label = "on", kind = "number", shape = "fixed", size = 1, doc = "Whether it goes on.", names = { [0] = "stopped", [1] = "writes" }, legal = { [0] = true, [1] = true } },
} },
    [5] = { name = "ping", doc = "Asks for a PONG.", size = 8, fields = {
    { name = "ping.id", label = "id", kind = "number", shape = "fixed", size = 8, doc = "Comes back in the answer." },
} },
    [6] = { name = "pong", doc = "Answers a PING.", size = 8, fields = {
    { name = "pong.id", label = "id", kind = "number", shape = "fixed", size = 8, doc = "The id of the PING." },
} },
    [7] = { name = "nick", doc = "A new nick.", fields = {
    { name = "nick.nick", label = "nick", kind = "text", shape = "prefixed", min = 0, max = 65481, doc = "What the sender calls itself: a claim." },
} },
    [16] = { name = "file_offer", doc = "Offers a file, or to go on with one that was offered before.", fields = {
    { name = "file_offer.transfer", label = "transfer", kind = "bytes", shape = "fixed", size = 16, doc = "Names the transfer: random, made by the sender of the file." },
    { name = "file_offer.size", label = "size", kind = "number", shape = "fixed", size = 8, doc = "Bytes of the file, at most 2^40.", most = "0000010000000000" },
    { name = "file_offer.digest", label = "digest", kind = "bytes", shape = "fixed", size = 32, doc = "SHA-256 of the whole file." },
    { name = "file_offer.name", label = "name", kind = "text", shape = "prefixed", min = 1, max = 255, doc = "What the sender calls the file: a claim, never a path." },
} },
    [17] = { name = "file_get", doc = "Asks for the bytes of an offered file from an offset on. It is how a file is accepted.", size = 28, fields = {
    { name = "file_get.transfer", label = "transfer", kind = "bytes", shape = "fixed", size = 16, doc = "Which transfer." },
    { name = "file_get.run", label = "run", kind = "number", shape = "fixed", size = 4, doc = "Chosen by the receiver, another one each time; the chunks that answer carry it." },
    { name = "file_get.offset", label = "offset", kind = "number", shape = "fixed", size = 8, doc = "The first byte that is wanted." },
} },
    [18] = { name = "file_chunk", doc = "The next bytes of a file: as many as fit, or those up to its end.", fields = {
    { name = "file_chunk.transfer", label = "transfer", kind = "bytes", shape = "fixed", size = 16, doc = "Which transfer." },
    { name = "file_chunk.run", label = "run", kind = "number", shape = "fixed", size = 4, doc = "That of the FILE_GET which it answers." },
    { name = "file_chunk.offset", label = "offset", kind = "number", shape = "fixed", size = 8, doc = "Where in the file they begin." },
    { name = "file_chunk.data", label = "data", kind = "bytes", shape = "rest", min = 1, max = 65495, reserved = 0, doc = "The bytes." },
} },
    [19] = { name = "file_progress", doc = "Everything before this offset has been written, or the whole has been checked.", size = 25, fields = {
    { name = "file_progress.transfer", label = "transfer", kind = "bytes", shape = "fixed", size = 16, doc = "Which transfer." },
    { name = "file_progress.state", label = "state", kind = "number", shape = "fixed", size = 1, doc = "How far it has come; with `verified` the whole has the digest that was offered, and its name.", names = { [1] = "written", [2] = "verified" }, legal = { [1] = true, [2] = true } },
    { name = "file_progress.offset", label = "offset", kind = "number", shape = "fixed", size = 8, doc = "Bytes from the start of the file." },
} },
    [20] = { name = "file_stop", doc = "Ends a transfer; with `paused` it may go on later.", size = 17, fields = {
    { name = "file_stop.transfer", label = "transfer", kind = "bytes", shape = "fixed", size = 16, doc = "Which transfer." },
    { name = "file_stop.cause", label = "cause", kind = "number", shape = "fixed", size = 1, doc = "Why.", names = { [1] = "declined", [2] = "cancelled", [3] = "paused", [4] = "too_large", [5] = "no_room", [6] = "too_many", [7] = "changed", [8] = "differs", [9] = "out_of_order", [10] = "unknown", [11] = "failed" }, legal = { [1] = true, [2] = true, [3] = true, [4] = true, [5] = true, [6] = true, [7] = true, [8] = true, [9] = true, [10] = true, [11] = true } },
} },
    [32] = { name = "rekey_request", doc = "The initiator's share of the next epoch.", size = 322, fields = {
    { name = "rekey_request.epoch", label = "epoch", kind = "number", shape = "fixed", size = 2, doc = "The epoch that begins: the current one and one more." },
    { name = "rekey_request.public", label = "public", kind = "bytes", shape = "fixed", size = 256, doc = "A fresh Diffie-Hellman value, big-endian, padded on the left." },
    { name = "rekey_request.signature", label = "signature", kind = "bytes", shape = "fixed", size = 64, doc = "Ed25519 signature over the session, the epoch and the value." },
} },
    [33] = { name = "rekey_response", doc = "The responder's share of the next epoch. Its next frame belongs to that epoch.", size = 322, fields = {
    { name = "rekey_response.epoch", label = "epoch", kind = "number", shape = "fixed", size = 2, doc = "The epoch that begins: the current one and one more." },
    { name = "rekey_response.public", label = "public", kind = "bytes", shape = "fixed", size = 256, doc = "A fresh Diffie-Hellman value, big-endian, padded on the left." },
    { name = "rekey_response.signature", label = "signature", kind = "bytes", shape = "fixed", size = 64, doc = "Ed25519 signature over the session, the epoch and both values." },
} },
    [34] = { name = "rekey_finish", doc = "The initiator has the new keys. Its next frame belongs to the next epoch.", size = 2, fields = {
    { name = "rekey_finish.epoch", label = "epoch", kind = "number", shape = "fixed", size = 2, doc = "The epoch that begins." },
} },
    [35] = { name = "rekey_ask", doc = "Asks the initiator to begin a rekey. It has no fields.", size = 0, fields = {
} },
    [127] = { name = "close", doc = "Goodbye, or why not.", size = 10, fields = {
    { name = "close.reason", label = "reason", kind = "number", shape = "fixed", size = 2, doc = "Number of the reason. One that is not in the registry is passed on as it is.", names = { [0] = "goodbye", [1] = "internal", [2] = "not_accepted", [3] = "duplicate_session", [4] = "superseded", [5] = "rate_limited", [6] = "gate_refused", [7] = "flood", [16] = "bad_protocol_id", [17] = "bad_version", [18] = "bad_type", [19] = "bad_length", [20] = "frame_too_short", [21] = "frame_too_long", [22] = "bad_suite", [32] = "unexpected_frame", [33] = "unexpected_message", [34] = "bad_epoch", [35] = "replay", [36] = "gap", [37] = "truncated", [38] = "data_after_close", [48] = "dh_out_of_range", [49] = "dh_not_in_subgroup", [50] = "dh_own_value", [64] = "hs_bad_tag", [65] = "hs_bad_signature", [66] = "hs_bad_fin", [67] = "id_not_canonical", [68] = "id_weak_key", [69] = "id_is_self", [70] = "id_mismatch", [80] = "bad_tag", [81] = "bad_padding", [82] = "bad_inner", [83] = "seq_exhausted", [84] = "epoch_exhausted", [96] = "rekey_unexpected", [97] = "rekey_too_often", [98] = "rekey_bad_signature", [112] = "handshake_timeout", [113] = "frame_timeout", [114] = "write_timeout", [115] = "ping_timeout", [116] = "rekey_timeout" } },
    { name = "close.last_seq", label = "last_seq", kind = "number", shape = "fixed", size = 8, doc = "`seq` of the last frame received; 2^64-1 for none." },
} },
}

local PADDING = { name = "inner.padding", label = "padding", kind = "bytes", shape = "rest", min = 0, max = 63, reserved = 0, doc = "Zeros, as few as make the sealed bytes a multiple of 64." }

local UNDECODED = { name = "undecoded", label = "undecoded", kind = "bytes", shape = "rest", min = 0, max = 4294967295, reserved = 0, doc = "Bytes that no field holds, because decoding stopped before them." }

local REASONS = {
    goodbye = "an orderly end",
    internal = "a failure of the side that says so",
    not_accepted = "the peer does not accept this identity",
    duplicate_session = "both sides dialled at once, and the other session stays",
    superseded = "a newer session with the same peer took its place",
    rate_limited = "too many connections at once, or too often",
    gate_refused = "the dialler did not show that it knows this identity",
    flood = "more messages than the limit lets through",
    bad_protocol_id = "the bytes are not of this protocol",
    bad_version = "another version of the protocol",
    bad_type = "an unknown frame type",
    bad_length = "a length that this frame cannot have",
    frame_too_short = "a length below that of the smallest frame",
    frame_too_long = "a length above that of the largest frame",
    bad_suite = "another suite",
    unexpected_frame = "a frame that is not legal in this state",
    unexpected_message = "a message that is not legal in this state",
    bad_epoch = "a frame of another key epoch",
    replay = "a frame that came before",
    gap = "a frame is missing before this one",
    truncated = "the link ended without a goodbye",
    data_after_close = "bytes after the goodbye",
    dh_out_of_range = "a Diffie-Hellman value outside 2 to p-2",
    dh_not_in_subgroup = "a Diffie-Hellman value outside the subgroup",
    dh_own_value = "our own Diffie-Hellman value came back",
    hs_bad_tag = "the tag of a handshake flight does not verify",
    hs_bad_signature = "the signature of a handshake does not verify",
    hs_bad_fin = "the identity MAC of a handshake does not verify",
    id_not_canonical = "an identity key in another encoding than its own",
    id_weak_key = "an identity key for which anybody can sign",
    id_is_self = "the peer has our own identity",
    id_mismatch = "the peer is not the one that was dialled",
    bad_tag = "the tag of a frame does not verify",
    bad_padding = "padding that is not zeros",
    bad_inner = "an opened frame that is no message",
    seq_exhausted = "the frame numbers are used up",
    epoch_exhausted = "the key epochs are used up",
    rekey_unexpected = "a rekey message out of turn",
    rekey_too_often = "a rekey too soon after the last",
    rekey_bad_signature = "the signature of a rekey does not verify",
    handshake_timeout = "the handshake did not end in time",
    frame_timeout = "a frame did not come whole in time",
    write_timeout = "the peer stopped reading",
    ping_timeout = "nothing came from the peer for too long",
    rekey_timeout = "a rekey was not answered in time",
}

-- Tables: end.

-- Fields of Wireshark, by our names.

local fields = {}

local function declare(spec)
    local name = "peerscope." .. spec.name
    if spec.kind == "text" then
        fields[spec.name] = ProtoField.string(name, spec.label, base.UNICODE, spec.doc)
    elseif spec.kind == "bytes" then
        fields[spec.name] = ProtoField.bytes(name, spec.label, base.NONE, spec.doc)
    else
        local make = ({ ProtoField.uint8, ProtoField.uint16, nil, ProtoField.uint32 })[spec.size] or ProtoField.uint64
        fields[spec.name] = make(name, spec.label, base.DEC, nil, nil, spec.doc)
    end
end

local function declare_type(body, title)
    fields[body.name] = ProtoField.none("peerscope." .. body.name, title, body.doc)
    for _, spec in ipairs(body.fields) do
        declare(spec)
    end
end

declare_type(HEADER, "Frame header")
declare_type(SEALED, "Sealed message")
for _, body in pairs(HANDSHAKE) do
    declare_type(body, "Handshake: " .. body.name)
end
declare_type(INNER, "Inner header")
for _, body in pairs(MESSAGES) do
    declare_type(body, "Message: " .. body.name)
end
declare(PADDING)
declare(UNDECODED)
fields.opened = ProtoField.none("peerscope.opened", "Opened", "What was sealed, where the capture holds it opened.")
for _, name in ipairs({ "peer", "dir", "verdict", "reason" }) do
    fields[name] = ProtoField.string("peerscope." .. name, name)
end
for _, name in ipairs({ "packet", "conn" }) do
    fields[name] = ProtoField.uint64("peerscope." .. name, name)
end

local all = {}
for _, field in pairs(fields) do
    all[#all + 1] = field
end
peerscope.fields = all

local stopped = ProtoExpert.new("peerscope.stop", "Decoding stopped", expert.group.MALFORMED, expert.severity.WARN)
local refused = ProtoExpert.new("peerscope.refused", "Refused", expert.group.SECURITY, expert.severity.ERROR)
peerscope.experts = { stopped, refused }

local comments = Field.new("frame.comment")
local tcp_streams = Field.new("tcp.stream")
local unknown_tags = Field.new("exported_pdu.unknown_tag.val")

-- A cursor over the bytes of a layer, as that of the decoder in src/wire/codec.rs: after an error it stands where the
-- broken field begins.

local Reader = {}
Reader.__index = Reader

local function reader(range, tree)
    return setmetatable({ range = range, tree = tree, at = 0, finish = range:len() }, Reader)
end

function Reader:left()
    return self.finish - self.at
end

function Reader:fail(what, at)
    return { at = at or self.at, what = what }
end

-- Whether a string is UTF-8 in its one shortest form.
local function is_utf8(bytes)
    local at, length = 1, #bytes
    while at <= length do
        local first = bytes:byte(at)
        local more = (first < 0x80 and 0) or (first >= 0xc2 and first < 0xe0 and 1)
            or (first >= 0xe0 and first < 0xf0 and 2) or (first >= 0xf0 and first < 0xf5 and 3)
        if not more or at + more > length then
            return false
        end
        local second = bytes:byte(at + 1)
        if (first == 0xe0 and second < 0xa0) or (first == 0xed and second > 0x9f)
            or (first == 0xf0 and second < 0x90) or (first == 0xf4 and second > 0x8f) then
            return false
        end
        for following = at + 1, at + more do
            local byte = bytes:byte(following)
            if byte < 0x80 or byte > 0xbf then
                return false
            end
        end
        at = at + more + 1
    end
    return true
end

-- How many bytes a field takes, and how many of them stand before its value; else what is wrong.
function Reader:measure(spec)
    local size, before = spec.size, 0
    if spec.shape == "prefixed" then
        if self:left() < 2 then
            return nil, nil, self:fail("2 bytes needed, " .. self:left() .. " left")
        end
        before = 2
        size = self.range:range(self.at, 2):uint()
    elseif spec.shape == "rest" then
        size = self:left() - spec.reserved
    end
    if spec.shape ~= "fixed" and size < spec.min then
        return nil, nil, self:fail(size .. " bytes, at least " .. spec.min)
    elseif spec.shape ~= "fixed" and size > spec.max then
        return nil, nil, self:fail(size .. " bytes, at most " .. spec.max)
    elseif self:left() < before + size then
        return nil, nil, self:fail(size .. " bytes needed, " .. (self:left() - before) .. " left", self.at + before)
    end
    return before + size, before
end

function Reader:field(spec)
    local size, before, fault = self:measure(spec)
    if fault then
        return fault
    end
    local range = self.range:range(self.at, size)
    if spec.kind == "text" then
        local bytes = size > before and range:range(before):raw() or ""
        if not is_utf8(bytes) then
            return self:fail("not UTF-8", self.at + before)
        end
        self.tree:add(fields[spec.name], range, bytes)
    elseif size > 0 then
        local item = self.tree:add(fields[spec.name], range)
        if spec.kind ~= "bytes" and size <= 4 and spec.names and spec.names[range:uint()] then
            item:append_text(" (" .. spec.names[range:uint()] .. ")")
        end
    end
    self.at = self.at + size
end

-- The fields of a type; then whether their values are legal.
function Reader:body(body)
    local start = self.at
    local tree = self.tree
    local length = math.min(self:left(), body.size or self:left())
    self.tree = length > 0 and tree:add(fields[body.name], self.range:range(start, length)) or tree:add(fields[body.name])
    local fault
    for _, spec in ipairs(body.fields) do
        fault = self:field(spec)
        if fault then
            break
        end
    end
    self.tree = tree
    if not fault then
        local at = start
        for _, spec in ipairs(body.fields) do
            if spec.shape ~= "fixed" then
                break
            end
            local value = self.range:range(at, spec.size)
            local illegal = spec.legal and not spec.legal[value:uint()]
                or spec.most and value:bytes():tohex() > spec.most
                or spec.nonzero and value:bytes():tohex():match("^0+$")
            if illegal then
                return { at = at, what = "a value without a meaning here" }
            end
            at = at + spec.size
        end
    end
    return fault
end

-- Reads exactly so many bytes with `read`.
function Reader:within(length, read)
    if self:left() < length then
        return self:fail(length .. " bytes needed, " .. self:left() .. " left")
    end
    local whole = self.finish
    self.finish = self.at + length
    local fault = read()
    if not fault and self:left() > 0 then
        fault = self:fail(self:left() .. " bytes left over")
    end
    self.finish = whole
    return fault
end

-- What no field holds, and why.
function Reader:close(fault)
    if not fault and self:left() > 0 then
        fault = self:fail(self:left() .. " bytes left over")
    end
    if self:left() > 0 then
        self.tree:add(fields.undecoded, self.range:range(self.at))
    end
    if fault then
        self.tree:add_proto_expert_info(stopped, "at byte " .. fault.at .. ": " .. fault.what)
    end
end

-- The first checks on every frame: what is wrong with a header, and at which byte.
local function header_fault(range)
    if range:range(0, 4):raw() ~= PROTOCOL_ID then
        return { at = 0, what = "bad_protocol_id" }
    elseif range:range(4, 1):uint() ~= VERSION then
        return { at = 4, what = "bad_version" }
    end
    local number, length = range:range(5, 1):uint(), range:range(8, 4):uint()
    local lengths = FRAME_LENGTHS[number]
    if not lengths then
        return { at = 5, what = "bad_type" }
    elseif lengths.min == lengths.max and length ~= lengths.min then
        return { at = 8, what = "bad_length" }
    elseif length < lengths.min then
        return { at = 8, what = "frame_too_short" }
    elseif length > lengths.max then
        return { at = 8, what = "frame_too_long" }
    elseif lengths.min ~= lengths.max and (length - lengths.min) % PADDING_BYTES ~= 0 then
        return { at = 8, what = "bad_length" }
    end
end

local function frame(range, tree)
    local wire = reader(range, tree)
    local fault = wire:body(HEADER)
    if not fault then
        fault = header_fault(range)
        if fault then
            fault.what = "the header is refused: " .. fault.what
        end
    end
    if not fault then
        local number, length = range:range(5, 1):uint(), range:range(8, 4):uint()
        local body = HANDSHAKE[number] or SEALED
        local read = function() return wire:body(body) end
        if HANDSHAKE[number] and length > wire:left() then
            fault = read()
        else
            fault = wire:within(length, read)
        end
    end
    wire:close(fault)
end

local function opened(range, tree)
    local inner = reader(range, tree)
    local fault
    if range:len() < INNER_MIN then
        fault = inner:fail(range:len() .. " bytes, at least " .. INNER_MIN)
    elseif range:len() > INNER_MAX then
        fault = inner:fail(range:len() .. " bytes, at most " .. INNER_MAX)
    else
        fault = inner:body(INNER)
    end
    if not fault then
        local kind, length = range:range(0, 1):uint(), range:range(9, 4):uint()
        fault = inner:within(length, function()
            if not MESSAGES[kind] then
                return inner:fail(kind .. " has no meaning here")
            end
            return inner:body(MESSAGES[kind])
        end)
        local need = (-inner.at) % PADDING_BYTES
        if not fault and inner:left() ~= need then
            fault = inner:fail(inner:left() .. " bytes of padding instead of " .. need)
        end
        if not fault and need > 0 then
            local padding = range:range(inner.at)
            inner.tree:add(fields[PADDING.name], padding)
            local other = padding:raw():find("[^%z]")
            if other then
                fault = inner:fail("padding that is not zero", inner.at + other - 1)
            end
            inner.at = inner.finish
        end
    end
    inner:close(fault)
end

-- What the capture says of the frame besides its bytes.
local function remark(tree)
    for _, comment in ipairs({ comments() }) do
        local text = tostring(comment.value)
        if text:sub(1, 10) == "peerscope " then
            for name, value in text:gmatch('([%w.]+)=(%S+)') do
                value = value:gsub('"', "")
                if name == "verdict" then
                    value = text:match('verdict="([^"]*)"') or value
                end
                if name == "packet" or name == "conn" then
                    tree:add(fields[name], UInt64(value)):set_generated()
                elseif fields[name] and (name == "peer" or name == "dir" or name == "verdict") then
                    tree:add(fields[name], value):set_generated()
                elseif name == "reason" then
                    local meaning = REASONS[value] or "an unknown reason"
                    tree:add(fields.reason, value):set_generated()
                    tree:add_proto_expert_info(refused, value .. ": " .. meaning)
                end
            end
            return
        end
    end
end

-- The opened bytes that the capture holds.
local function opened_bytes()
    local bytes = ByteArray.new()
    for _, tag in ipairs({ unknown_tags() }) do
        local value = tag.range:bytes()
        if value:len() > #OPENED_NAME and value:raw(0, #OPENED_NAME) == OPENED_NAME then
            bytes:append(value:subset(#OPENED_NAME, value:len() - #OPENED_NAME))
        end
    end
    return bytes
end

local function columns(range, inner, pinfo)
    local said = "broken"
    if range:len() >= HEADER.size then
        local number = range:range(5, 1):uint()
        local name = HANDSHAKE[number] and HANDSHAKE[number].name or SEALED.name
        if inner:len() > 0 and MESSAGES[inner:get_index(0)] then
            name = MESSAGES[inner:get_index(0)].name
        end
        said = name .. " epoch=" .. range:range(6, 2):uint() .. " seq=" .. tostring(range:range(12, 8):uint64())
            .. " length=" .. range:range(8, 4):uint()
    end
    local before = tostring(pinfo.cols.protocol) == "peerscope" and tostring(pinfo.cols.info) .. ", " or ""
    pinfo.cols.protocol = "peerscope"
    pinfo.cols.info = before .. said
end

local function one(tvb, pinfo, root)
    local range = tvb:range()
    local tree = root:add(peerscope, range)
    local inner = opened_bytes()
    columns(range, inner, pinfo)
    remark(tree)
    frame(range, tree)
    if inner:len() > 0 then
        local range = inner:tvb("Opened"):range()
        opened(range, tree:add(fields.opened, range))
    end
    return tvb:len()
end

-- Bytes of the frame that begins here; where none can begin, all that is there.
local function frame_bytes(tvb, _, offset)
    local range = tvb:range(offset)
    if header_fault(range) then
        return range:len()
    end
    return HEADER.size + range:range(8, 4):uint()
end

function peerscope.dissector(tvb, pinfo, root)
    if tvb:len() == 0 then
        return 0
    end
    if tcp_streams() then
        dissect_tcp_pdus(tvb, root, HEADER.size, frame_bytes, one)
        return tvb:len()
    end
    return one(tvb, pinfo, root)
end

peerscope:register_heuristic("tcp", function(tvb, pinfo, root)
    if tvb:len() < #PROTOCOL_ID or tvb:range(0, #PROTOCOL_ID):raw() ~= PROTOCOL_ID then
        return false
    end
    pinfo.conversation = peerscope
    -- A heuristic is offered no reassembly, but may ask for it.
    local need = tvb:len() < HEADER.size and HEADER.size or frame_bytes(tvb, pinfo, 0)
    if tvb:len() < need then
        pinfo.desegment_offset = 0
        pinfo.desegment_len = need - tvb:len()
    else
        peerscope.dissector(tvb, pinfo, root)
    end
    return true
end)
