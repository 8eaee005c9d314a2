-- The connections to xcauth that the modules of one virtual host share, over its `generic` (= `prosody`) socket. Nobody
-- enables this module: mod_auth_xcauth and mod_roster_xcauth load it, and are reloaded with it.
--
-- Options, per virtual host or global (README.md beside this file says more):
--   xcauth_socket      = "127.0.0.1:23663"  "HOST:PORT", "[IPv6]:PORT", "/path" or "unix:/path"
--   xcauth_connections = 16                 connections at most; one request at a time on each
--   xcauth_timeout     = 20                 seconds for one answer, the wait for a free connection included;
--                                           longer than the sum of xcauth's --timeout
--   xcauth_max_waiting = 1000               requests that may wait for a free connection

local async = require "util.async";
local json = require "util.json";
local new_cache = require "util.cache".new;
local now = require "util.time".now;
local server = require "net.server";
local timer = require "util.timer";

local host = module.host;

-- Settings ------------------------------------------------------------------------------------------------------

local function number_option(name, default, least)
	local value = module:get_option_number(name, default);
	if not value then
		error(("%s: must be a number"):format(name), 0);
	end
	if value < least then
		error(("%s = %s: must be %s or more"):format(name, value, least), 0);
	end
	return value;
end

-- Returns { path = } or { host =, port = }.
local function parse_address(text)
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
		error(("xcauth_socket = %q: expected HOST:PORT, [IPv6]:PORT or the absolute path of a Unix socket"):format(text), 0);
	end
	return { host = name, port = port };
end

local address_text = module:get_option_string("xcauth_socket", "127.0.0.1:23663");
local address = parse_address(address_text);
local max_links = number_option("xcauth_connections", 16, 1);
local timeout = number_option("xcauth_timeout", 20, 0.1);
local max_waiting = number_option("xcauth_max_waiting", 1000, 1);
local longest_answer = 64 * 1024 * 1024; -- bytes; whatever sends more is not the bridge

-- What the log says: each problem once, when it begins, and its end ---------------------------------------------

-- Each module has its own problems. Returns what says one, and what says that it is over, by this text.
local function new_reporter(speaker, all_is_well)
	local problem;
	local function report(kind, format, ...)
		if problem ~= kind then
			problem = kind;
			speaker:log("error", format, ...);
		end
	end
	local function report_success()
		if problem then
			problem = nil;
			speaker:log("info", all_is_well, address_text);
		end
	end
	return report, report_success;
end

local report, report_success = new_reporter(module, "The bridge at %s answers again");

local function report_unreachable(reason)
	report("unreachable", "Cannot connect to the bridge at %s: %s (is xcauth running with --listen prosody=%s, "
		.. "and may Prosody open that socket?)", address_text, reason or "unknown reason", address.path or address_text);
end

local function report_lost(reason)
	report("lost", "The bridge at %s closes connections without an answer: %s (see the log of xcauth)",
		address_text, reason or "connection closed");
end

local function report_timeout()
	report("timeout", "No answer from the bridge at %s within %g s (see the log of xcauth; xcauth_timeout should be "
		.. "longer than the sum of its --timeout)", address_text, timeout);
end

local function report_nonsense()
	report("nonsense", "The bridge at %s sends something other than an answer (is this xcauth's listener of type "
		.. "prosody?)", address_text);
end

local old_bridge = false;

local function report_old_bridge()
	if not old_bridge then
		old_bridge = true;
		module:log("warn", "The bridge at %s is older than these modules: while it cannot check a password, it says that the "
			.. "password is wrong, and it does not say which accounts were disabled. Replace it with one of the same release",
			address_text);
	end
end

local function report_overload()
	report("overload", "%d requests already wait for the bridge at %s, refusing more (see the log of xcauth; consider a "
		.. "higher xcauth_connections)", max_waiting, address_text);
end

-- Connections and requests --------------------------------------------------------------------------------------
--
-- A link is a connection, opening or open, and carries at most one request. A request is settled exactly once, and
-- always as the last step of an event: settling resumes the session that waits, which may do anything.
--
-- The first thing on a link is the question which requests and answers beyond the plain ones the bridge understands.
-- Bridges from before that question say "0".

local links = {}; -- link -> true
local link_count = 0;
local waiting = {}; -- requests without a link, oldest first
local serve_waiting;

local function settle(request, answer)
	timer.stop(request.timer);
	request.line = nil; -- may hold a password
	request.callback(answer);
end

local function drop(link)
	links[link] = nil;
	link_count = link_count - 1;
	if link.conn then
		link.conn:close();
	end
end

