-- A dissector of JHMP/1 (impl/PROTOCOL.md, FRM-1) for Wireshark and tshark: a length of 2 bytes, a header in JSON, and the
-- content whose size the header names. docs/WIRESHARK.md says how it is installed.

local jhmp = Proto("jhmp", "JSON-Header Message Protocol")

local fields = {
  prefix = ProtoField.uint16("jhmp.header_length", "Header length", base.DEC),
  header = ProtoField.string("jhmp.header", "Header"),
  byteorder = ProtoField.string("jhmp.byteorder", "byteorder"),
  content_type = ProtoField.string("jhmp.content_type", "content-type"),
  content_encoding = ProtoField.string("jhmp.content_encoding", "content-encoding"),
  content_length = ProtoField.string("jhmp.content_length", "content-length"),
  content = ProtoField.bytes("jhmp.content", "Content"),
  text = ProtoField.string("jhmp.content.text", "Text"),
  rest = ProtoField.bytes("jhmp.rest", "Bytes of unknown meaning"),
}
jhmp.fields = fields

local experts = {
  no_object = ProtoExpert.new("jhmp.no_object", "The header is no JSON object", expert.group.PROTOCOL, expert.severity.WARN),
  no_length = ProtoExpert.new("jhmp.no_length", "The header has no usable content-length, so that the message has no end",
    expert.group.PROTOCOL, expert.severity.WARN),
}
jhmp.experts = experts

-- The port that files made by `wiretrial report --pcapng` have.
jhmp.prefs.port = Pref.uint("TCP port", 65432, "The port of JHMP servers, or 0; others are found by what a first message looks like")

local prefix_size = 2
local json = Dissector.get("json")

-- The position behind the string that begins at `at`, or nil when it does not end.
local function behind_string(text, at)
  local i = at + 1
  while i <= #text do
    local c = text:sub(i, i)
    if c == '"' then return i + 1 end
    i = i + (c == "\\" and 2 or 1)
  end
end

-- The members of an object as name -> the text of the value, without looking into values; nil when it is no object.
-- Names with escapes stay as they are written.
local function members_of(text)
  local at = text:match("^%s*{()")
  if not at then return nil end
  local members, depth, name, begin = {}, 1, nil, nil
  while at and at <= #text do
    local c = text:sub(at, at)
    if c == '"' then
      local behind = behind_string(text, at)
      if not behind then return nil end
      if depth == 1 and not name and text:match("^%s*:", behind) then
        name = text:sub(at + 1, behind - 2)
        at = text:match("^%s*:()", behind)
        begin = at
      else
        at = behind
      end
    else
      if (c == "," or c == "}") and depth == 1 and name then
        members[name] = text:sub(begin, at - 1):match("^%s*(.-)%s*$")
        name = nil
      end
      if c == "{" or c == "[" then depth = depth + 1 end
      if c == "}" or c == "]" then depth = depth - 1 end
      at = at + 1
      if depth == 0 then return members end
    end
  end
end

local function unquoted(value)
  return value and value:match('^"(.*)"$')
end

-- The size of the content, or nil when the header does not say.
local function content_size(members)
  local digits = members and members["content-length"] and members["content-length"]:match("^%d+$")
  local size = digits and tonumber(digits)
  return size and size < 2 ^ 31 and size or nil
end

-- Shows the part in the tree as JSON does, below what is JHMP's.
local function show_json(range, pinfo, tree)
  if range:len() == 0 then return end
  local protocol, info = tostring(pinfo.cols.protocol), tostring(pinfo.cols.info)
  json:call(range:tvb(), pinfo, tree)
  pinfo.cols.protocol, pinfo.cols.info = protocol, info
end

local member_fields = {
  { "byteorder", fields.byteorder }, { "content-type", fields.content_type },
  { "content-encoding", fields.content_encoding }, { "content-length", fields.content_length },
}

