std = "lua54"
globals = { "module" }
read_globals = { "prosody" }
max_line_length = 120
