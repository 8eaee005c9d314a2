local fakes = require "fakes";
local new_last_known = fakes.load("mod_xcauth", "last_known").new;

describe("the last known answers", function ()
	local store, asked, answer, can_wait, pending, time;

	before_each(function ()
		asked, answer, can_wait, pending, time = {}, "1", true, {}, 1000;
		store = new_last_known {
			line_of = function (username) return username ~= "" and "isuser:" .. username or nil; end;
			read = function (text, previous) return text and { text = text, previous = previous and previous.text }; end;
			cache = fakes.cache(2);
			now = function () return time; end;
			can_wait = function () return can_wait; end;
			ask = function (line)
				table.insert(asked, line);
				return answer;
			end;
			submit = function (line, callback)
				table.insert(asked, line);
				table.insert(pending, callback);
			end;
		};
	end);

	it("are requested when nothing is known", function ()
		assert.equal("1", store.get("alice", 60).text);
		assert.same({ "isuser:alice" }, asked);
	end);

	it("are used until they are too old", function ()
		store.get("alice", 60);
		time = time + 59;
		store.get("alice", 60);
		assert.equal(1, #asked);

		time = time + 1;
		answer = "0";
		assert.same({ text = "0", previous = "1" }, store.get("alice", 60));
		assert.equal(2, #asked);
	end);

	it("stay when the bridge does not answer", function ()
		store.get("alice", 60);
		answer = nil;
		assert.equal("1", store.get("alice", 0).text);
	end);

	it("serve where nobody can wait, and are fetched in the background", function ()
		can_wait = false;
		assert.is_nil(store.get("alice", 60));
		assert.same({ "isuser:alice" }, asked);

		pending[1]("0");
		assert.equal("0", store.get("alice", 60).text);
		assert.equal(1, #asked);
	end);

	it("are fetched once at a time for each user", function ()
		store.refresh("alice");
		store.refresh("alice");
		store.refresh("bob");
		assert.same({ "isuser:alice", "isuser:bob" }, asked);

		pending[1]("1");
		store.refresh("alice");
		assert.equal(3, #asked);
	end);

	it("are not requested if the protocol cannot express that", function ()
		local called = false;
		store.refresh("", function () called = true; end);
		assert.is_true(called);
		assert.is_nil(store.get("", 60));
		assert.same({}, asked);
	end);

	it("can come from elsewhere", function ()
		store.remember("alice", { text = "known" });
		store.remember("alice", nil);
		assert.equal("known", store.get("alice", 60).text);
		assert.equal("known", store.last("alice").text);
		assert.same({}, asked);
	end);
end);
