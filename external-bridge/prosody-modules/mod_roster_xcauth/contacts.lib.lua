-- Contacts from the cloud's groups: parses the bridge's answers, and finds what has to change in a roster. Pure Lua.
--
-- A contact is the very table that Prosody keeps in the roster, marked with `xcauth`. Thousands of contacts are in
-- the same few sets of groups, so each set exists once. Sets are read-only: a change to one would change other users'
-- contacts.

local read_only = { __newindex = function () end };

-- True if an item of a roster is a contact from the groups, rather than one of the user's own.
local function is_from_groups(item)
	return item ~= nil and item.xcauth == true;
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

-- Returns the changes that make the contacts from the groups in a roster equal to these contacts, at most `limit` of
-- them. A change is { jid =, contact = }; without `contact`, the one in the roster has to go.
local function changes(roster, contacts, limit)
	local found = {};
	for contact_jid, item in pairs(roster) do
		if #found == limit then return found; end
		if is_from_groups(item) and not contacts[contact_jid] then
			table.insert(found, { jid = contact_jid });
		end
	end
	for contact_jid, contact in pairs(contacts) do
		if #found == limit then return found; end
		local item = roster[contact_jid];
		if not item or is_from_groups(item) and not is_same(item, contact) then
			table.insert(found, { jid = contact_jid, contact = contact });
		elseif item ~= contact and is_from_groups(item) then
			roster[contact_jid] = contact; -- one table instead of two
		end
	end
	return found;
end

-- Makes all changes, without telling clients. Returns true if there were any.
local function apply(roster, contacts)
	local found = changes(roster, contacts, math.huge);
	for _, change in ipairs(found) do
		roster[change.jid] = change.contact;
	end
	return #found > 0;
end

-- Creates a parser.
--
-- options:
--   host      the virtual host, which all contacts are users of
--   is_utf8   function (text): true if it is valid UTF-8
--   nodeprep  function (text): the normalised local part, or nil if it is not valid
local function new_parser(options)
	local sets_of_groups = setmetatable({}, { __mode = "v" });

	-- Returns the text without what XML cannot carry, or nil if nothing is left.
	local function clean(value)
		if type(value) ~= "string" or not options.is_utf8(value) then
			return nil;
		end
		-- Control characters, and U+FFFE and U+FFFF.
		local text = value:gsub("[%z\1-\31\127]", " "):gsub("\239\191[\190\191]", "");
		return text:find("%S") and text or nil;
	end

	local function groups_of(names)
		local texts = {};
		for _, name in ipairs(type(names) == "table" and names or {}) do
			table.insert(texts, clean(name));
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

	-- Parses the decoded list of a user's contacts. A contact that has not changed is the same table as in `previous`,
	-- which may be nil. Returns the contacts by JID and their number, or nil and the problem.
	return function (username, list, previous)
		if type(list) ~= "table" then
			return nil, "no list of contacts";
		end
		local contacts, count = {}, 0;
		for _, each in ipairs(list) do
			local node = type(each) == "table" and type(each.user) == "string" and options.nodeprep(each.user);
			if not node or node == "" then
				return nil, "a contact without a user";
			end
			if node ~= username then
				local contact_jid = node.."@"..options.host;
				local contact = { subscription = "both"; name = clean(each.name); groups = groups_of(each.groups);
					persist = false; xcauth = true };
				local known = previous and previous[contact_jid];
				contacts[contact_jid] = known and is_same(known, contact) and known or contact;
				count = count + 1;
			end
		end
		return contacts, count;
	end;
end

return { is_from_groups = is_from_groups; changes = changes; apply = apply; new_parser = new_parser };
