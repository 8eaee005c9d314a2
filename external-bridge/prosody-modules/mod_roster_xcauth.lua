-- Shows the members of a user's groups in the cloud as contacts in the user's roster, over the bridge's socket.
--
--   VirtualHost "example.org"
--       modules_enabled = { "roster_xcauth" }
--
-- Options, per virtual host or global (README.md beside this file says more):
--   xcauth_roster_refresh = 60      seconds after which the contacts of an online user are asked for again
--   xcauth_roster_wait    = 1       seconds that a login waits at most for contacts that are not known yet
--   xcauth_roster_cache   = 100000  contacts remembered of users who are offline
--   and those of mod_xcauth, which holds the connections
--
-- The contacts are in the rosters in memory only, marked as ours. What users have in their rosters themselves is theirs
-- and is never touched; while they have a contact of their own there, the one from the groups does not exist.

local async = require "util.async";
local encodings = require "util.encodings";
local json = require "util.json";
local jid = require "util.jid";
local new_cache = require "util.cache".new;
local now = require "util.time".now;
local rostermanager = require "core.rostermanager";
local st = require "util.stanza";
local timer = require "util.timer";

local bridge = module:depends("xcauth").bridge;
local host = module.host;
local users = prosody.hosts[host].sessions; -- username -> { roster =, sessions = }, of those who are online
local bare_sessions = prosody.bare_sessions;
local post = prosody.core_post_stanza;

-- Settings ------------------------------------------------------------------------------------------------------

local refresh = bridge.number_option("xcauth_roster_refresh", 60, 0.1);
local longest_wait = bridge.number_option("xcauth_roster_wait", 1, 0);
local most_resting = bridge.number_option("xcauth_roster_cache", 100000, 1);
local most_under_way = math.max(1, math.floor(bridge.connections / 4)); -- logins need connections, too
local most_at_once = 250; -- changes of an online user's roster until others have their turn

-- What the log says: each problem once, when it begins, and its end. The bridge's silence is mod_xcauth's to report.

local report, report_success = bridge.new_reporter(module, "The bridge at %s tells contacts again");

local function report_old_bridge()
	report("old", "The bridge at %s is too old for mod_roster_xcauth: it does not know the request for contacts. Users "
		.. "get no contacts from it until xcauth is replaced by a newer one", bridge.address);
end

local function report_nonsense(detail)
	report("nonsense", "The bridge at %s sends contacts that cannot be understood (%s): do xcauth and this module come "
		.. "from the same release?", bridge.address, detail);
end

-- Contacts ------------------------------------------------------------------------------------------------------
--
-- A contact is the very table that stands in the roster. Thousands of contacts are in a few sets of groups, so each set
-- exists once. Nobody may write to it, since that would change other people's contacts.

local read_only = { __newindex = function () end };
local sets_of_groups = setmetatable({}, { __mode = "v" });

local function is_ours(item)
	return item ~= nil and item.xcauth == true;
end

-- Returns nil for what XML cannot carry.
local function text_of(value)
	if type(value) ~= "string" or not encodings.utf8.valid(value) then
		return nil;
	end
	-- Controls, and U+FFFE and U+FFFF.
	local text = value:gsub("[%z\1-\31\127]", " "):gsub("\239\191[\190\191]", "");
	return text:find("%S") and text or nil;
end

local function groups_of(names)
	local texts = {};
	for _, name in ipairs(type(names) == "table" and names or {}) do
		table.insert(texts, text_of(name));
	end
	local key = table.concat(texts, "\n");
	local set = sets_of_groups[key];
	if not set then
		set = {};
		for _, text in ipairs(texts) do
			set[text] = true;
		end
		setmetatable(set, read_only);
		sets_of_groups[key] = set;
	end
	return set;
end

local function includes(set, other)
	for name in pairs(other) do
		if not set[name] then return false; end
	end
	return true;
end

local function is_same(item, contact)
	if item == contact then return true; end
	local groups, others = item.groups, contact.groups;
	return item.name == contact.name
		and (groups == others or includes(groups, others) and includes(others, groups));
end

