local fakes = require "fakes";
local new_known_users = fakes.load("mod_roster_xcauth", "known_users").new;

describe("what is known of users", function ()
	local known;

	before_each(function ()
		known = new_known_users { cache = fakes.cache(100); limit = 10 };
	end);

	local function remember(username, count)
		known.remember(username, { of = username }, count, "01", 1000);
	end

	it("is nothing at first", function ()
		assert.is_nil(known.get("alice"));
		assert.same({}, known.get_or_create("alice"));
		assert.equal(known.get("alice"), known.get_or_create("alice"));
	end);

	it("stays when users come and go", function ()
		remember("alice", 3);
		local entry = known.get("alice");
		known.set_online("alice");
		assert.is_true(known.is_online("alice"));
		assert.equal(entry, known.get("alice"));
		known.set_offline("alice");
		assert.is_false(known.is_online("alice"));
		assert.equal(entry, known.get("alice"));
	end);

	it("takes the version of the roster back, since that has changed", function ()
		local entry = known.get_or_create("alice");
		entry.stored, entry.told = 1, 2;
		remember("alice", 3);
		assert.same({ contacts = { of = "alice" }, count = 3, version = "01", at = 1000, stored = 1 }, known.get("alice"));
	end);

	it("is bounded by the contacts of users who are offline, oldest first", function ()
		remember("alice", 4);
		remember("bob", 4);
		assert.truthy(known.get("alice"));

		remember("carol", 0);
		assert.is_nil(known.get("alice"));
		assert.truthy(known.get("bob"));
		assert.truthy(known.get("carol"));
	end);

	it("keeps the newest entry even if that alone is too large", function ()
		remember("alice", 1);
		remember("bob", 1000);
		assert.is_nil(known.get("alice"));
		assert.truthy(known.get("bob"));
		remember("carol", 1);
		assert.is_nil(known.get("bob"));
	end);

	it("is not bounded for users who are online", function ()
		for i = 1, 20 do
			known.set_online("user" .. i);
			remember("user" .. i, 100);
		end
		for i = 1, 20 do
			assert.equal(100, known.get("user" .. i).count);
		end
	end);

	it("counts contacts rightly when they change", function ()
		remember("alice", 8);
		remember("alice", 1);
		remember("bob", 7);
		assert.truthy(known.get("alice"));
		remember("alice", 8);
		assert.is_nil(known.get("bob"));
	end);

	it("survives a reload", function ()
		remember("alice", 1);
		known.set_online("bob");
		remember("bob", 2);
		local saved = known.save();

		known = new_known_users { cache = fakes.cache(100); limit = 10 };
		known.set_online("bob");
		known.restore(saved);

		assert.is_true(known.is_online("bob"));
		assert.equal(2, known.get("bob").count);
		assert.is_false(known.is_online("alice"));
		assert.equal(1, known.get("alice").count);
	end);
end);
