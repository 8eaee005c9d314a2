-- The bridge's protocol `generic` (= `prosody`): one line asks, one line answers; README.md describes it. Pure Lua.

local protocol = {};

local longest_answer = 64 * 1024 * 1024; -- bytes; anything that sends more is not the bridge

-- Sent first on each connection: the bridge answers with the requests that it understands beyond `auth` and `isuser`.
protocol.greeting = "features:cannot-tell\n";

-- Parses the option xcauth_socket. Returns { path = } or { host =, port = }, or nil if the text is neither.
function protocol.parse_address(text)
	local path = text:match("^unix:(/.*)$") or text:match("^/.*$");
	if path then
		return { path = path };
	end
	local name, port = text:match("^%[([%x:.]+)%]:(%d+)$");
	if not name then
		name, port = text:match("^([^:%[%]/]+):(%d+)$");
	end
	port = tonumber(port);
	if not name or port < 1 or port > 65535 then
		return nil;
	end
	return { host = name, port = port };
end

-- Returns a request, or nil if the protocol cannot express it. Only the last field, which is optional, may contain
-- colons.
function protocol.request_line(command, username, host, last)
	if username == "" or username:find("[:\r\n%z]") or last and last:find("[\r\n%z]") then
		return nil;
	end
	if last then
		return ("%s:%s:%s:%s\n"):format(command, username, host, last);
	end
	return ("%s:%s:%s\n"):format(command, username, host);
end

-- Formats the IP address of a user's client for the request `login`. Returns nil if it is unknown or on this machine,
-- where it would be that of a proxy.
function protocol.client_address(ip)
	if type(ip) ~= "string" then
		return nil;
	end
	ip = ip:gsub("%%.*", ""); -- the zone of a link-local address
	if ip:find("^127%.") or ip:find("^::ffff:127%.") or ip == "::1" then
		return nil;
	end
	return ip:match("^[%d.]+$") or ip:find("^[%x:.]+$") and "[" .. ip .. "]" or nil;
end

-- Returns the features in the bridge's decoded answer to the greeting, as a set. Older bridges answer "0".
function protocol.features(answer)
	local features = {};
	local names = type(answer) == "table" and answer.features;
	for _, name in ipairs(type(names) == "table" and names or {}) do
		features[name] = true;
	end
	return features;
end

-- True if the pieces received so far, of that many bytes in total, can be the beginning of an answer.
function protocol.is_partial_answer(pieces, length)
	if pieces[1]:byte() == 0x7b then -- {
		return length <= longest_answer;
	end
	return table.concat(pieces):find("^[01?]\r?$") ~= nil;
end

-- Returns the answer in the pieces received up to a line break: "0", "1", "?" (cannot tell) or JSON; or a false value.
function protocol.whole_answer(pieces)
	local line = table.concat(pieces);
	return line:match("^([01?])\r?\n$") or line:match("^{") and line:match("^[^\r\n]+");
end

return protocol;