-- Takes over what the bridge said; a contact that is as before stays the same table. Returns the contacts by JID, and
-- how many these are; or nil and what is wrong.
local function read_contacts(username, said, before)
	if type(said) ~= "table" then
		return nil, "no list of contacts";
	end
	local contacts, count = {}, 0;
	for _, each in ipairs(said) do
		local node = type(each) == "table" and type(each.user) == "string" and encodings.stringprep.nodeprep(each.user);
		if not node or node == "" then
			return nil, "a contact without a user";
		end
		if node ~= username then
			local contact = { subscription = "both"; name = text_of(each.name); groups = groups_of(each.groups);
				persist = false; xcauth = true };
			local known = before and before[node.."@"..host];
			contacts[node.."@"..host] = known and is_same(known, contact) and known or contact;
			count = count + 1;
		end
	end
	return contacts, count;
end

-- People --------------------------------------------------------------------------------------------------------
--
-- What is known of a user: contacts (nil: nothing yet), count, version (the bridge's word for them), at (when the
-- bridge last confirmed them); and for the version of the roster: stored and told.

local online = {}; -- username -> person
local resting = new_cache(most_resting); -- username -> person, of users who are offline; bounded by contacts
local resting_contacts = 0;

local function weight(person)
	return 1 + (person.count or 0);
end

local function remove_resting(username)
	local person = resting:get(username);
	if person then
		resting:set(username, nil);
		resting_contacts = resting_contacts - weight(person);
	end
	return person;
end

local function rest(username, person)
	while resting:count() > 0 and resting_contacts + weight(person) > most_resting do
		remove_resting((resting:tail()));
	end
	resting:set(username, person);
	resting_contacts = resting_contacts + weight(person);
end

local function person_of(username)
	return online[username] or resting:get(username);
end

local function roster_in_memory(username)
	local user = users[username];
	if user then
		return user.roster;
	end
	local cached = prosody.hosts[host].roster_cache;
	return cached and cached:get(username.."@"..host);
end

-- Versions of rosters -------------------------------------------------------------------------------------------
--
-- The version that Prosody counts up with each change of a user's own contacts tells clients whether they need the
-- roster at login. Ours change it, too, but are not stored. So the version in memory becomes a time, which no restart
-- repeats; and what is stored is one ahead, which nobody has been told: should this module go, all clients get the
-- roster anew.

local function next_version(version)
	return math.max((version or 0) + 1, math.floor(now() * 1000));
end

local function has_version(roster)
	return roster[false] and roster[false].version ~= true; -- true: another module has switched versions off
end

local function bump(roster, person)
	if has_version(roster) then
		roster[false].version = next_version(roster[false].version);
		person.told = roster[false].version;
	end
end

-- To be called when the roster has just been loaded: with the same contents it has the same version as last time.
local function begin_version(roster, person)
	if has_version(roster) then
		local stored = roster[false].version;
		local version = person.stored == stored and person.told or next_version(stored);
		roster[false].version, person.stored, person.told = version, stored, version;
	end
end

-- Storage: what is ours stays out ---------------------------------------------------------------------------------

local function metadata_for_storage(username, metadata)
	if type(metadata) ~= "table" or type(metadata.version) ~= "number" then
		return metadata;
	end
	local stored = {};
	for key, value in pairs(metadata) do
		stored[key] = value;
	end
	stored.version = metadata.version + 1;
	local person = person_of(username);
	if person then
		person.stored, person.told = stored.version, metadata.version;
	end
	return stored;
end

local function for_storage(username, items, instead_of_ours)
	local stored = {};
	for key, item in pairs(items) do
		if key == false then
			stored[key] = metadata_for_storage(username, item);
		elseif type(item) == "table" and is_ours(item) then
			stored[key] = instead_of_ours;
		else
			stored[key] = item;
		end
	end
	return stored;
end

module:hook("store-opened", function (event)
	local store = event.store;
	if event.store_name ~= "roster" or event.store_type == "map" and store.keyval_store then
		return; -- the latter writes through a store that has come by here
	end
	local guarded = {};
	if event.store_type == "map" then
		function guarded.set_keys(_, username, items)
			return store:set_keys(username, for_storage(username, items, store.remove));
		end
		function guarded.set(_, username, key, item)
			return store:set(username, key, for_storage(username, { [key] = item })[key]);
		end
	else
		function guarded.set(_, username, items)
			return store:set(username, items and for_storage(username, items));
		end
	end
	event.store = setmetatable(guarded, { __index = store });
end);

