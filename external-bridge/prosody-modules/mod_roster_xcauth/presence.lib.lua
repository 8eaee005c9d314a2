-- Presence between users who become contacts, or cease to be contacts, while both are online.

-- Creates the functions.
--
-- options:
--   host            the virtual host
--   users           username -> { sessions = }, of users who are online
--   bare_sessions   bare JID -> { roster =, sessions = }, of users who are online
--   is_from_groups  as in contacts.lib.lua
--   refresh         function (username): fetches that user's contacts in the background
--   st              Prosody's util.stanza
--   post            Prosody's core_post_stanza
local function new(options)
	local users, bare_sessions, st, post = options.users, options.bare_sessions, options.st, options.post;
	local presence = {};

	local function jid_of(username)
		return username.."@"..options.host;
	end

	local function username_of(contact_jid)
		return contact_jid:match("^(.*)@");
	end

	local function send_unavailable(user, to)
		for _, session in pairs(user.sessions) do
			if session.presence then
				post(session, st.presence({ type = "unavailable", from = session.full_jid, to = to }), true);
			end
		end
	end

	-- Fetches the contacts of someone who is online with a roster that does not show this user yet.
	function presence.introduce(username, contact_jid)
		local other = bare_sessions[contact_jid];
		if other and other.roster and not other.roster[jid_of(username)] then
			options.refresh(username_of(contact_jid));
		end
	end

	-- Exchanges presence as if both had just subscribed. If the other roster does not show this user yet, the other user
	-- does the same later, and the probe is answered then.
	function presence.begin(username, contact_jid)
		presence.introduce(username, contact_jid);
		local other = bare_sessions[contact_jid];
		if not other then return; end
		local item = other.roster and other.roster[jid_of(username)];
		local answers = item and (item.subscription == "both" or item.subscription == "from");
		for _, session in pairs(users[username].sessions) do
			if session.presence then
				local copy = st.clone(session.presence);
				copy.attr.to = contact_jid;
				post(session, copy, true);
				if answers then
					post(session, st.presence({ type = "probe", from = session.full_jid, to = contact_jid }), true);
				end
			end
		end
	end

	-- Ends presence as if both had just unsubscribed.
	function presence.finish(username, contact_jid)
		local other = bare_sessions[contact_jid];
		if not other then return; end
		send_unavailable(users[username], contact_jid);
		send_unavailable(other, jid_of(username));
		if other.roster and options.is_from_groups(other.roster[jid_of(username)]) then
			options.refresh(username_of(contact_jid));
		end
	end

	return presence;
end

return { new = new };
