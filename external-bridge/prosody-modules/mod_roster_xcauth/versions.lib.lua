-- Versions of rosters, and what of a roster is stored: all but the contacts from the groups. Pure Lua.
--
-- Prosody increments a roster's version with each change of the user's own contacts, and clients compare it at login
-- to learn whether they need the roster. Contacts from the groups change it as well, but are not stored. So the
-- version in memory is a time, which does not repeat after a restart. The stored version is one ahead of it and has
-- never been sent to a client: without this module, all clients fetch the whole roster.

-- Creates the functions.
--
-- options:
--   now             the time in seconds
--   is_from_groups  as in contacts.lib.lua
local function new(options)
	local versions = {};

	local function next_version(version)
		return math.max((version or 0) + 1, math.floor(options.now() * 1000));
	end

	local function has_version(roster)
		return roster[false] and roster[false].version ~= true; -- true: another module has switched versions off
	end

	-- Gives a roster that has changed another version.
	function versions.bump(roster, entry)
		if has_version(roster) then
			roster[false].version = next_version(roster[false].version);
			entry.told = roster[false].version;
		end
	end

	-- Gives a roster that has just been loaded its version: with the same contents, that of the last time.
	function versions.begin(roster, entry)
		if has_version(roster) then
			local stored = roster[false].version;
			local version = entry.stored == stored and entry.told or next_version(stored);
			roster[false].version, entry.stored, entry.told = version, stored, version;
		end
	end

	local function metadata_for_storage(metadata, entry)
		if type(metadata) ~= "table" or type(metadata.version) ~= "number" then
			return metadata;
		end
		local stored = {};
		for key, value in pairs(metadata) do
			stored[key] = value;
		end
		stored.version = metadata.version + 1;
		if entry then
			entry.stored, entry.told = stored.version, metadata.version;
		end
		return stored;
	end

	-- Returns what to store of these items of a roster. Contacts from the groups are left out, or replaced if a
	-- replacement is given. The entry is the user's in known_users.lib.lua, or nil.
	function versions.for_storage(items, entry, replacement)
		local stored = {};
		for key, item in pairs(items) do
			if key == false then
				stored[key] = metadata_for_storage(item, entry);
			elseif type(item) == "table" and options.is_from_groups(item) then
				stored[key] = replacement;
			else
				stored[key] = item;
			end
		end
		return stored;
	end

	return versions;
end

return { new = new };
