-- Fetches contacts: coalesces requests for the same user, and queues those that nobody waits for. Pure Lua.

-- Creates a fetcher.
--
-- options:
--   line_of        function (username): the request line, or nil if there is no such request
--   submit         function (line, callback), as in mod_xcauth
--   on_answer      function (username, answer), called before the callbacks; answer is nil if there is none
--   max_in_flight  the number of queued requests that are under way at a time
--   max_queued     the number of users in the queue
local function new(options)
	local pending = {}; -- username -> callbacks of the request that is under way
	local queue = { first = 1, last = 0 }; -- usernames
	local queued = {}; -- username -> true
	local in_flight = 0;
	local draining = false;
	local stopped = false;
	local fetcher = {};

	-- Fetches a user's contacts, or joins the request that is under way. Calls back when the answer has been processed.
	function fetcher.fetch(username, callback)
		local callbacks = pending[username];
		if callbacks then
			table.insert(callbacks, callback);
			return;
		end
		local line = options.line_of(username);
		if not line then
			return callback();
		end
		callbacks = { callback };
		pending[username] = callbacks;
		options.submit(line, function (answer)
			pending[username] = nil;
			if not stopped then
				options.on_answer(username, answer);
			end
			for _, each in ipairs(callbacks) do
				each();
			end
		end);
	end

	local function drain()
		if draining then return; end -- an answer came at once, within the loop below
		draining = true;
		while in_flight < options.max_in_flight and queue.first <= queue.last do
			local username = queue[queue.first];
			queue[queue.first] = nil;
			queue.first = queue.first + 1;
			queued[username] = nil;
			in_flight = in_flight + 1;
			fetcher.fetch(username, function ()
				in_flight = in_flight - 1;
				drain();
			end);
		end
		draining = false;
	end

	-- Fetches a user's contacts in the background. With a full queue, the user is left out until the next time.
	function fetcher.enqueue(username)
		if queued[username] or stopped or queue.last - queue.first >= options.max_queued then return; end
		queued[username] = true;
		queue.last = queue.last + 1;
		queue[queue.last] = username;
		drain();
	end

	-- From now on answers are ignored, and nothing is queued.
	function fetcher.stop()
		stopped = true;
	end

	return fetcher;
end

return { new = new };
