-- Shows the members of a user's groups in the cloud as contacts in the user's roster, over the bridge's socket.
--
--   VirtualHost "example.org"
--       modules_enabled = { "roster_xcauth" }
--
-- Options, per virtual host or global (README.md has the details):
--   xcauth_roster_refresh = 60      seconds between requests for the contacts of a user who is online
--   xcauth_roster_wait    = 1       maximum seconds that a login waits for contacts that are not known yet
--   xcauth_roster_cache   = 100000  contacts remembered of users who are offline
--   and those of mod_xcauth, which holds the connections
--
-- The contacts are in the rosters in memory only, and marked. A user's own contacts are never touched; while a user
-- has a contact of his own, the same one from the groups does not exist.

local async = require "util.async";
local encodings = require "util.encodings";
local json = require "util.json";
local jid = require "util.jid";
local new_cache = require "util.cache".new;
local now = require "util.time".now;
local rostermanager = require "core.rostermanager";
local st = require "util.stanza";
local timer = require "util.timer";

local contacts_lib = module:require "contacts";
local is_from_groups = contacts_lib.is_from_groups;

local bridge = module:depends("xcauth").bridge;
local host = module.host;
local users = prosody.hosts[host].sessions; -- username -> { roster =, sessions = }, of users who are online

-- Settings ------------------------------------------------------------------------------------------------------

local refresh_interval = bridge.number_option("xcauth_roster_refresh", 60, 0.1);
local max_wait = bridge.number_option("xcauth_roster_wait", 1, 0);
local max_offline_contacts = bridge.number_option("xcauth_roster_cache", 100000, 1);
local max_changes_at_once = 250; -- of the roster of a user who is online; then others have their turn

-- Log: each problem once when it begins, and its end. mod_xcauth reports a bridge that does not answer --------------

local report, report_success = bridge.new_reporter(module, "The bridge at %s sends contacts again");

local function report_old_bridge()
	report("old", "The bridge at %s is too old for mod_roster_xcauth: it does not know the request for contacts. Users "
		.. "get no contacts from their groups until you install a newer xcauth", bridge.address);
end

local function report_garbage(problem)
	report("garbage", "The bridge at %s sends contacts that this module cannot read (%s): are xcauth and this module from "
		.. "the same release?", bridge.address, problem);
end

-- State ---------------------------------------------------------------------------------------------------------

local parse_contacts = contacts_lib.new_parser {
	host = host;
	is_utf8 = encodings.utf8.valid;
	nodeprep = encodings.stringprep.nodeprep;
};
local known = module:require "known_users".new {
	cache = new_cache(max_offline_contacts);
	limit = max_offline_contacts;
};
local versions = module:require "versions".new { now = now; is_from_groups = is_from_groups };
local refresh_timers = {}; -- username -> timer, of users who are online

local process_answer;

local fetcher = module:require "fetcher".new {
	line_of = function (username)
		local entry = known.get(username);
		return bridge.request_line("contacts", username, entry and entry.version);
	end;
	submit = bridge.submit;
	on_answer = function (username, answer)
		local processed, failure = xpcall(function () process_answer(username, answer); end, debug.traceback);
		if not processed then
			module:log("error", "Cannot process the contacts of %s: %s", username, failure);
		end
	end;
	max_in_flight = math.max(1, math.floor(bridge.max_connections / 4)); -- logins need connections, too
	max_queued = 100000;
};

local presence = module:require "presence".new {
	host = host;
	users = users;
	bare_sessions = prosody.bare_sessions;
	is_from_groups = is_from_groups;
	refresh = fetcher.enqueue;
	st = st;
	post = prosody.core_post_stanza;
};

-- Storage: contacts from the groups are left out ------------------------------------------------------------------

module:hook("store-opened", function (event)
	local store = event.store;
	if event.store_name ~= "roster" or event.store_type == "map" and store.keyval_store then
		return; -- the latter writes through a store that has been wrapped here
	end
	local wrapper = {};
	if event.store_type == "map" then
		function wrapper.set_keys(_, username, items)
			return store:set_keys(username, versions.for_storage(items, known.get(username), store.remove));
		end
		function wrapper.set(_, username, key, item)
			return store:set(username, key, versions.for_storage({ [key] = item }, known.get(username))[key]);
		end
	else
		function wrapper.set(_, username, items)
			return store:set(username, items and versions.for_storage(items, known.get(username)));
		end
	end
	event.store = setmetatable(wrapper, { __index = store });
end);

