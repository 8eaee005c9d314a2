-- The connections to xcauth that the modules of a virtual host share, over the bridge's `generic` (= `prosody`)
-- socket. Do not enable this module: mod_auth_xcauth and mod_roster_xcauth load it, and are reloaded with it.
--
-- Options, per virtual host or global (README.md has the details):
--   xcauth_socket      = "127.0.0.1:23663"  "HOST:PORT", "[IPv6]:PORT", "/path" or "unix:/path"
--   xcauth_connections = 16                 maximum number of connections; each carries one request at a time
--   xcauth_timeout     = 20                 seconds for an answer, including the wait for a free connection;
--                                           longer than the two parts of xcauth's --timeout together
--   xcauth_max_waiting = 1000               maximum number of requests that wait for a free connection

local async = require "util.async";
local json = require "util.json";
local new_cache = require "util.cache".new;
local now = require "util.time".now;
local server = require "net.server";
local timer = require "util.timer";

local protocol = module:require "protocol";
local new_pool = module:require "pool".new;
local new_last_known = module:require "last_known".new;

local host = module.host;

-- Settings ------------------------------------------------------------------------------------------------------

local function number_option(name, default, least)
	local value = module:get_option_number(name, default);
	if not value then
		error(("%s must be a number"):format(name), 0);
	end
	if value < least then
		error(("%s must be at least %s, got %s"):format(name, least, value), 0);
	end
	return value;
end

local address_text = module:get_option_string("xcauth_socket", "127.0.0.1:23663");
local address = protocol.parse_address(address_text);
if not address then
	error(("xcauth_socket must be HOST:PORT, [IPv6]:PORT or the absolute path of a Unix socket, got %q")
		:format(address_text), 0);
end
local max_connections = number_option("xcauth_connections", 16, 1);
local timeout = number_option("xcauth_timeout", 20, 0.1);
local max_waiting = number_option("xcauth_max_waiting", 1000, 1);

-- Log: each problem once when it begins, and its end --------------------------------------------------------------

-- Returns a function that reports a problem of this module, and one that reports its end with the given text.
local function new_reporter(owner, recovered)
	local problem;
	local function report(kind, format, ...)
		if problem ~= kind then
			problem = kind;
			owner:log("error", format, ...);
		end
	end
	local function report_success()
		if problem then
			problem = nil;
			owner:log("info", recovered, address_text);
		end
	end
	return report, report_success;
end

local report, report_success = new_reporter(module, "The bridge at %s answers again");
local reports = { success = report_success };

function reports.unreachable(reason)
	report("unreachable", "Cannot connect to the bridge at %s: %s (is xcauth running with --listen prosody=%s, and is "
		.. "Prosody allowed to open that socket?)", address_text, reason or "unknown reason", address.path or address_text);
end

function reports.lost(reason)
	report("lost", "The bridge at %s closes connections without answering: %s (see xcauth's log)",
		address_text, reason or "connection closed");
end

function reports.timeout()
	report("timeout", "No answer from the bridge at %s within %g s (see xcauth's log; xcauth_timeout should be longer "
		.. "than the two parts of its --timeout together)", address_text, timeout);
end

function reports.garbage()
	report("garbage", "The bridge at %s sends something that is not an answer (does xcauth listen there with "
		.. "--listen prosody=%s?)", address_text, address.path or address_text);
end

function reports.overload()
	report("overload", "%d requests are already waiting for the bridge at %s; refusing more (see xcauth's log; consider a "
		.. "higher xcauth_connections)", max_waiting, address_text);
end

local reported_old_bridge = false;

local function features_of(answer)
	local features = protocol.features(json.decode(answer));
	if not features["cannot-tell"] and not reported_old_bridge then
		reported_old_bridge = true;
		module:log("warn", "The bridge at %s is older than these modules: when it cannot check a password, it says that the "
			.. "password is wrong, and it does not say which accounts are disabled. Install the xcauth of the same release",
			address_text);
	end
	return features;
end

-- Connections ---------------------------------------------------------------------------------------------------

local function connect_unix(connection, listeners)
	local available, unix = pcall(require, "socket.unix");
	if not available then
		return listeners.onfail(nil, "this LuaSocket has no support for Unix sockets");
	end
	local new_socket = type(unix) == "table" and unix.stream or unix; -- older LuaSocket: the function itself
	local socket = new_socket();
	socket:settimeout(0);
	local connected, reason = socket:connect(address.path);
	if not connected then
		socket:close();
		return listeners.onfail(nil, reason == "timeout" and "its queue of connections is full" or reason);
	end
	local conn, problem = server.wrapclient(socket, nil, nil, listeners, "*a");
	if not conn then
		socket:close();
		return listeners.onfail(nil, problem);
	end
	connection.conn = conn;
end

local function connect_tcp(_, listeners)
	local resolver = require "net.resolvers.basic".new(address.host, address.port, "tcp");
	require "net.connect".connect(resolver, listeners);
end

local pool = new_pool {
	max_connections = max_connections;
	max_waiting = max_waiting;
	timeout = timeout;
	protocol = protocol;
	features_of = features_of;
	connect = address.path and connect_unix or connect_tcp;
	timer = timer;
	report = reports;
};

function module.unload()
	pool.close();
end

-- What the other modules use ------------------------------------------------------------------------------------

local function can_wait()
	-- Before Lua 5.3 nothing tells whether a C function is in between; there async.ready() has to do.
	local is_yieldable = coroutine.isyieldable;
	return async.ready() and (not is_yieldable or is_yieldable());
end

-- Returns the answer, or nil if there is none. To be called only where can_wait().
local function ask(line)
	local wait, done = async.waiter();
	local answer;
	pool.submit(line, function (result)
		answer = result;
		done();
	end);
	wait();
	return answer;
end

-- Returns a request about a user of this host, or nil if the protocol cannot express it.
local function request_line(command, username, last)
	local line = protocol.request_line(command, username, host, last);
	if not line then
		module:log("warn", "Refused a request (%s): the user name is empty or contains a colon, or something contains a line "
			.. "break or NUL", command);
	end
	return line;
end

-- Asks whether a password is right. The bridge is told the address of the user's client if it understands that.
local function login_line(username, password, session)
	local plain = request_line("auth", username, password);
	local client = plain and session and protocol.client_address(session.ip);
	return client and function (features)
		return features.login and request_line("login", username, client .. ":" .. password) or plain;
	end or plain;
end

-- Returns a store of last known answers; see last_known.lib.lua for the two functions.
local function remember_answers(line_of, read)
	return new_last_known {
		line_of = line_of;
		read = read;
		cache = new_cache(10000);
		now = now;
		submit = pool.submit;
		ask = ask;
		can_wait = can_wait;
	};
end

-- luacheck: globals bridge
bridge = {
	address = address_text;
	max_connections = max_connections;
	number_option = number_option;
	new_reporter = new_reporter;
	request_line = request_line;
	login_line = login_line;
	remember_answers = remember_answers;
	submit = pool.submit;
	ask = ask;
	can_wait = can_wait;
};
