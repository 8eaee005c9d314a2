-- Authenticates the users of a virtual host with xcauth, over its `generic` (= `prosody`) socket.
--
--   VirtualHost "example.org"
--       authentication = "xcauth"
--
-- Options, per virtual host or global (README.md has the details):
--   xcauth_user_ttl        = 60   seconds for which "this user exists" is remembered
--   xcauth_account_refresh = 300  seconds between checks of the accounts of users who are online
--   and those of mod_xcauth, which holds the connections
--
-- Nothing here blocks Prosody: a stanza that needs an answer is suspended until the answer arrives.

local json = require "util.json";
local new_sasl = require "util.sasl".new;
local now = require "util.time".now;

local host = module.host;
local users = prosody.hosts[host].sessions; -- username -> { sessions = }, of users who are online

local bridge = module:depends("xcauth").bridge;
local user_ttl = bridge.number_option("xcauth_user_ttl", 60, 0);
local account_refresh = bridge.number_option("xcauth_account_refresh", 300, 0.1);

local verdicts = { ["1"] = true; ["0"] = false }; -- anything else: cannot tell

local existence = bridge.remember_answers(function (username)
	return bridge.request_line("isuser", username);
end, function (answer)
	return verdicts[answer];
end);

local accounts = bridge.remember_answers(function (username)
	local line = bridge.request_line("account", username);
	return line and function (features) return features.account and line; end;
end, function (answer, previous)
	local account = answer and json.decode(answer);
	if type(account) ~= "table" or account.status ~= "ok" then
		return nil;
	end
	previous = previous or {};
	local enabled, updated = account.enabled, tonumber(account.password_updated);
	if type(enabled) ~= "boolean" then
		enabled = previous.enabled;
	end
	-- The later time applies: a bridge that has restarted may have forgotten it.
	return { enabled = enabled; password_updated = updated and math.max(updated, previous.password_updated or 0)
		or previous.password_updated };
end);

local provider = {};

function provider.user_exists(username)
	if not bridge.request_line("isuser", username) then
		return false;
	end
	-- Only "exists" is remembered, never "does not exist".
	local exists = existence.get(username, existence.last(username) and user_ttl or 0);
	if exists == nil then
		return nil, "temporary-auth-failure";
	end
	return exists;
end

-- Called for sessions that need no password, such as those with a token of mod_sasl2_fast.
function provider.is_enabled(username)
	local account = accounts.get(username, 0);
	if account and account.enabled ~= nil then
		return account.enabled;
	end
	return provider.user_exists(username);
end

-- mod_sasl2_fast calls nothing else, so all tokens of a user who is not enabled have to be out of date.
function provider.get_account_info(username)
	local enabled = provider.is_enabled(username);
	local account = accounts.last(username);
	return { enabled = enabled; password_updated = enabled == false and now() or account and account.password_updated };
end

-- Closes the sessions of a user whose account has ended, then calls back.
local function check(username, callback)
	accounts.refresh(username, function ()
		local account, user = accounts.last(username), users[username];
		if account and account.enabled == false and user then
			module:log("info", "Closing the sessions of %s: the account was deleted or disabled in the cloud", username);
			for _, session in pairs(user.sessions) do
				session:close({ condition = "not-authorized"; text = "This account was deleted or disabled" });
			end
		end
		return callback and callback();
	end);
end

-- Checks users one after the other, so that connections remain for logins.
local function check_all()
	local usernames = {};
	for username in pairs(users) do
		usernames[#usernames+1] = username;
	end
	local function check_next()
		local username = table.remove(usernames);
		if not username then
			module:add_timer(account_refresh, check_all);
			return;
		end
		check(username, function () module:add_timer(0.01, check_next); end);
	end
	check_next();
end

module:add_timer(account_refresh, check_all);

function provider.test_password(username, password, session)
	local line = bridge.login_line(username, password, session);
	if not line then
		return false;
	end
	if not bridge.can_wait() then
		module:log("error", "Cannot check a password: a module asked for it outside an async context\n%s", debug.traceback());
		return nil, "temporary-auth-failure";
	end
	local is_right = verdicts[bridge.ask(line)];
	if is_right == nil then
		return nil, "temporary-auth-failure";
	end
	if is_right then
		existence.remember(username, true);
		accounts.remember(username, { enabled = true; password_updated = (accounts.last(username) or {}).password_updated });
		accounts.refresh(username); -- the password may have superseded another one
	elseif users[username] then
		check(username); -- a right password is refused if the account is disabled
	end
	return is_right;
end

-- util.sasl knows only "right", "wrong" and "disabled"; this adds "cannot tell", so that clients try again later
-- instead of asking for another password. With plain_test alone, PLAIN is the only mechanism on offer. Each handler
-- has a profile of its own, because mod_sasl2 writes the connection's channel bindings into it.
function provider.get_sasl_handler(session)
	local handler;
	handler = new_sasl(host, {
		plain_test = function (_, username, password)
			local is_right, problem = provider.test_password(username, password, session);
			handler.xcauth_problem = problem;
			return is_right == true, true;
		end;
	});
	local process = handler.process;
	function handler:process(message)
		self.xcauth_problem = nil;
		local status, condition, text = process(self, message);
		if status == "failure" and self.xcauth_problem then
			return status, self.xcauth_problem, "Your password cannot be checked right now. Please try again later.";
		end
		return status, condition, text;
	end
	function handler:clean_clone()
		local clone = provider.get_sasl_handler(session);
		clone.profile.cb, clone.userdata = self.profile.cb, self.userdata;
		return clone;
	end
	return handler;
end

function provider.users()
	return function () end; -- the cloud does not list its users
end

local function not_supported()
	return nil, "Accounts and passwords are managed in the cloud";
end

provider.create_user = not_supported;
provider.delete_user = not_supported;
provider.set_password = not_supported;

function provider.get_password()
	return nil, "Passwords are not available";
end

module:provides("auth", provider);
