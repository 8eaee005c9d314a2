std = "lua54"
max_line_length = 120
files["prosody-modules"] = { globals = { "module" }, read_globals = { "prosody" } }
files["src/test/lua"] = { std = "+busted" }