-- Presence between users who become or cease to be contacts while both are online -----------------------------------

local enqueue;

-- If the other one is online with a roster that does not show us yet, it is asked for.
local function introduce(username, contact_jid)
	local other = bare_sessions[contact_jid];
	if other and other.roster and not other.roster[username.."@"..host] then
		enqueue((jid.split(contact_jid)));
	end
end

-- As if both had just subscribed. When the other one's roster shows us only later, the other one will do the same, and
-- then the answer to the probe comes, too.
local function greet(username, contact_jid)
	introduce(username, contact_jid);
	local other = bare_sessions[contact_jid];
	if not other then return; end
	local item = other.roster and other.roster[username.."@"..host];
	local answers = item and (item.subscription == "both" or item.subscription == "from");
	for _, session in pairs(users[username].sessions) do
		if session.presence then
			local presence = st.clone(session.presence);
			presence.attr.to = contact_jid;
			post(session, presence, true);
			if answers then
				post(session, st.presence({ type = "probe", from = session.full_jid, to = contact_jid }), true);
			end
		end
	end
end

local function say_unavailable(user, to)
	for _, session in pairs(user.sessions) do
		if session.presence then
			post(session, st.presence({ type = "unavailable", from = session.full_jid, to = to }), true);
		end
	end
end

-- As if both had just unsubscribed.
local function part(username, contact_jid)
	local other = bare_sessions[contact_jid];
	if not other then return; end
	local own_jid = username.."@"..host;
	say_unavailable(users[username], contact_jid);
	say_unavailable(other, own_jid);
	if other.roster and is_ours(other.roster[own_jid]) then
		enqueue((jid.split(contact_jid)));
	end
end

-- Rosters in line with what is known --------------------------------------------------------------------------------

-- At most so many changes: { jid =, contact = }, without a contact where one of ours has to go.
local function changes_of(roster, contacts, most)
	local changes = {};
	for contact_jid, item in pairs(roster) do
		if #changes == most then return changes; end
		if is_ours(item) and not contacts[contact_jid] then
			table.insert(changes, { jid = contact_jid });
		end
	end
	for contact_jid, contact in pairs(contacts) do
		if #changes == most then return changes; end
		local item = roster[contact_jid];
		if not item or is_ours(item) and not is_same(item, contact) then
			table.insert(changes, { jid = contact_jid, contact = contact });
		elseif item ~= contact and is_ours(item) then
			roster[contact_jid] = contact; -- one table instead of two
		end
	end
	return changes;
end

-- Returns whether there was anything to change.
local function change_silently(roster, contacts)
	local changes = changes_of(roster, contacts, math.huge);
	for _, each in ipairs(changes) do
		roster[each.jid] = each.contact;
	end
	return #changes > 0;
end

local function change_for_all_to_see(username, roster, person, each)
	local is_new = not roster[each.jid];
	if not each.contact then
		part(username, each.jid); -- first: clients take no presence from those who are no longer in the roster
	end
	roster[each.jid] = each.contact;
	bump(roster, person);
	rostermanager.roster_push(username, host, each.jid);
	if is_new then
		greet(username, each.jid);
	end
end

local function is_watched(user)
	for _, session in pairs(user.sessions) do
		if session.interested or session.presence then return true; end
	end
	return false;
end

-- Rosters that clients have seen change step by step, and nobody else waits for thousands of steps.
local function update(username)
	local person = person_of(username);
	local roster = roster_in_memory(username);
	if not person or not person.contacts or not roster then return; end
	local user = users[username];
	if not user then
		if change_silently(roster, person.contacts) then
			bump(roster, person);
		end
		return;
	end
	local most = is_watched(user) and most_at_once or math.huge;
	local changes = changes_of(roster, person.contacts, most);
	for _, each in ipairs(changes) do
		change_for_all_to_see(username, roster, person, each);
	end
	if #changes == most then
		module:add_timer(0, function () update(username); end);
	end
