-- The dissector of peerscope/1 for Wireshark 4 and tshark.
--
--   tshark -X lua_script:peerscope.lua -r talk.pcapng
--
-- Made from the definitions in src/wire by tests/wireshark; do not edit. It reads what `--capture` and `/export`
-- write, and TCP streams of any port that begin with the protocol id. It opens nothing: what was sealed is shown
-- where the capture holds it opened. Fields have the names of the display filter of peerscope with `peerscope.` in
-- front, and a frame that breaks off is shown as far as it decodes.

local peerscope = Proto("peerscope", "peerscope/1")

--@TABLES@

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