local function show_header(range, members, pinfo, tree)
  local item = tree:add(fields.header, range)
  if members then
    for _, member in ipairs(member_fields) do
      local value = members[member[1]]
      if value then item:add(member[2], range, unquoted(value) or value) end
    end
  else
    item:add_proto_expert_info(experts.no_object)
  end
  show_json(range, pinfo, item)
end

-- The encodings of JSON content that are shown as text; UTF-8 and its part are shown as JSON.
local decoders = {
  ["utf-16-le"] = function(range) return range:le_ustring() end,
  ["utf-16-be"] = function(range) return range:ustring() end,
  ["latin-1"] = function(range) return range:string(ENC_ISO_8859_1) end,
}

local function show_content(range, members, pinfo, tree)
  local item = tree:add(fields.content, range)
  local encoding = unquoted(members["content-encoding"])
  if unquoted(members["content-type"]) ~= "text/json" then return end
  if encoding == "utf-16" then
    encoding = unquoted(members["byteorder"]) == "big" and "utf-16-be" or "utf-16-le"
  end
  if encoding == "utf-8" or encoding == "ascii" then
    show_json(range, pinfo, item)
  elseif decoders[encoding] then
    item:add(fields.text, range, decoders[encoding](range))
  end
end

-- What is missing before the message at `offset` can be shown, or 0; then its header and the size of its content.
local function look_at(buffer, offset)
  local available = buffer:len() - offset
  if available < prefix_size then return DESEGMENT_ONE_MORE_SEGMENT end
  local header_size = buffer(offset, prefix_size):uint()
  if available < prefix_size + header_size then return prefix_size + header_size - available end
  local members = header_size > 0 and members_of(buffer(offset + prefix_size, header_size):raw()) or nil
  local size = content_size(members)
  local missing = size and prefix_size + header_size + size - available or 0
  return math.max(missing, 0), members, header_size, size
end

local function show_message(buffer, offset, members, header_size, size, pinfo, root)
  local whole = prefix_size + header_size + (size or buffer:len() - offset - prefix_size - header_size)
  local tree = root:add(jhmp, buffer(offset, whole))
  tree:add(fields.prefix, buffer(offset, prefix_size))
  local at = offset + prefix_size
  if header_size > 0 then show_header(buffer(at, header_size), members, pinfo, tree) end
  at = at + header_size
  local rest = offset + whole - at
  if not size then
    tree:add_proto_expert_info(experts.no_length)
    if rest > 0 then tree:add(fields.rest, buffer(at, rest)) end
  elseif size > 0 then
    show_content(buffer(at, size), members, pinfo, tree)
  end
  tree:append_text(string.format(", header of %d bytes, content of %s bytes", header_size, size or "unknown"))
  pinfo.cols.info:append(string.format(" [%d + %s bytes, %s]", header_size, size or "?",
    members and unquoted(members["content-type"]) or "no content-type"))
  return whole
end

function jhmp.dissector(buffer, pinfo, root)
  pinfo.cols.protocol = "JHMP"
  local offset = 0
  while offset < buffer:len() do
    local missing, members, header_size, size = look_at(buffer, offset)
    if missing ~= 0 then
      pinfo.desegment_offset, pinfo.desegment_len = offset, missing
      return buffer:len()
    end
    offset = offset + show_message(buffer, offset, members, header_size, size, pinfo, root)
  end
  return buffer:len()
end

-- Other ports: a conversation that begins as a message does.
local function begins_a_message(buffer, pinfo, root)
  if buffer:len() < prefix_size + 1 then return false end
  local head = buffer:raw(prefix_size, math.min(buffer:len() - prefix_size, 65535))
  if not head:match("^%s*{") or not head:match('"content%-length"') then return false end
  pinfo.conversation = jhmp
  jhmp.dissector(buffer, pinfo, root)
  return true
end
jhmp:register_heuristic("tcp", begins_a_message)

local ports = DissectorTable.get("tcp.port")
local port = 0
local function take_port()
  if port ~= 0 then ports:remove(port, jhmp) end
  port = jhmp.prefs.port
  if port ~= 0 then ports:add(port, jhmp) end
end
function jhmp.prefs_changed() take_port() end
take_port()
