-- A group's display name, if it differs from its name.
ALTER TABLE rostergroups ADD COLUMN displayname TEXT;
-- The full names last pushed to ejabberd.
CREATE TABLE IF NOT EXISTS xcauth_fullnames (
  jid VARCHAR(255) PRIMARY KEY,
  fullname TEXT NOT NULL);
-- Groups that the Python program has created in ejabberd: none, since it supports SQLite only.
CREATE TABLE IF NOT EXISTS xcauth_pythongroups (
  groupname VARCHAR(512) PRIMARY KEY);