local function drop_idle_links()
	local idle = {};
	for link in pairs(links) do
		if not link.request then
			idle[#idle+1] = link;
		end
	end
	for _, link in ipairs(idle) do
		drop(link);
	end
end

local function on_connected(link, conn)
	if not links[link] then -- given up meanwhile; the select backend goes on using conn after this listener
		timer.add_task(0, function () conn:close(); end);
		return;
	end
	link.conn = conn;
	link.connected = true;
	conn:write("features:cannot-tell\n");
end

-- The connection was not made, or ended, and it was not us who closed it.
local function on_lost(link, reason)
	if not links[link] then return; end
	local request = link.request;
	drop(link);
	if not request then return; end
	if link.connected and not request.retried then
		-- Either the bridge has just been restarted or this connection was stale: then the idle ones are, too.
		request.retried = true;
		drop_idle_links();
		table.insert(waiting, 1, request);
		serve_waiting();
		return;
	end
	if link.connected then
		report_lost(reason);
	else
		report_unreachable(reason);
	end
	serve_waiting();
	settle(request, nil);
end

-- Whether what has come so far may be the beginning of an answer: "0", "1", "?" (cannot tell), or JSON.
local function is_promising(link)
	local first = link.received[1]:byte();
	if first == 0x7b then -- {
		return link.length <= longest_answer;
	end
	return table.concat(link.received):find("^[01?]\r?$") ~= nil;
end

-- What has come up to a line break.
local function whole_answer(link)
	local line = table.concat(link.received);
	return line:match("^([01?])\r?\n$") or line:match("^{") and line:match("^[^\r\n]+");
end

local function features_of(answer)
	local said = answer:find("^{") and json.decode(answer);
	local features = {};
	for _, name in ipairs(type(said) == "table" and type(said.features) == "table" and said.features or {}) do
		features[name] = true;
	end
	if not features["cannot-tell"] then
		report_old_bridge();
	end
	return features;
end

-- Sends the request of this link; one that this bridge does not understand is settled without an answer.
local function transmit(link)
	local request = link.request;
	local line = request.line;
	if type(line) == "function" then
		line = line(link.features);
	end
	if line then
		link.conn:write(line);
	else
		link.request = nil;
		serve_waiting();
		settle(request, nil);
	end
end

-- An answer comes in many pieces if it is long: they are joined once.
local function on_data(link, data)
	if not links[link] or data == "" then return; end
	local request = link.request;
	table.insert(link.received, data);
	link.length = link.length + #data;
	local line_break = data:find("\n", 1, true);
	local answer = request and line_break == #data and whole_answer(link);
	if answer and not link.features then
		link.features, link.received, link.length = features_of(answer), {}, 0;
		transmit(link);
	elseif answer then
		link.request, link.received, link.length = nil, {}, 0;
		report_success();
		serve_waiting();
		settle(request, answer);
	elseif not request or line_break or not is_promising(link) then
		report_nonsense();
		drop(link); -- whatever else comes must not be taken for the answer to the next request
		serve_waiting();
		if request then
			settle(request, nil);
		end
	end
end

local function listeners_of(link)
	return {
		onconnect = function (conn) on_connected(link, conn); end;
		onincoming = function (_, data) on_data(link, data); end;
		ondisconnect = function (_, reason) on_lost(link, reason); end;
		onreadtimeout = function () return link.request ~= nil; end; -- true keeps the connection
		onfail = function (_, reason)
			-- May come from within the attempt itself.
			timer.add_task(0, function () on_lost(link, reason); end);
		end;
	};
end

local function connect_unix(link, listeners)
	local available, unix = pcall(require, "socket.unix");
	if not available then
		return listeners.onfail(nil, "this LuaSocket lacks Unix sockets");
	end
	local new_socket = type(unix) == "table" and unix.stream or unix; -- older LuaSocket: the function itself
	local socket = new_socket();
	socket:settimeout(0);
	local connected, reason = socket:connect(address.path);
	if not connected then
		socket:close();
		return listeners.onfail(nil, reason == "timeout" and "the queue of the socket is full" or reason);
	end
	local conn, problem_of_wrapping = server.wrapclient(socket, nil, nil, listeners, "*a");
	if not conn then
		socket:close();
		return listeners.onfail(nil, problem_of_wrapping);
	end
	link.conn = conn;
end

local function connect_tcp(_, listeners)
	local resolver = require "net.resolvers.basic".new(address.host, address.port, "tcp");
	require "net.connect".connect(resolver, listeners);
end

local connect = address.path and connect_unix or connect_tcp;

local function send(request, link)
	link.request, request.link = request, link;
	if link.features then
		transmit(link);
	end
end

local function send_on_new_link(request)
	local link = { received = {}, length = 0 };
	links[link] = true;
	link_count = link_count + 1;
	send(request, link);
	connect(link, listeners_of(link));
end

local function idle_link()
	for link in pairs(links) do
		if not link.request then return link; end
	end
end

function serve_waiting()
	while waiting[1] do
		local link = idle_link();
		if link then
			send(table.remove(waiting, 1), link);
		elseif link_count < max_links then
			send_on_new_link(table.remove(waiting, 1));
		else
			return;
		end
	end
end

local function remove_waiting(request)
	for i, candidate in ipairs(waiting) do
		if candidate == request then
			table.remove(waiting, i);
			return true;
		end
	end
end

local function expire(request)
	report_timeout();
	if not remove_waiting(request) then
		drop(request.link); -- a late answer must not be taken for that to the next request
	end
	serve_waiting();
	settle(request, nil);
end

-- Calls back with the answer, "0", "1", "?" or JSON, or with nil when the bridge did not say. The line may be a
-- function that makes it of the bridge's features, or returns nil for what this bridge does not understand.
local function submit(line, callback)
	if #waiting >= max_waiting then
		report_overload();
		return callback(nil);
	end
	local request = { line = line, callback = callback };
	request.timer = timer.add_task(timeout, function () expire(request); end);
	table.insert(waiting, request);
	serve_waiting();
end

-- To be called only where can_wait().
local function ask(line)
	local wait, done = async.waiter();
	local answer;
	submit(line, function (result)
		answer = result;
		done();
	end);
	wait();
	return answer;
end

local function can_wait()
	-- Lua before 5.3 cannot tell whether a C function is in between; there, async.ready() must do.
	local yieldable = coroutine.isyieldable; -- luacheck: ignore 143/coroutine
	return async.ready() and (not yieldable or yieldable());
end

-- Returns nil for what the protocol cannot express. Only the last field, which may be missing, may contain colons.
local function request_line(command, username, last)
	if username == "" or username:find("[:\r\n%z]") or last and last:find("[\r\n%z]") then
		module:log("warn", "Refused a request (%s) with a line break, a NUL, or a user name that is empty or has a colon",
			command);
		return nil;
	end
	if last then
		return ("%s:%s:%s:%s\n"):format(command, username, host, last);
	end
	return ("%s:%s:%s\n"):format(command, username, host);
end

-- The address of the user's client as the bridge takes it; nil if it is not known, or that of a proxy on this machine.
local function address_of(session)
	local ip = session and type(session.ip) == "string" and session.ip:gsub("%%.*", "");
	if not ip or ip:find("^127%.") or ip:find("^::ffff:127%.") or ip == "::1" then
		return nil;
	end
	return ip:match("^[%d.]+$") or ip:find("^[%x:.]+$") and "[" .. ip .. "]" or nil;
end

-- Asks whether a password is right, and tells where the user's client is, if the bridge wants to know.
local function login_line(username, password, session)
	local plain = request_line("auth", username, password);
	local client = plain and address_of(session);
	return client and function (features)
		return features.login and request_line("login", username, client .. ":" .. password) or plain;
	end or plain;
end

-- Returns what remembers the bridge's answers about users. Where one can neither wait nor block, the last known answer
-- must do; the next question will know better.
--
-- line_of(username) makes the request, nil if there is none such; read(answer, before) makes of its answer what is
-- remembered, nil if it says nothing.
local function new_memory(line_of, read)
	local memory = {};
	local known = new_cache(10000); -- username -> { value =, at = }
	local refreshing = {}; -- username -> true

	function memory.remember(username, value)
		if value ~= nil then
			known:set(username, { value = value; at = now() });
		end
	end

	local function remember_answer(username, answer)
		local before = known:get(username);
		memory.remember(username, read(answer, before and before.value));
	end

	-- Asks in the background, and calls back when that is done.
	function memory.refresh(username, callback)
		local line = line_of(username);
		if not line or refreshing[username] then
			return callback and callback();
		end
		refreshing[username] = true;
		submit(line, function (answer)
			refreshing[username] = nil;
			remember_answer(username, answer);
			return callback and callback();
		end);
	end

	-- The last known answer, if it was right for the last so many seconds; asks anew if it is older.
	function memory.get(username, seconds)
		local last = known:get(username);
		if last and now() - last.at < seconds then
			return last.value;
		end
		local line = line_of(username);
		if line and can_wait() then
			remember_answer(username, ask(line));
		elseif line then
			memory.refresh(username);
		end
		return memory.last(username);
	end

	function memory.last(username)
		local last = known:get(username);
		return last and last.value;
	end

	return memory;
end

function module.unload()
	local requests = waiting;
	waiting = {};
	for link in pairs(links) do
		if link.request then
			requests[#requests+1] = link.request;
		end
		if link.conn then
			links[link] = nil; -- so that the end of the connection is not news
			link.conn:close();
		end
	end
	links, link_count = {}, 0;
	for _, request in ipairs(requests) do
		settle(request, nil);
	end
end

-- luacheck: globals bridge
bridge = {
	address = address_text;
	connections = max_links;
	number_option = number_option;
	new_reporter = new_reporter;
	request_line = request_line;
	login_line = login_line;
	new_memory = new_memory;
	submit = submit;
	ask = ask;
	can_wait = can_wait;
};