-- Changes to rosters --------------------------------------------------------------------------------------------

local function apply_visibly(username, roster, entry, change)
	local is_new = not roster[change.jid];
	if not change.contact then
		presence.finish(username, change.jid); -- first: clients ignore presence from users outside the roster
	end
	roster[change.jid] = change.contact;
	versions.bump(roster, entry);
	rostermanager.roster_push(username, host, change.jid);
	if is_new then
		presence.begin(username, change.jid);
	end
end

local function has_watching_client(user)
	for _, session in pairs(user.sessions) do
		if session.interested or session.presence then return true; end
	end
	return false;
end

local function roster_in_memory(username)
	local user = users[username];
	if user then
		return user.roster;
	end
	local cached = prosody.hosts[host].roster_cache;
	return cached and cached:get(username.."@"..host);
end

-- Makes a roster in memory show what is known. One that clients have seen changes in steps, so that nobody else has
-- to wait for thousands of changes.
local function update(username)
	local entry = known.get(username);
	local roster = roster_in_memory(username);
	if not entry or not entry.contacts or not roster then return; end
	local user = users[username];
	if not user then
		if contacts_lib.apply(roster, entry.contacts) then
			versions.bump(roster, entry);
		end
		return;
	end
	local limit = has_watching_client(user) and max_changes_at_once or math.huge;
	local changes = contacts_lib.changes(roster, entry.contacts, limit);
	for _, change in ipairs(changes) do
		apply_visibly(username, roster, entry, change);
	end
	if #changes == limit then
		module:add_timer(0, function () update(username); end);
	end
end

-- Answers -------------------------------------------------------------------------------------------------------

function process_answer(username, answer)
	if not answer then return; end
	if answer == "0" or answer == "1" then
		return report_old_bridge();
	end
	local message = json.decode(answer);
	local status = type(message) == "table" and message.status;
	local entry = known.get(username);
	if status == "ok" then
		local contacts, count = parse_contacts(username, message.contacts, entry and entry.contacts);
		if not contacts then
			return report_garbage(count);
		end
		local version = type(message.version) == "string" and message.version:match("^%x+$") or nil;
		known.remember(username, contacts, count, version, now());
		update(username);
	elseif status == "unknown" then
		known.remember(username, {}, 0, nil, now());
		update(username);
	elseif status == "unchanged" and entry and entry.contacts then
		entry.at = now();
	elseif status ~= "unreachable" then
		return report_garbage("status "..tostring(status));
	end
	report_success();
end

-- Waits for a user's contacts. To be called only where bridge.can_wait().
local function fetch_within(username, seconds)
	local wait, done = async.waiter();
	local finished = false;
	local function finish()
		if not finished then
			finished = true;
			done();
		end
	end
	local limit = timer.add_task(seconds, finish);
	fetcher.fetch(username, finish);
	wait();
	timer.stop(limit);
end

-- Logins and logouts --------------------------------------------------------------------------------------------

-- The first refresh comes after a random part of the interval, so that users who log in at the same time do not
-- refresh at the same time from then on.
local function watch(username)
	if known.is_online(username) then return; end
	known.set_online(username);
	refresh_timers[username] = module:add_timer(math.random() * refresh_interval, function ()
		fetcher.enqueue(username);
		return refresh_interval;
	end);
end

local function unwatch(username)
	if not known.is_online(username) then return; end
	refresh_timers[username]:stop();
	refresh_timers[username] = nil;
	known.set_offline(username);
end

-- The place to wait, since nothing of the login has happened yet. While the roster is being loaded it is too late:
-- others would load it as well, or use an incomplete one.
module:hook("pre-resource-bind", function (event)
	local session = event.session;
	local username = session.username;
	local entry = known.get(username);
	if entry and entry.contacts and now() - entry.at < refresh_interval then return; end
	if max_wait == 0 or not bridge.can_wait() then
		return fetcher.enqueue(username);
	end
	fetch_within(username, max_wait);
	if session.destroyed then
		return false; -- the client has disconnected meanwhile
	end
end);

