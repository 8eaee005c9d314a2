-- Sends requests to an authentication program over a pseudo-terminal of lua-lpty, as Prosody's mod_auth_external does,
-- and prints the answers. A program that has ended is started again for the next request.
--
-- usage: ask-over-lpty.lua PROGRAM REQUEST...
local lpty = require "lpty"

local timeout = 30 -- seconds
local pty = lpty.new { throw_errors = false, no_local_echo = true, use_path = false }

local function ask(request)
	if not pty:hasproc() then
		assert(pty:startproc(arg[1]))
	end
	pty:send(request .. "\n")
	if request == "quit" then
		while pty:hasproc() do
			pty:read(0.05)
		end
		return "ended"
	end
	-- The terminal may echo the request first, in the same piece or in an earlier one.
	local received, answer = ""
	repeat
		local piece = pty:read(timeout)
		if not piece then
			return "no answer"
		end
		received = received .. piece:gsub("\r", "")
		answer = ("\n" .. received):match("\n([01])\n$")
	until answer
	return answer
end

for i = 2, #arg do
	print(ask(arg[i]))
end
pty:endproc()
