local fakes = require "fakes";
local protocol = fakes.load("mod_xcauth", "protocol");
local new_pool = fakes.load("mod_xcauth", "pool").new;

describe("the pool of connections", function ()
	local pool, timer, bridge, reports, answers;

	-- Connections that the pool has opened, in order; the test says what happens to them.
	local function fake_bridge()
		local opened = {};
		local fake = {};

		function fake.connect(connection, listeners)
			local conn = { written = {}, closed = false };
			function conn.write(_, text) table.insert(conn.written, text); end
			function conn.close() conn.closed = true; end
			table.insert(opened, { conn = conn, listeners = listeners, connection = connection });
		end
		function fake.count() return #opened; end
		function fake.accept(i) opened[i].listeners.onconnect(opened[i].conn); end
		function fake.refuse(i, reason) opened[i].listeners.onfail(nil, reason); end
		function fake.send(i, text) opened[i].listeners.onincoming(opened[i].conn, text); end
		function fake.hang_up(i, reason) opened[i].listeners.ondisconnect(opened[i].conn, reason); end
		function fake.request(i) return opened[i].connection.request; end
		function fake.received(i) return opened[i].conn.written; end
		function fake.is_closed(i) return opened[i].conn.closed; end
		function fake.keeps_when_idle(i) return opened[i].listeners.onreadtimeout(); end
		-- Accepts, and answers the greeting.
		function fake.welcome(i)
			fake.accept(i);
			fake.send(i, '{"features":["login"]}\n');
		end

		return fake;
	end

	local function start(max_connections)
		timer, bridge, reports, answers = fakes.timer(), fake_bridge(), {}, {};
		pool = new_pool {
			max_connections = max_connections;
			max_waiting = 2;
			timeout = 20;
			protocol = protocol;
			features_of = function (answer) return { login = answer:find("login") ~= nil }; end;
			connect = bridge.connect;
			timer = timer;
			report = setmetatable({}, { __index = function (_, what)
				return function () table.insert(reports, what); end;
			end });
		};
	end

	local function submit(line)
		pool.submit(line, function (answer) table.insert(answers, answer or "none"); end);
	end

	before_each(function () start(1); end);

	it("opens a connection with the first request, and greets the bridge before that", function ()
		submit("one\n");
		bridge.accept(1);
		assert.same({ "features:cannot-tell\n" }, bridge.received(1));

		bridge.send(1, "0\n");
		assert.same({ "features:cannot-tell\n", "one\n" }, bridge.received(1));

		bridge.send(1, "1\n");
		assert.same({ "1" }, answers);
		assert.same({ "success" }, reports);
	end);

	it("uses a connection again, one request at a time and in order", function ()
		submit("one\n");
		submit("two\n");
		bridge.welcome(1);
		assert.same({ "features:cannot-tell\n", "one\n" }, bridge.received(1));

		bridge.send(1, "1\n");
		assert.same({ "features:cannot-tell\n", "one\n", "two\n" }, bridge.received(1));
		bridge.send(1, "0\n");

		assert.same({ "1", "0" }, answers);
		assert.equal(1, bridge.count());
	end);

	it("opens as many connections as it may", function ()
		start(2);
		submit("one\n");
		submit("two\n");
		submit("three\n");
		assert.equal(2, bridge.count());

		bridge.welcome(1);
		bridge.welcome(2);
		bridge.send(2, "0\n");
		assert.same({ "features:cannot-tell\n", "two\n", "three\n" }, bridge.received(2));
	end);

	it("joins an answer that arrives in pieces", function ()
		submit("one\n");
		bridge.welcome(1);
		bridge.send(1, '{"status":');
		bridge.send(1, '"ok"}');
		assert.same({}, answers);

		bridge.send(1, "\n");
		assert.same({ '{"status":"ok"}' }, answers);
	end);

	it("lets a request depend on the bridge's features", function ()
		submit(function (features) return features.login and "login\n" or "auth\n"; end);
		bridge.welcome(1);
		assert.same({ "features:cannot-tell\n", "login\n" }, bridge.received(1));
	end);

	it("completes a request that the bridge does not understand, and continues with the next one", function ()
		submit(function () return nil; end);
		submit("two\n");
		bridge.welcome(1);
		assert.same({ "none" }, answers);
		assert.same({ "features:cannot-tell\n", "two\n" }, bridge.received(1));
	end);

	it("reports a bridge that refuses connections, and completes the request", function ()
		submit("one\n");
		bridge.refuse(1, "connection refused");
		assert.same({}, answers);

		timer.advance(0);
		assert.same({ "none" }, answers);
		assert.same({ "unreachable" }, reports);
	end);

	it("repeats a request once if its connection is lost, on a new connection", function ()
		submit("one\n");
		bridge.welcome(1);
		bridge.hang_up(1, "closed");
		assert.same({}, answers);

		bridge.welcome(2);
		assert.same({ "features:cannot-tell\n", "one\n" }, bridge.received(2));
		bridge.hang_up(2, "closed");

		assert.same({ "none" }, answers);
		assert.same({ "lost" }, reports);
		assert.equal(2, bridge.count());
	end);

	it("closes idle connections once another one is lost, since they are as old", function ()
		start(2);
		submit("one\n");
		submit("two\n");
		bridge.welcome(1);
		bridge.welcome(2);
		bridge.send(1, "1\n");

		bridge.hang_up(2, "closed");

		assert.is_true(bridge.is_closed(1));
		bridge.welcome(3);
		assert.same({ "features:cannot-tell\n", "two\n" }, bridge.received(3));
	end);

	it("does not care about an idle connection that is lost", function ()
		submit("one\n");
		bridge.welcome(1);
		bridge.send(1, "1\n");
		bridge.hang_up(1, "closed");
		assert.same({ "success" }, reports);

		submit("two\n");
		assert.equal(2, bridge.count());
	end);

	it("gives up a request after the timeout, and the connection with it", function ()
		submit("one\n");
		bridge.welcome(1);
		timer.advance(19);
		assert.same({}, answers);

		timer.advance(1);
		assert.same({ "none" }, answers);
		assert.same({ "timeout" }, reports);
		assert.is_true(bridge.is_closed(1));
		bridge.send(1, "1\n");
		assert.same({ "none" }, answers);
	end);

	it("includes the wait for a connection in the timeout", function ()
		submit("one\n");
		bridge.welcome(1);
		timer.advance(10);
		submit("two\n");
		timer.advance(5);
		bridge.send(1, "1\n");
		timer.advance(14);
		assert.same({ "1" }, answers);

		timer.advance(1);
		assert.same({ "1", "none" }, answers);
	end);

	it("closes a connection that is established only after its request was given up", function ()
		submit("one\n");
		timer.advance(20);
		bridge.accept(1);
		timer.advance(0);
		assert.is_true(bridge.is_closed(1));
	end);

	it("refuses requests when too many wait", function ()
		for i = 1, 4 do
			submit(i .. "\n");
		end
		assert.same({ "none" }, answers);
		assert.same({ "overload" }, reports);
	end);

	it("drops a connection that sends something else than an answer", function ()
		for _, garbage in ipairs { "HTTP/1.1 400 Bad Request\r\n", "1\n1\n", "hello" } do
			start(1);
			submit("one\n");
			bridge.welcome(1);
			bridge.send(1, garbage);
			assert.same({ "none" }, answers);
			assert.same({ "garbage" }, reports);
			assert.is_true(bridge.is_closed(1));
		end
	end);

	it("drops an idle connection that sends something", function ()
		submit("one\n");
		bridge.welcome(1);
		bridge.send(1, "1\n");
		bridge.send(1, "1\n");
		assert.same({ "1" }, answers);
		assert.is_true(bridge.is_closed(1));
	end);

	it("keeps a connection open that waits for an answer, not an idle one", function ()
		submit("one\n");
		bridge.welcome(1);
		assert.is_true(bridge.keeps_when_idle(1));
		bridge.send(1, "1\n");
		assert.is_false(bridge.keeps_when_idle(1));
	end);

	it("completes all requests when it is closed, and leaves no timer", function ()
		submit("one\n");
		submit("two\n");
		bridge.welcome(1);
		pool.close();
		assert.same({ "none", "none" }, answers);
		assert.is_true(bridge.is_closed(1));
		assert.equal(0, timer.count());
		bridge.hang_up(1, "closed");
		assert.same({}, reports);
	end);

	it("forgets the line of a request that has completed, since it may hold a password", function ()
		submit("auth:alice:example.org:secret\n");
		local request = bridge.request(1);
		assert.truthy(request.line);
		bridge.welcome(1);
		bridge.send(1, "1\n");
		assert.is_nil(request.line);
	end);
end);
