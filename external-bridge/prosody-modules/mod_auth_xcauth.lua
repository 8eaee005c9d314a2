-- Authenticates the users of a virtual host with xcauth, over its `generic` (= `prosody`) socket.
--
--   VirtualHost "example.org"
--       authentication = "xcauth"
--
-- Options, per virtual host or global (README.md beside this file says more):
--   xcauth_socket      = "127.0.0.1:23663"  "HOST:PORT", "[IPv6]:PORT", "/path" or "unix:/path"
--   xcauth_connections = 16                 connections at most; one request at a time on each
--   xcauth_timeout     = 20                 seconds for one answer, the wait for a free connection included;
--                                           longer than the sum of xcauth's --timeout
--   xcauth_max_waiting = 1000               requests that may wait for a free connection
--   xcauth_user_ttl    = 60                 seconds for which "this user exists" is not asked again
--
-- Nothing here blocks Prosody: a stanza whose handling needs an answer is suspended until the answer is there.

local async = require "util.async";
local new_cache = require "util.cache".new;
local new_sasl = require "util.sasl".new;
local now = require "util.time".now;
local server = require "net.server";
local timer = require "util.timer";

local host = module.host;

-- Settings ------------------------------------------------------------------------------------------------------

local function number_option(name, default, least)
	local value = module:get_option_number(name, default);
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
local user_ttl = number_option("xcauth_user_ttl", 60, 0);

-- What the log says: each problem once, when it begins, and its end ---------------------------------------------

local problem;

local function report(kind, format, ...)
	if problem ~= kind then
		problem = kind;
		module:log("error", format, ...);
	end
end

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

local function report_overload()
	report("overload", "%d requests already wait for the bridge at %s, refusing more (see the log of xcauth; consider a "
		.. "higher xcauth_connections)", max_waiting, address_text);
end

local function report_success()
	if problem then
		problem = nil;
		module:log("info", "The bridge at %s answers again", address_text);
	end
end

-- Connections and requests --------------------------------------------------------------------------------------
--
-- A link is a connection, opening or open, and carries at most one request. A request is settled exactly once, and
-- always as the last step of an event: settling resumes the session that waits, which may do anything.

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
	conn:write(link.request.line);
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

local function on_data(link, data)
	if not links[link] then return; end
	link.received = link.received .. data;
	local request = link.request;
	local answer = link.received:match("^([01])\r?\n$");
	if answer and request then
		link.request, link.received = nil, "";
		report_success();
		serve_waiting();
		settle(request, answer == "1");
	elseif not request or not link.received:find("^[01]\r?$") then
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
	if link.connected then
		link.conn:write(request.line);
	end
end

local function send_on_new_link(request)
	local link = { received = "" };
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

-- Calls back with true, false, or nil when the bridge did not say.
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

-- Returns nil for what the protocol cannot express. Only the last field may contain colons.
local function request_line(command, username, password)
	if username == "" or username:find("[:\r\n%z]") or password and password:find("[\r\n%z]") then
		module:log("warn", "Refused a request (%s) with a line break, a NUL, or a user name that is empty or has a colon",
			command);
		return nil;
	end
	if password then
		return ("%s:%s:%s:%s\n"):format(command, username, host, password);
	end
	return ("%s:%s:%s\n"):format(command, username, host);
end

-- The provider --------------------------------------------------------------------------------------------------

local provider = {};
local existence = new_cache(10000); -- username -> { exists =, at = }, the last known answers
local refreshing = {}; -- username -> true

local function remember(username, exists)
	if exists ~= nil then
		existence:set(username, { exists = exists, at = now() });
	end
end

-- Where one can neither wait nor block, the last known answer must do; the next call will know better.
local function refresh(username, line)
	if refreshing[username] then return; end
	refreshing[username] = true;
	submit(line, function (exists)
		refreshing[username] = nil;
		remember(username, exists);
	end);
end

function provider.user_exists(username)
	local known = existence:get(username);
	if known and known.exists and now() - known.at < user_ttl then
		return true;
	end
	local line = request_line("isuser", username);
	if not line then
		return false;
	end
	if can_wait() then
		local exists = ask(line);
		remember(username, exists);
		if exists ~= nil then
			return exists;
		end
	else
		refresh(username, line);
	end
	if known then
		return known.exists;
	end
	return nil, "temporary-auth-failure";
end

function provider.test_password(username, password)
	local line = request_line("auth", username, password);
	if not line then
		return false;
	end
	if not can_wait() then
		module:log("error", "Cannot check a password here: a module asks outside of an async context\n%s", debug.traceback());
		return nil, "temporary-auth-failure";
	end
	local right = ask(line);
	if right == nil then
		return nil, "temporary-auth-failure";
	end
	if right then
		remember(username, true);
	end
	return right;
end

-- util.sasl knows only "right", "wrong" and "disabled"; this adds "cannot tell", so that clients try again later
-- instead of asking for another password. Only plain_test is there, so PLAIN is the only mechanism on offer.
local profile = {
	plain_test = function (handler, username, password)
		local right, problem_with_bridge = provider.test_password(username, password);
		handler.xcauth_problem = problem_with_bridge;
		return right == true, true;
	end;
};

function provider.get_sasl_handler()
	local handler = new_sasl(host, profile);
	local process = handler.process;
	function handler:process(message)
		self.xcauth_problem = nil;
		local status, condition, text = process(self, message);
		if status == "failure" and self.xcauth_problem then
			return status, self.xcauth_problem, "The authentication service does not answer, please try again later.";
		end
		return status, condition, text;
	end
	handler.clean_clone = provider.get_sasl_handler;
	return handler;
end

provider.is_enabled = provider.user_exists; -- asked by Prosody 13 for sessions that need no password

function provider.users()
	return function () end; -- the cloud does not list its users
end

local function not_here()
	return nil, "Accounts and passwords are managed in the cloud";
end

provider.create_user = not_here;
provider.delete_user = not_here;
provider.set_password = not_here;

function provider.get_password()
	return nil, "Passwords are not available";
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

module:provides("auth", provider);
