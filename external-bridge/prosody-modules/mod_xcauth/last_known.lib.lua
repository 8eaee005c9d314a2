-- Last known answers about users. They serve where a module can neither wait nor block; the next request then has a
-- newer one. Pure Lua.

-- Creates a store.
--
-- options:
--   line_of   function (username): the request line, or nil if there is no such request
--   read      function (answer, previous): the value to remember, or nil if the answer says nothing
--   cache     Prosody's util.cache, which bounds the number of users
--   now       the time in seconds
--   submit, ask, can_wait  as in mod_xcauth
local function new(options)
	local entries = options.cache; -- username -> { value =, at = }
	local refreshing = {}; -- username -> true
	local store = {};

	function store.remember(username, value)
		if value ~= nil then
			entries:set(username, { value = value; at = options.now() });
		end
	end

	-- Returns the last known answer, however old, or nil.
	function store.last(username)
		local entry = entries:get(username);
		return entry and entry.value;
	end

	local function remember_answer(username, answer)
		store.remember(username, options.read(answer, store.last(username)));
	end

	-- Asks in the background, then calls back.
	function store.refresh(username, callback)
		local line = options.line_of(username);
		if not line or refreshing[username] then
			return callback and callback();
		end
		refreshing[username] = true;
		options.submit(line, function (answer)
			refreshing[username] = nil;
			remember_answer(username, answer);
			return callback and callback();
		end);
	end

	-- Returns the last known answer; asks first if that is as old as max_age seconds, where the caller can wait.
	function store.get(username, max_age)
		local entry = entries:get(username);
		if entry and options.now() - entry.at < max_age then
			return entry.value;
		end
		local line = options.line_of(username);
		if line and options.can_wait() then
			remember_answer(username, options.ask(line));
		elseif line then
			store.refresh(username);
		end
		return store.last(username);
	end

	return store;
end

return { new = new };
