-- Times are text in UTC, YYYY-MM-DD HH:MM:SS.ffffff, in every database. Lists are tab-separated.
-- The first four tables are those of the Python xcauth 2.x, which may use this file again at any time.
CREATE TABLE IF NOT EXISTS domains (
  xmppdomain TEXT PRIMARY KEY,
  authsecret TEXT,
  authurl TEXT,
  authdomain TEXT,
  regcontact TEXT,
  regfirst TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  reglatest TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
CREATE TABLE IF NOT EXISTS authcache (
  jid TEXT PRIMARY KEY,
  pwhash TEXT,
  firstauth TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  remoteauth TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  anyauth TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
CREATE TABLE IF NOT EXISTS rosterinfo (
  jid TEXT PRIMARY KEY,
  fullname TEXT,
  grouplist TEXT,
  responsehash TEXT,
  last_update TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
CREATE TABLE IF NOT EXISTS rostergroups (
  groupname TEXT PRIMARY KEY,
  userlist TEXT);
CREATE TABLE IF NOT EXISTS xcauth_users (
  jid TEXT PRIMARY KEY,
  present INTEGER NOT NULL,
  learned TEXT NOT NULL,
  firstseen TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS xcauth_passwords (
  jid TEXT NOT NULL,
  pwhash TEXT NOT NULL,
  firstauth TEXT NOT NULL,
  verified TEXT NOT NULL,
  lastused TEXT NOT NULL,
  superseded INTEGER NOT NULL,
  PRIMARY KEY (jid, pwhash));
CREATE TABLE IF NOT EXISTS xcauth_changes (
  jid TEXT PRIMARY KEY,
  revision INTEGER NOT NULL,
  changed TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS xcauth_changes_revision ON xcauth_changes (revision);
-- One row. Its revision increases with every change; a writer increases it first.
CREATE TABLE IF NOT EXISTS xcauth_meta (
  schemaversion INTEGER NOT NULL,
  revision INTEGER NOT NULL);
INSERT INTO xcauth_meta (schemaversion, revision) SELECT 0, 0 WHERE NOT EXISTS (SELECT 1 FROM xcauth_meta);

-- authcache has one password per user, xcauth_passwords several. First copy existing data, then follow changes by either program.
-- The Python program writes users as the server did, possibly with capitals.
CREATE INDEX IF NOT EXISTS xcauth_authcache_lower ON authcache (lower(jid));
INSERT OR IGNORE INTO xcauth_passwords (jid, pwhash, firstauth, verified, lastused, superseded)
  SELECT lower(jid), pwhash, COALESCE(remoteauth, '1970-01-01 00:00:00'), COALESCE(remoteauth, '1970-01-01 00:00:00'),
    COALESCE(anyauth, '1970-01-01 00:00:00'), 0
  FROM authcache WHERE pwhash IS NOT NULL;

-- The Python program accepted a password: every other one is superseded, and the one it replaces is deleted.
CREATE TRIGGER IF NOT EXISTS xcauth_authcache_inserted AFTER INSERT ON authcache
WHEN NEW.pwhash IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM xcauth_passwords WHERE jid = lower(NEW.jid) AND pwhash = NEW.pwhash)
BEGIN
  UPDATE xcauth_passwords SET superseded = 1 WHERE jid = lower(NEW.jid);
  INSERT INTO xcauth_passwords (jid, pwhash, firstauth, verified, lastused, superseded)
    VALUES (lower(NEW.jid), NEW.pwhash, COALESCE(NEW.remoteauth, '1970-01-01 00:00:00'),
      COALESCE(NEW.remoteauth, '1970-01-01 00:00:00'), COALESCE(NEW.anyauth, '1970-01-01 00:00:00'), 0);
  UPDATE xcauth_meta SET revision = revision + 1;
  DELETE FROM xcauth_changes WHERE jid = lower(NEW.jid);
  INSERT INTO xcauth_changes (jid, revision, changed)
    SELECT lower(NEW.jid), revision, strftime('%Y-%m-%d %H:%M:%f000', 'now') FROM xcauth_meta;
END;
CREATE TRIGGER IF NOT EXISTS xcauth_authcache_changed AFTER UPDATE OF pwhash ON authcache
WHEN NEW.pwhash IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM xcauth_passwords WHERE jid = lower(NEW.jid) AND pwhash = NEW.pwhash)
BEGIN
  UPDATE xcauth_passwords SET superseded = 1 WHERE jid = lower(NEW.jid);
  INSERT INTO xcauth_passwords (jid, pwhash, firstauth, verified, lastused, superseded)
    VALUES (lower(NEW.jid), NEW.pwhash, COALESCE(NEW.remoteauth, '1970-01-01 00:00:00'),
      COALESCE(NEW.remoteauth, '1970-01-01 00:00:00'), COALESCE(NEW.anyauth, '1970-01-01 00:00:00'), 0);
  DELETE FROM xcauth_passwords WHERE jid = lower(NEW.jid) AND pwhash = OLD.pwhash;
  UPDATE xcauth_meta SET revision = revision + 1;
  DELETE FROM xcauth_changes WHERE jid = lower(NEW.jid);
  INSERT INTO xcauth_changes (jid, revision, changed)
    SELECT lower(NEW.jid), revision, strftime('%Y-%m-%d %H:%M:%f000', 'now') FROM xcauth_meta;
END;
CREATE TRIGGER IF NOT EXISTS xcauth_authcache_used AFTER UPDATE OF anyauth ON authcache
BEGIN
  UPDATE xcauth_passwords SET lastused = NEW.anyauth
    WHERE jid = lower(NEW.jid) AND pwhash = NEW.pwhash AND lastused < NEW.anyauth;
END;
-- An administrator deleted the user.
CREATE TRIGGER IF NOT EXISTS xcauth_authcache_deleted AFTER DELETE ON authcache
BEGIN
  DELETE FROM xcauth_passwords WHERE jid = lower(OLD.jid);
  UPDATE xcauth_meta SET revision = revision + 1;
  DELETE FROM xcauth_changes WHERE jid = lower(OLD.jid);
  INSERT INTO xcauth_changes (jid, revision, changed)
    SELECT lower(OLD.jid), revision, strftime('%Y-%m-%d %H:%M:%f000', 'now') FROM xcauth_meta;
END;

-- For the Python program, the password verified last is the user's; a superseded one has expired.
CREATE TRIGGER IF NOT EXISTS xcauth_passwords_inserted AFTER INSERT ON xcauth_passwords
WHEN NEW.superseded = 0
BEGIN
  INSERT OR IGNORE INTO authcache (jid, firstauth) VALUES (NEW.jid, NEW.firstauth);
  UPDATE authcache SET pwhash = NEW.pwhash, remoteauth = NEW.verified, anyauth = NEW.lastused
    WHERE lower(jid) = NEW.jid;
END;
CREATE TRIGGER IF NOT EXISTS xcauth_passwords_changed AFTER UPDATE ON xcauth_passwords
BEGIN
  UPDATE authcache SET pwhash = NEW.pwhash, remoteauth = NEW.verified, anyauth = NEW.lastused
    WHERE lower(jid) = NEW.jid AND NEW.superseded = 0 AND (pwhash = NEW.pwhash OR remoteauth < NEW.verified);
  UPDATE authcache SET remoteauth = '1970-01-01 00:00:00', anyauth = '1970-01-01 00:00:00'
    WHERE lower(jid) = NEW.jid AND NEW.superseded = 1 AND pwhash = NEW.pwhash;
END;
CREATE TRIGGER IF NOT EXISTS xcauth_passwords_deleted AFTER DELETE ON xcauth_passwords
BEGIN
  UPDATE authcache SET remoteauth = '1970-01-01 00:00:00', anyauth = '1970-01-01 00:00:00'
    WHERE lower(jid) = OLD.jid AND pwhash = OLD.pwhash;
  UPDATE authcache SET
      pwhash = (SELECT pwhash FROM xcauth_passwords WHERE jid = OLD.jid AND superseded = 0 ORDER BY verified DESC LIMIT 1),
      remoteauth = (SELECT verified FROM xcauth_passwords WHERE jid = OLD.jid AND superseded = 0 ORDER BY verified DESC LIMIT 1),
      anyauth = (SELECT lastused FROM xcauth_passwords WHERE jid = OLD.jid AND superseded = 0 ORDER BY verified DESC LIMIT 1)
    WHERE lower(jid) = OLD.jid AND pwhash = OLD.pwhash
      AND EXISTS (SELECT 1 FROM xcauth_passwords WHERE jid = OLD.jid AND superseded = 0);
  DELETE FROM authcache WHERE lower(jid) = OLD.jid AND NOT EXISTS (SELECT 1 FROM xcauth_passwords WHERE jid = OLD.jid);
END;
