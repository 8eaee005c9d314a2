-- A group's display name, if it differs from its name; the Python program leaves it empty.
ALTER TABLE rostergroups ADD COLUMN displayname TEXT;
-- The full names last pushed to ejabberd.
CREATE TABLE IF NOT EXISTS xcauth_fullnames (
  jid TEXT PRIMARY KEY,
  fullname TEXT NOT NULL);
INSERT OR IGNORE INTO xcauth_fullnames (jid, fullname)
  SELECT lower(jid), fullname FROM rosterinfo WHERE fullname IS NOT NULL;
-- Groups that the Python program has created in ejabberd, before or when it uses this file again.
CREATE TABLE IF NOT EXISTS xcauth_pythongroups (
  groupname TEXT PRIMARY KEY);
INSERT OR IGNORE INTO xcauth_pythongroups (groupname) SELECT groupname FROM rostergroups;
CREATE TRIGGER IF NOT EXISTS xcauth_rostergroups_inserted AFTER INSERT ON rostergroups
WHEN NEW.displayname IS NULL
BEGIN
  INSERT OR IGNORE INTO xcauth_pythongroups (groupname) VALUES (NEW.groupname);
END;
