local contacts = require "fakes".load("mod_roster_xcauth", "contacts");

local parse = contacts.new_parser {
	host = "example.org";
	is_utf8 = function (text) return not text:find("\255"); end;
	nodeprep = function (text) return not text:find("@") and text:lower() or nil; end;
};

local function parse_one(contact, previous)
	return assert(parse("alice", { contact }, previous))["bob@example.org"];
end

local function names(set)
	local found = {};
	for name in pairs(set) do
		table.insert(found, name);
	end
	table.sort(found);
	return found;
end

describe("the bridge's list of contacts", function ()
	it("becomes items of a roster that are not stored", function ()
		local parsed, count = parse("alice", { { user = "Bob", name = "Bob Builder", groups = { "Staff", "Choir" } } });
		assert.equal(1, count);
		local bob = parsed["bob@example.org"];
		assert.equal("Bob Builder", bob.name);
		assert.equal("both", bob.subscription);
		assert.is_false(bob.persist);
		assert.is_true(contacts.is_from_groups(bob));
		assert.same({ "Choir", "Staff" }, names(bob.groups));
	end);

	it("leaves out the user", function ()
		local parsed, count = parse("alice", { { user = "alice", groups = {} }, { user = "bob", groups = {} } });
		assert.equal(1, count);
		assert.is_nil(parsed["alice@example.org"]);
	end);

	it("is cleaned of what XML cannot carry", function ()
		local bob = parse_one { user = "bob", name = "B\1o\0b\239\191\191", groups = { "St\8aff", "\239\191\190", " " } };
		assert.equal("B o b", bob.name);
		assert.same({ "St aff" }, names(bob.groups));
	end);

	it("may lack names and groups, or have some that are not text", function ()
		local bob = parse_one { user = "bob", name = "\255", groups = "Staff" };
		assert.is_nil(bob.name);
		assert.same({}, names(bob.groups));
		assert.same({ "Staff" }, names(parse_one({ user = "bob", groups = { 7, "Staff" } }).groups));
	end);

	it("is refused if it is not a list of users", function ()
		assert.same({ nil, "no list of contacts" }, { parse("alice", "bob") });
		for _, contact in ipairs { {}, { user = 7 }, { user = "" }, { user = "a@b" }, "bob" } do
			assert.same({ nil, "a contact without a user" }, { parse("alice", { contact }) });
		end
	end);

	it("shares sets of groups, which nobody can change", function ()
		local bob, other = parse_one { user = "bob", groups = { "Staff" } }, parse_one { user = "bob", groups = { "Staff" } };
		assert.equal(bob.groups, other.groups);
		bob.groups.Friends = true;
		assert.same({ "Staff" }, names(other.groups));
	end);

	it("keeps the tables of contacts that have not changed", function ()
		local before = parse("alice", { { user = "bob", name = "Bob", groups = { "A", "B" } } });
		local same = parse_one({ user = "bob", name = "Bob", groups = { "B", "A" } }, before);
		local renamed = parse_one({ user = "bob", name = "Bobby", groups = { "A", "B" } }, before);
		assert.equal(before["bob@example.org"], same);
		assert.not_equal(before["bob@example.org"], renamed);
		assert.equal("Bobby", renamed.name);
	end);
end);

describe("the changes of a roster", function ()
	local known = parse("alice", {
		{ user = "bob", name = "Bob", groups = { "Staff" } };
		{ user = "carol", groups = {} };
	});

	local function sorted_changes(roster, limit)
		local found = contacts.changes(roster, known, limit or math.huge);
		table.sort(found, function (a, b) return a.jid < b.jid; end);
		return found;
	end

	it("add what is missing", function ()
		assert.same({
			{ jid = "bob@example.org", contact = known["bob@example.org"] };
			{ jid = "carol@example.org", contact = known["carol@example.org"] };
		}, sorted_changes {});
	end);

	it("remove what is no longer in the groups", function ()
		local roster = { ["dave@example.org"] = { xcauth = true, groups = {} } };
		contacts.apply(roster, known);
		assert.same(known, roster);
	end);

	it("replace what has changed", function ()
		local roster = { ["bob@example.org"] = { xcauth = true, name = "Robert", groups = { Staff = true } } };
		assert.equal("bob@example.org", sorted_changes(roster)[1].jid);
		assert.is_true(contacts.apply(roster, known));
		assert.equal("Bob", roster["bob@example.org"].name);
	end);

	it("leave the user's own contacts alone", function ()
		local own = { name = "My Bob", subscription = "none", groups = {} };
		local friend = { name = "Friend", groups = {} };
		local roster = { ["bob@example.org"] = own, ["friend@example.com"] = friend, [false] = { version = 1 } };
		contacts.apply(roster, known);
		assert.equal(own, roster["bob@example.org"]);
		assert.equal(friend, roster["friend@example.com"]);
		assert.same({ version = 1 }, roster[false]);
	end);

	it("are none if the roster is right, and then equal tables become one", function ()
		local roster = { ["carol@example.org"] = known["carol@example.org"],
			["bob@example.org"] = { xcauth = true, name = "Bob", groups = { Staff = true } } };
		assert.same({}, sorted_changes(roster));
		assert.is_false(contacts.apply(roster, known));
		assert.equal(known["bob@example.org"], roster["bob@example.org"]);
	end);

	it("are no more than the limit", function ()
		assert.equal(1, #sorted_changes({}, 1));
	end);
end);