module:hook("roster-load", function (event)
	local username, roster = event.username, event.roster;
	local entry = known.get_or_create(username);
	if not entry.contacts and not users[username] then
		fetcher.enqueue(username); -- nobody waits for it, but the next one who needs it has it
	end
	contacts_lib.apply(roster, entry.contacts or {});
	versions.begin(roster, entry);
end);

module:hook("resource-bind", function (event)
	local username = event.session.username;
	watch(username);
	local contacts = known.get(username).contacts;
	if not contacts then
		return fetcher.enqueue(username);
	end
	update(username); -- Prosody may have kept the roster from an earlier session
	for contact_jid in pairs(contacts) do
		presence.introduce(username, contact_jid);
	end
end);

module:hook("resource-unbind", function (event)
	local username = event.session.username;
	if not users[username] then
		unwatch(username);
	end
end);

-- A contact that a user removes may be in the groups, too.
module:hook("roster-item-removed", function (event)
	if not is_from_groups(event.item) then
		module:add_timer(0, function () update(event.username); end);
	end
end);

-- What users may not do to contacts from the groups ---------------------------------------------------------------

local refusal = "This contact is a member of one of your groups in the cloud and can be changed only there";

module:hook("iq/self/jabber:iq:roster:query", function (event)
	local session, stanza = event.origin, event.stanza;
	local item = stanza.attr.type == "set" and stanza.tags[1]:get_child("item");
	local contact_jid = item and jid.prep(item.attr.jid);
	if contact_jid and session.roster and is_from_groups(session.roster[contact_jid]) then
		session.send(st.error_reply(stanza, "cancel", "not-allowed", refusal));
		return true;
	end
end, 10);

local ends_subscription = { unsubscribe = true, unsubscribed = true };

local function refuse_end(event)
	local session, stanza = event.origin, event.stanza;
	if ends_subscription[stanza.attr.type] and session.roster
			and is_from_groups(session.roster[jid.bare(stanza.attr.to)]) then
		session.send(st.error_reply(stanza, "cancel", "not-allowed", refusal));
		return true;
	end
end

module:hook("pre-presence/bare", refuse_end, 10);
module:hook("pre-presence/full", refuse_end, 10);

-- The sender has ended a subscription between own contacts, or does not know of the common group yet.
local function ignore_end(event)
	local stanza = event.stanza;
	if not ends_subscription[stanza.attr.type] then return; end
	local _, from_host = jid.split(stanza.attr.from);
	if from_host ~= host then return; end
	local roster = rostermanager.load_roster(jid.split(stanza.attr.to), host);
	if is_from_groups(roster[jid.bare(stanza.attr.from)]) then
		return true;
	end
end

module:hook("presence/bare", ignore_end, 10);
module:hook("presence/full", ignore_end, 10);

-- Load, reload, unload ------------------------------------------------------------------------------------------

function module.save()
	return { entries = known.save() };
end

function module.restore(saved)
	known.restore(saved.entries or {});
end

local function remove_all_contacts()
	for username, user in pairs(users) do
		local entry, roster = known.get(username), user.roster;
		if entry and roster then
			for _, change in ipairs(contacts_lib.changes(roster, {}, math.huge)) do
				apply_visibly(username, roster, entry, change);
			end
		end
	end
	local cached = prosody.hosts[host].roster_cache;
	if cached then
		for _, roster in cached:items() do
			contacts_lib.apply(roster, {});
		end
	end
end

-- When it is reloaded, the contacts stay for the new module; when it is unloaded, they are removed from clients.
function module.unload()
	fetcher.stop();
	for _, refresh_timer in pairs(refresh_timers) do
		refresh_timer:stop();
	end
	if not module.reloading then
		remove_all_contacts();
	end
end

-- Users may be online already. After a reload their contacts are known.
for username in pairs(users) do
	watch(username);
	if not module.reloading then
		fetcher.enqueue(username);
	end
end
