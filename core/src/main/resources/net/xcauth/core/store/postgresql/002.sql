-- What people read instead of a group's name, where that differs.
ALTER TABLE rostergroups ADD COLUMN displayname TEXT;
-- The full names that ejabberd was last given.
CREATE TABLE IF NOT EXISTS xcauth_fullnames (
  jid VARCHAR(255) PRIMARY KEY,
  fullname TEXT NOT NULL);
-- Groups that the Python program made in ejabberd. It knows SQLite only, so there are none.
CREATE TABLE IF NOT EXISTS xcauth_pythongroups (
  groupname VARCHAR(512) PRIMARY KEY);
