-- A pool of connections to the bridge, each with at most one request at a time; other requests wait in a queue. Pure
-- Lua.
--
-- A request completes exactly once, and always as the last step of an event: completing it resumes the session that
-- waits, which may do anything.

-- Creates a pool.
--
-- options:
--   max_connections, max_waiting, timeout (in seconds)
--   protocol     the library of that name
--   features_of  turns the bridge's answer to the greeting into a set of features
--   connect      function (connection, listeners): starts to connect; listeners are those of Prosody's net.server;
--                may set connection.conn
--   timer        Prosody's util.timer
--   report       functions for the log: unreachable (reason), lost (reason), timeout, garbage, overload, success
local function new(options)
	local protocol, report, timer = options.protocol, options.report, options.timer;
	local connections = {}; -- connection -> true, opening or open
	local connection_count = 0;
	local waiting = {}; -- requests without a connection, oldest first
	local serve_waiting;

	local function complete(request, answer)
		timer.stop(request.timer);
		request.line = nil; -- may hold a password
		request.callback(answer);
	end

	local function drop(connection)
		connections[connection] = nil;
		connection_count = connection_count - 1;
		if connection.conn then
			connection.conn:close();
		end
	end

	local function drop_idle()
		local idle = {};
		for connection in pairs(connections) do
			if not connection.request then
				idle[#idle+1] = connection;
			end
		end
		for _, connection in ipairs(idle) do
			drop(connection);
		end
	end

	local function on_connected(connection, conn)
		if not connections[connection] then -- dropped meanwhile; the select backend uses conn after this listener
			timer.add_task(0, function () conn:close(); end);
			return;
		end
		connection.conn = conn;
		connection.connected = true;
		conn:write(protocol.greeting);
	end

	-- The connection failed, or the other side closed it.
	local function on_lost(connection, reason)
		if not connections[connection] then return; end
		local request = connection.request;
		drop(connection);
		if not request then return; end
		if connection.connected and not request.retried then
			-- Either the bridge has just restarted or this connection was stale; in both cases idle ones are stale, too.
			request.retried = true;
			drop_idle();
			table.insert(waiting, 1, request);
			serve_waiting();
			return;
		end
		if connection.connected then
			report.lost(reason);
		else
			report.unreachable(reason);
		end
		serve_waiting();
		complete(request, nil);
	end

	-- Sends the connection's request; one that this bridge does not understand completes without an answer.
	local function transmit(connection)
		local request = connection.request;
		local line = request.line;
		if type(line) == "function" then
			line = line(connection.features);
		end
		if line then
			connection.conn:write(line);
		else
			connection.request = nil;
			serve_waiting();
			complete(request, nil);
		end
	end

	-- A long answer arrives in many pieces, which are joined once.
	local function on_data(connection, data)
		if not connections[connection] or data == "" then return; end
		local request = connection.request;
		table.insert(connection.received, data);
		connection.length = connection.length + #data;
		local line_break = data:find("\n", 1, true);
		local answer = request and line_break == #data and protocol.whole_answer(connection.received);
		if answer and not connection.features then
			connection.features, connection.received, connection.length = options.features_of(answer), {}, 0;
			transmit(connection);
		elseif answer then
			connection.request, connection.received, connection.length = nil, {}, 0;
			report.success();
			serve_waiting();
			complete(request, answer);
		elseif not request or line_break or not protocol.is_partial_answer(connection.received, connection.length) then
			report.garbage();
			drop(connection); -- nothing that follows may pass for the answer to the next request
			serve_waiting();
			if request then
				complete(request, nil);
			end
		end
	end

	local function listeners_of(connection)
		return {
			onconnect = function (conn) on_connected(connection, conn); end;
			onincoming = function (_, data) on_data(connection, data); end;
			ondisconnect = function (_, reason) on_lost(connection, reason); end;
			onreadtimeout = function () return connection.request ~= nil; end; -- true keeps the connection
			onfail = function (_, reason)
				-- The attempt to connect may call this before it returns.
				timer.add_task(0, function () on_lost(connection, reason); end);
			end;
		};
	end

	local function send(request, connection)
		connection.request, request.connection = request, connection;
		if connection.features then
			transmit(connection);
		end
	end

	local function send_on_new_connection(request)
		local connection = { received = {}, length = 0 };
		connections[connection] = true;
		connection_count = connection_count + 1;
		send(request, connection);
		options.connect(connection, listeners_of(connection));
	end

	local function find_idle()
		for connection in pairs(connections) do
			if not connection.request then return connection; end
		end
	end

	function serve_waiting()
		while waiting[1] do
			local connection = find_idle();
			if connection then
				send(table.remove(waiting, 1), connection);
			elseif connection_count < options.max_connections then
				send_on_new_connection(table.remove(waiting, 1));
			else
				return;
			end
		end
	end

	local function remove_waiting(request)
		for i, candidate in ipairs(waiting) do
			if candidate == request then
				table.remove(waiting, i);
				return true;
			end
		end
		return false;
	end

	local function expire(request)
		report.timeout();
		if not remove_waiting(request) then
			drop(request.connection); -- a late answer must not pass for the answer to the next request
		end
		serve_waiting();
		complete(request, nil);
	end

	local pool = {};

	-- Calls back with the answer ("0", "1", "?" or JSON), or with nil if there is none. The line is text, or a function of
	-- the bridge's features that returns the text, or nil if this bridge does not understand the request.
	function pool.submit(line, callback)
		if #waiting >= options.max_waiting then
			report.overload();
			return callback(nil);
		end
		local request = { line = line, callback = callback };
		request.timer = timer.add_task(options.timeout, function () expire(request); end);
		table.insert(waiting, request);
		serve_waiting();
	end

	-- Closes all connections; pending requests complete without an answer.
	function pool.close()
		local requests = waiting;
		waiting = {};
		for connection in pairs(connections) do
			if connection.request then
				requests[#requests+1] = connection.request;
			end
			if connection.conn then
				connections[connection] = nil; -- so that its end is not reported
				connection.conn:close();
			end
		end
		connections, connection_count = {}, 0;
		for _, request in ipairs(requests) do
			complete(request, nil);
		end
	end

	return pool;
end

return { new = new };
