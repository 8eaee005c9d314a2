-- What is known of each user's contacts: of all users who are online, and of the most recent ones who are offline.
-- Pure Lua.
--
-- An entry has
--   contacts, count  nil if nothing is known yet
--   version          the bridge's name for these contacts, or nil
--   at               when the bridge last confirmed them
--   stored, told     versions of the roster: see versions.lib.lua

-- Creates a store.
--
-- options:
--   cache  Prosody's util.cache, for users who are offline
--   limit  the number of their contacts that are remembered; each user counts as one more
local function new(options)
	local online = {}; -- username -> entry
	local offline = options.cache; -- username -> entry
	local offline_weight = 0;
	local known = {};

	local function weight(entry)
		return 1 + (entry.count or 0);
	end

	local function remove_offline(username)
		local entry = offline:get(username);
		if entry then
			offline:set(username, nil);
			offline_weight = offline_weight - weight(entry);
		end
		return entry;
	end

	local function add_offline(username, entry)
		while offline:count() > 0 and offline_weight + weight(entry) > options.limit do
			remove_offline((offline:tail()));
		end
		offline:set(username, entry);
		offline_weight = offline_weight + weight(entry);
	end

	-- Returns a user's entry, or nil.
	function known.get(username)
		return online[username] or offline:get(username);
	end

	-- Returns a user's entry, which is created if there is none.
	function known.get_or_create(username)
		local entry = known.get(username);
		if not entry then
			entry = {};
			add_offline(username, entry);
		end
		return entry;
	end

	function known.is_online(username)
		return online[username] ~= nil;
	end

	function known.set_online(username)
		online[username] = online[username] or remove_offline(username) or {};
	end

	function known.set_offline(username)
		local entry = online[username];
		if entry then
			online[username] = nil;
			add_offline(username, entry);
		end
	end

	function known.remember(username, contacts, count, version, at)
		local entry = online[username] or remove_offline(username) or {};
		entry.contacts, entry.count, entry.version, entry.at = contacts, count, version, at;
		entry.told = nil; -- a roster that is loaded from now on has other contents
		if not online[username] then
			add_offline(username, entry);
		end
	end

	-- Returns all entries by user name, for restore.
	function known.save()
		local entries = {};
		for username, entry in offline:items() do
			entries[username] = entry;
		end
		for username, entry in pairs(online) do
			entries[username] = entry;
		end
		return entries;
	end

	function known.restore(entries)
		for username, entry in pairs(entries) do
			if online[username] then
				online[username] = entry;
			else
				remove_offline(username);
				add_offline(username, entry);
			end
		end
	end

	return known;
end

return { new = new };
