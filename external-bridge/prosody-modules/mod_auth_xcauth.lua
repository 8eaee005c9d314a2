-- Authenticates the users of a virtual host with xcauth, over its `generic` (= `prosody`) socket.
--
--   VirtualHost "example.org"
--       authentication = "xcauth"
--
-- Options, per virtual host or global (README.md beside this file says more):
--   xcauth_user_ttl = 60   seconds for which "this user exists" is not asked again
--   and those of mod_xcauth, which holds the connections
--
-- Nothing here blocks Prosody: a stanza whose handling needs an answer is suspended until the answer is there.

local new_cache = require "util.cache".new;
local new_sasl = require "util.sasl".new;
local now = require "util.time".now;

local host = module.host;

local bridge = module:depends("xcauth").bridge;
local user_ttl = bridge.number_option("xcauth_user_ttl", 60, 0);

-- Returns nil when the bridge did not say.
local function yes_or_no(answer)
	if answer == "1" then
		return true;
	end
	if answer == "0" then
		return false;
	end
	return nil;
end

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
	bridge.submit(line, function (answer)
		refreshing[username] = nil;
		remember(username, yes_or_no(answer));
	end);
end

function provider.user_exists(username)
	local known = existence:get(username);
	if known and known.exists and now() - known.at < user_ttl then
		return true;
	end
	local line = bridge.request_line("isuser", username);
	if not line then
		return false;
	end
	if bridge.can_wait() then
		local exists = yes_or_no(bridge.ask(line));
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
	local line = bridge.request_line("auth", username, password);
	if not line then
		return false;
	end
	if not bridge.can_wait() then
		module:log("error", "Cannot check a password here: a module asks outside of an async context\n%s", debug.traceback());
		return nil, "temporary-auth-failure";
	end
	local right = yes_or_no(bridge.ask(line));
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

module:provides("auth", provider);
