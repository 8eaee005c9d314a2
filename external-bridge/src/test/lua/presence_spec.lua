local new_presence = require "fakes".load("mod_roster_xcauth", "presence").new;

describe("presence between alice and bob, who are online,", function ()
	local presence, alice, bob, sent, refreshed;

	before_each(function ()
		sent, refreshed = {}, {};
		alice = { roster = {}, sessions = { { full_jid = "alice@example.org/a", presence = { attr = {} } }, {} } };
		bob = { roster = {}, sessions = { { full_jid = "bob@example.org/b", presence = { attr = {} } } } };
		presence = new_presence {
			host = "example.org";
			users = { alice = alice, bob = bob };
			bare_sessions = { ["alice@example.org"] = alice, ["bob@example.org"] = bob };
			is_from_groups = function (item) return item ~= nil and item.xcauth == true; end;
			refresh = function (username) table.insert(refreshed, username); end;
			st = {
				clone = function () return { attr = {} }; end;
				presence = function (attr) return { attr = attr }; end;
			};
			post = function (session, stanza)
				table.insert(sent, ("%s %s to %s"):format(session.full_jid, stanza.attr.type or "available", stanza.attr.to));
			end;
		};
	end);

	it("begins with alice's presence, and a probe if bob's roster shows her", function ()
		bob.roster["alice@example.org"] = { subscription = "both" };
		presence.begin("alice", "bob@example.org");
		assert.same({
			"alice@example.org/a available to bob@example.org";
			"alice@example.org/a probe to bob@example.org";
		}, sent);
		assert.same({}, refreshed);
	end);

	it("begins without a probe if bob's roster does not show her, and his contacts are fetched", function ()
		presence.begin("alice", "bob@example.org");
		assert.same({ "alice@example.org/a available to bob@example.org" }, sent);
		assert.same({ "bob" }, refreshed);
	end);

	it("ends on both sides, and his contacts are fetched if they still include her", function ()
		bob.roster["alice@example.org"] = { xcauth = true };
		presence.finish("alice", "bob@example.org");
		assert.same({
			"alice@example.org/a unavailable to bob@example.org";
			"bob@example.org/b unavailable to alice@example.org";
		}, sent);
		assert.same({ "bob" }, refreshed);
	end);

	it("ends without another fetch if his contacts no longer include her", function ()
		presence.finish("alice", "bob@example.org");
		assert.same({}, refreshed);
	end);

	it("is nothing to users who are offline", function ()
		presence.begin("alice", "carol@example.org");
		presence.finish("alice", "carol@example.org");
		assert.same({}, sent);
		assert.same({}, refreshed);
	end);
end);
