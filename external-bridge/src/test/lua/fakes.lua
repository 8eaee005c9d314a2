-- What the libraries of Prosody's modules get from Prosody, for their tests.

local fakes = {};

-- Loads a library of a module.
function fakes.load(module_name, library)
	return dofile(("prosody-modules/%s/%s.lib.lua"):format(module_name, library));
end

-- A timer like util.timer whose time passes only with advance.
function fakes.timer()
	local timer = { now = 0 };
	local tasks, order = {}, 0; -- id -> { at =, order =, callback = }

	function timer.add_task(delay, callback)
		local id = {};
		order = order + 1;
		tasks[id] = { at = timer.now + delay, order = order, callback = callback };
		return id;
	end

	function timer.stop(id)
		tasks[id] = nil;
	end

	local function next_task(until_time)
		local next_id;
		for id, task in pairs(tasks) do
			local best = tasks[next_id];
			if task.at <= until_time
					and (not best or task.at < best.at or task.at == best.at and task.order < best.order) then
				next_id = id;
			end
		end
		return next_id;
	end

	function timer.advance(seconds)
		local until_time = timer.now + seconds;
		local id = next_task(until_time);
		while id do
			local task = tasks[id];
			tasks[id] = nil;
			timer.now = task.at;
			task.callback();
			id = next_task(until_time);
		end
		timer.now = until_time;
	end

	function timer.count()
		local count = 0;
		for _ in pairs(tasks) do
			count = count + 1;
		end
		return count;
	end

	return timer;
end

-- A cache like util.cache: setting a value makes it the newest, reading does not.
function fakes.cache(size)
	local cache, keys, values = {}, {}, {}; -- keys: newest first

	local function remove(key)
		for i, each in ipairs(keys) do
			if each == key then
				table.remove(keys, i);
			end
		end
		values[key] = nil;
	end

	function cache.set(_, key, value)
		remove(key);
		if value == nil then return; end
		if #keys == size then
			remove(keys[#keys]);
		end
		table.insert(keys, 1, key);
		values[key] = value;
	end

	function cache.get(_, key)
		return values[key];
	end

	function cache.count()
		return #keys;
	end

	function cache.tail()
		return keys[#keys], values[keys[#keys]];
	end

	function cache.items()
		local i = 0;
		return function ()
			i = i + 1;
			return keys[i], values[keys[i]];
		end;
	end

	return cache;
end

return fakes;