end

-- Questions and answers -----------------------------------------------------------------------------------------

local fetching = {}; -- username -> callbacks
local unloading = false;

local function remember(username, contacts, count, version)
	local person = online[username] or remove_resting(username) or {};
	person.contacts, person.count, person.version, person.at = contacts, count, version, now();
	person.told = nil; -- for a roster that is loaded from now on
	if not online[username] then
		rest(username, person);
	end
	update(username);
end

local function take(username, answer)
	if not answer then return; end
	if answer == "0" or answer == "1" then
		return report_old_bridge();
	end
	local said = json.decode(answer);
	local status = type(said) == "table" and said.status;
	local person = person_of(username);
	if status == "ok" then
		local contacts, count = read_contacts(username, said.contacts, person and person.contacts);
		if not contacts then
			return report_nonsense(count);
		end
		local version = type(said.version) == "string" and said.version:match("^%x+$") or nil;
		remember(username, contacts, count, version);
	elseif status == "unknown" then
		remember(username, {}, 0, nil);
	elseif status == "unchanged" and person and person.contacts then
		person.at = now();
	elseif status ~= "unreachable" then
		return report_nonsense("status "..tostring(status));
	end
	report_success();
end

-- While a question is under way, the same is not asked again. Calls back when what there is to know is known.
local function fetch(username, callback)
	local callbacks = fetching[username];
	if callbacks then
		table.insert(callbacks, callback);
		return;
	end
	local person = person_of(username);
	local line = bridge.request_line("contacts", username, person and person.version);
	if not line then
		return callback();
	end
	callbacks = { callback };
	fetching[username] = callbacks;
	bridge.submit(line, function (answer)
		fetching[username] = nil;
		if not unloading then -- otherwise the rosters are somebody else's by now
			local understood, failure = xpcall(function () take(username, answer); end, debug.traceback);
			if not understood then
				module:log("error", "Cannot take over an answer: %s", failure);
			end
		end
		for _, each in ipairs(callbacks) do
			each();
		end
	end);
end

-- Questions that nobody waits for: one after the other, a few at a time.
local queue = { first = 1, last = 0 };
local queued = {}; -- username -> true
local most_queued = 100000;
local under_way = 0;
local pumping = false;

local function pump()
	if pumping then return; end -- an answer came at once: the loop below goes on
	pumping = true;
	while under_way < most_under_way and queue.first <= queue.last do
		local username = queue[queue.first];
		queue[queue.first] = nil;
		queue.first = queue.first + 1;
		queued[username] = nil;
		under_way = under_way + 1;
		fetch(username, function ()
			under_way = under_way - 1;
			pump();
		end);
	end
	pumping = false;
end

function enqueue(username)
	if queued[username] or unloading or queue.last - queue.first >= most_queued then return; end
	queued[username] = true;
	queue.last = queue.last + 1;
	queue[queue.last] = username;
	pump();
end

-- To be called only where bridge.can_wait().
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
	fetch(username, finish);
	wait();
	timer.stop(limit);
end

-- What happens to users -----------------------------------------------------------------------------------------

-- The first question comes after a random part of the interval: a thousand users who log in at once must not ask at
-- once ever after.
local function watch(username)
	if online[username] then return; end
	local person = remove_resting(username) or {};
	online[username] = person;
	person.timer = module:add_timer(math.random() * refresh, function ()
		enqueue(username);
		return refresh;
	end);
end

local function unwatch(username)
	local person = online[username];
	if not person then return; end
	online[username] = nil;
	person.timer:stop();
	person.timer = nil;
	rest(username, person);
end

-- The place to wait: nothing of the login has been done yet. When the roster is loaded it is too late: others would
-- load it as well, or use what is half done.
module:hook("pre-resource-bind", function (event)
	local session = event.session;
	local username = session.username;
	local person = person_of(username);
	if person and person.contacts and now() - person.at < refresh then return; end
	if longest_wait == 0 or not bridge.can_wait() then
		return enqueue(username);
	end
	fetch_within(username, longest_wait);
	if session.destroyed then
		return false; -- gone meanwhile
	end
end);

