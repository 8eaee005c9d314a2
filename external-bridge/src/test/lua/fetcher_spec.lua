local new_fetcher = require "fakes".load("mod_roster_xcauth", "fetcher").new;

describe("fetching contacts", function ()
	local fetcher, sent, callbacks, processed;

	before_each(function ()
		sent, callbacks, processed = {}, {}, {};
		fetcher = new_fetcher {
			line_of = function (username) return username ~= "" and "contacts:" .. username or nil; end;
			submit = function (line, callback)
				table.insert(sent, line);
				table.insert(callbacks, callback);
			end;
			on_answer = function (username, answer) table.insert(processed, username .. "=" .. tostring(answer)); end;
			max_in_flight = 2;
			max_queued = 3;
		};
	end);

	it("processes the answer before it calls back", function ()
		local seen;
		fetcher.fetch("alice", function () seen = #processed; end);
		callbacks[1]("{}");
		assert.equal(1, seen);
		assert.same({ "alice={}" }, processed);
	end);

	it("coalesces requests for the same user", function ()
		local called = 0;
		for _ = 1, 3 do
			fetcher.fetch("alice", function () called = called + 1; end);
		end
		assert.same({ "contacts:alice" }, sent);
		callbacks[1](nil);
		assert.equal(3, called);
		assert.same({ "alice=nil" }, processed);

		fetcher.fetch("alice", function () end);
		assert.equal(2, #sent);
	end);

	it("calls back at once if there is no such request", function ()
		local called = false;
		fetcher.fetch("", function () called = true; end);
		assert.is_true(called);
		assert.same({}, sent);
	end);

	it("sends queued requests in order, a few at a time", function ()
		for _, username in ipairs { "a", "b", "c", "d" } do
			fetcher.enqueue(username);
		end
		assert.same({ "contacts:a", "contacts:b" }, sent);
		callbacks[2](nil);
		assert.same({ "contacts:a", "contacts:b", "contacts:c" }, sent);
		callbacks[1](nil);
		assert.same({ "contacts:a", "contacts:b", "contacts:c", "contacts:d" }, sent);
	end);

	it("queues a user once", function ()
		for _, username in ipairs { "a", "b", "c", "c" } do
			fetcher.enqueue(username);
		end
		callbacks[1](nil);
		callbacks[2](nil);
		assert.same({ "contacts:a", "contacts:b", "contacts:c" }, sent);
	end);

	it("works through a long queue without deep recursion if answers come at once", function ()
		local count = 0;
		fetcher = new_fetcher {
			line_of = function (username) return username; end;
			submit = function (_, callback) callback(nil); end;
			on_answer = function () count = count + 1; end;
			max_in_flight = 1;
			max_queued = 100000;
		};
		for i = 1, 10000 do
			fetcher.enqueue("user" .. i);
		end
		assert.equal(10000, count);
	end);

	it("leaves users out while the queue is full", function ()
		for _, username in ipairs { "a", "b", "c", "d", "e", "f", "g", "h" } do
			fetcher.enqueue(username);
		end
		local i = 1;
		while callbacks[i] do
			callbacks[i](nil);
			i = i + 1;
		end
		assert.is_true(#sent < 8);
		fetcher.enqueue("h");
		assert.equal("contacts:h", sent[#sent]);
	end);

	it("ignores answers once it is stopped, and still calls back", function ()
		local called = false;
		fetcher.fetch("alice", function () called = true; end);
		fetcher.stop();
		callbacks[1]("{}");
		fetcher.enqueue("bob");
		assert.is_true(called);
		assert.same({}, processed);
		assert.same({ "contacts:alice" }, sent);
	end);
end);
