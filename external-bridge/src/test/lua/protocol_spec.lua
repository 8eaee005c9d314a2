local protocol = require "fakes".load("mod_xcauth", "protocol");

describe("an address", function ()
	it("is a path", function ()
		assert.same({ path = "/run/xcauth.sock" }, protocol.parse_address("/run/xcauth.sock"));
		assert.same({ path = "/run/xcauth.sock" }, protocol.parse_address("unix:/run/xcauth.sock"));
	end);

	it("is a host and a port", function ()
		assert.same({ host = "127.0.0.1", port = 23663 }, protocol.parse_address("127.0.0.1:23663"));
		assert.same({ host = "bridge.example.org", port = 1 }, protocol.parse_address("bridge.example.org:1"));
		assert.same({ host = "::1", port = 65535 }, protocol.parse_address("[::1]:65535"));
	end);

	it("is nothing else", function ()
		for _, text in ipairs { "", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:65536", ":23663", "::1:23663", "unix:relative",
				"127.0.0.1:port" } do
			assert.is_nil(protocol.parse_address(text), text);
		end
	end);
end);

describe("a request", function ()
	it("has the user and the host", function ()
		assert.equal("isuser:alice:example.org\n", protocol.request_line("isuser", "alice", "example.org"));
	end);

	it("may have colons in its last field", function ()
		assert.equal("auth:alice:example.org:a:b:c\n", protocol.request_line("auth", "alice", "example.org", "a:b:c"));
	end);

	it("may have an empty last field", function ()
		assert.equal("auth:alice:example.org:\n", protocol.request_line("auth", "alice", "example.org", ""));
	end);

	it("cannot have a user name that is empty or would be read as several fields or lines", function ()
		for _, username in ipairs { "", "a:b", "a\nb", "a\rb", "a\0b" } do
			assert.is_nil(protocol.request_line("isuser", username, "example.org"));
		end
	end);

	it("cannot have a line break or NUL in its last field", function ()
		for _, password in ipairs { "a\nb", "a\rb", "a\0b" } do
			assert.is_nil(protocol.request_line("auth", "alice", "example.org", password));
		end
	end);
end);

describe("the address of a client", function ()
	it("is IPv4, or IPv6 in brackets without a zone", function ()
		assert.equal("192.0.2.7", protocol.client_address("192.0.2.7"));
		assert.equal("[2001:db8::7]", protocol.client_address("2001:db8::7"));
		assert.equal("[fe80::7]", protocol.client_address("fe80::7%eth0"));
		assert.equal("[::ffff:192.0.2.7]", protocol.client_address("::ffff:192.0.2.7"));
	end);

	it("is unknown for a proxy on this machine", function ()
		for _, ip in ipairs { "127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1" } do
			assert.is_nil(protocol.client_address(ip), ip);
		end
	end);

	it("is unknown if it is not an address", function ()
		assert.is_nil(protocol.client_address(nil));
		assert.is_nil(protocol.client_address("somewhere"));
		assert.is_nil(protocol.client_address("192.0.2.7:password"));
	end);
end);

describe("the bridge's features", function ()
	it("are those that it names", function ()
		assert.same({ login = true, account = true }, protocol.features { features = { "login", "account" } });
	end);

	it("are none if it is an older one, or its answer has another form", function ()
		for _, answer in ipairs { 0, "text", {}, { features = "login" } } do
			assert.same({}, protocol.features(answer));
		end
		assert.same({}, protocol.features(nil));
	end);
end);

describe("an answer", function ()
	it("is 0, 1 or ?", function ()
		for _, answer in ipairs { "0", "1", "?" } do
			assert.equal(answer, protocol.whole_answer { answer .. "\n" });
			assert.equal(answer, protocol.whole_answer { answer, "\r\n" });
		end
	end);

	it("is JSON in one line", function ()
		assert.equal('{"a":1}', protocol.whole_answer { '{"a"', ':1}\r\n' });
	end);

	it("is nothing else", function ()
		for _, line in ipairs { "\n", "2\n", "01\n", "hello\n", "[1]\n" } do
			assert.falsy(protocol.whole_answer { line });
		end
	end);

	it("may arrive in pieces", function ()
		assert.is_true(protocol.is_partial_answer({ "1" }, 1));
		assert.is_true(protocol.is_partial_answer({ "1", "\r" }, 2));
		assert.is_true(protocol.is_partial_answer({ '{"a"', ":" }, 5));
	end);

	it("cannot begin like something else, or be endless", function ()
		assert.is_false(protocol.is_partial_answer({ "HTTP/1.1" }, 8));
		assert.is_false(protocol.is_partial_answer({ "11" }, 2));
		assert.is_false(protocol.is_partial_answer({ "{" }, 64 * 1024 * 1024 + 1));
	end);
end);