module:hook("roster-load", function (event)
	local username, roster = event.username, event.roster;
	local person = person_of(username);
	if not person then
		person = {};
		rest(username, person);
	end
	if not person.contacts and not users[username] then
		enqueue(username); -- nobody waits, but whoever asks next will be told
	end
	change_silently(roster, person.contacts or {});
	begin_version(roster, person);
end);

module:hook("resource-bind", function (event)
	local username = event.session.username;
	watch(username);
	local contacts = online[username].contacts;
	if not contacts then
		return enqueue(username);
	end
	update(username); -- the roster may be one that Prosody has kept
	for contact_jid in pairs(contacts) do
		introduce(username, contact_jid);
	end
end);

module:hook("resource-unbind", function (event)
	local username = event.session.username;
	if not users[username] then
		unwatch(username);
	end
end);

-- A user removes a contact of his own: it may be one of the groups, too.
module:hook("roster-item-removed", function (event)
	if not is_ours(event.item) then
		module:add_timer(0, function () update(event.username); end);
	end
end);

-- What users may not do to contacts of the groups ------------------------------------------------------------------

local refusal = "This contact is a member of one of your groups in the cloud, and can be changed only there";

module:hook("iq/self/jabber:iq:roster:query", function (event)
	local session, stanza = event.origin, event.stanza;
	local item = stanza.attr.type == "set" and stanza.tags[1]:get_child("item");
	local contact_jid = item and jid.prep(item.attr.jid);
	if contact_jid and session.roster and is_ours(session.roster[contact_jid]) then
		session.send(st.error_reply(stanza, "cancel", "not-allowed", refusal));
		return true;
	end
end, 10);

local ends = { unsubscribe = true, unsubscribed = true };

local function refuse_end(event)
	local session, stanza = event.origin, event.stanza;
	if ends[stanza.attr.type] and session.roster and is_ours(session.roster[jid.bare(stanza.attr.to)]) then
		session.send(st.error_reply(stanza, "cancel", "not-allowed", refusal));
		return true;
	end
end

module:hook("pre-presence/bare", refuse_end, 10);
module:hook("pre-presence/full", refuse_end, 10);

-- The other one has ended a subscription between own contacts, or knows nothing of the common group yet.
local function ignore_end(event)
	local stanza = event.stanza;
	if not ends[stanza.attr.type] then return; end
	local _, from_host = jid.split(stanza.attr.from);
	if from_host ~= host then return; end
	local roster = rostermanager.load_roster(jid.split(stanza.attr.to), host);
	if is_ours(roster[jid.bare(stanza.attr.from)]) then
		return true;
	end
end

module:hook("presence/bare", ignore_end, 10);
module:hook("presence/full", ignore_end, 10);

-- Beginning and end of this module --------------------------------------------------------------------------------

-- Users may be online already. After a reload their contacts are as before; otherwise they are asked for now.
local function begin()
	for username in pairs(users) do
		watch(username);
		if not module.reloading then
			enqueue(username);
		end
	end
end

function module.save()
	local people = {};
	for username, person in resting:items() do
		people[username] = person;
	end
	for username, person in pairs(online) do
		people[username] = person;
	end
	return { people = people };
end

function module.restore(saved)
	for username, person in pairs(saved.people or {}) do
		person.timer = nil;
		if online[username] then
			person.timer = online[username].timer;
			online[username] = person;
		else
			rest(username, person);
		end
	end
end

local function take_away_all()
	for username, user in pairs(users) do
		local person, roster = online[username], user.roster;
		if person and roster then
			for _, each in ipairs(changes_of(roster, {}, math.huge)) do
				change_for_all_to_see(username, roster, person, each);
			end
		end
	end
	local cached = prosody.hosts[host].roster_cache;
	if cached then
		for _, roster in cached:items() do
			change_silently(roster, {});
		end
	end
end

-- Reloaded: contacts stay, and the new module takes over. Unloaded: contacts go away, for clients, too.
function module.unload()
	unloading = true;
	for _, person in pairs(online) do
		person.timer:stop();
	end
	if not module.reloading then
		take_away_all();
	end
end

begin();
