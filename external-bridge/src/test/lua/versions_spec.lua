local fakes = require "fakes";
local new_versions = fakes.load("mod_roster_xcauth", "versions").new;

describe("the version of a roster", function ()
	local time, versions, entry;

	before_each(function ()
		time, entry = 5000, {};
		versions = new_versions {
			now = function () return time; end;
			is_from_groups = function (item) return item.xcauth == true; end;
		};
	end);

	it("becomes a time when the roster is loaded", function ()
		local roster = { [false] = { version = 3 } };
		versions.begin(roster, entry);
		assert.equal(5000000, roster[false].version);
	end);

	it("increases with each change, also within a millisecond or when the clock goes back", function ()
		local roster = { [false] = { version = 3 } };
		versions.bump(roster, entry);
		versions.bump(roster, entry);
		time = 4000;
		versions.bump(roster, entry);
		assert.equal(5000002, roster[false].version);
	end);

	it("is that of the last time if the same roster is loaded again", function ()
		local roster = { [false] = { version = 3 } };
		versions.begin(roster, entry);
		local stored = versions.for_storage(roster, entry);
		time = 6000;
		local again = { [false] = { version = stored[false].version } };
		versions.begin(again, entry);
		assert.equal(roster[false].version, again[false].version);
	end);

	it("is another one if the contacts have changed meanwhile", function ()
		local roster = { [false] = { version = 3 } };
		versions.begin(roster, entry);
		local stored = versions.for_storage(roster, entry);
		entry.told = nil;
		time = 6000;
		local again = { [false] = { version = stored[false].version } };
		versions.begin(again, entry);
		assert.equal(6000000, again[false].version);
	end);

	it("is left alone if there is none, or another module has switched versions off", function ()
		for _, roster in ipairs { {}, { [false] = { version = true } } } do
			local before = roster[false] and roster[false].version;
			versions.begin(roster, entry);
			versions.bump(roster, entry);
			assert.equal(before, roster[false] and roster[false].version);
		end
	end);

	it("is stored one ahead of what clients know", function ()
		local metadata = { version = 7, pending = { ["x@example.org"] = true } };
		local stored = versions.for_storage({ [false] = metadata }, entry);
		assert.same({ version = 8, pending = { ["x@example.org"] = true } }, stored[false]);
		assert.equal(7, metadata.version);
		assert.same({ stored = 8, told = 7 }, entry);
	end);
end);

describe("what is stored of a roster", function ()
	local versions = new_versions {
		now = os.time;
		is_from_groups = function (item) return item.xcauth == true; end;
	};

	it("is all but the contacts from the groups", function ()
		local own = { name = "Friend" };
		assert.same({ ["friend@example.com"] = own },
			versions.for_storage { ["friend@example.com"] = own, ["bob@example.org"] = { xcauth = true } });
	end);

	it("can have a replacement for them", function ()
		local remove = {};
		local items = { ["bob@example.org"] = { xcauth = true }, ["friend@example.com"] = { name = "Friend" } };
		local stored = versions.for_storage(items, nil, remove);
		assert.equal(remove, stored["bob@example.org"]);
		assert.equal(items["friend@example.com"], stored["friend@example.com"]);
	end);
end);
