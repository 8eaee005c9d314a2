-- The order in which each user's passwords were accepted, by revision: the last acceptance, the process that stored it, the last one
-- of other processes, and that process's newest query. changed: when a password was last superseded or refused.
CREATE TABLE IF NOT EXISTS xcauth_acceptances (
  jid TEXT PRIMARY KEY,
  lastrevision INTEGER NOT NULL,
  writer INTEGER NOT NULL,
  othersrevision INTEGER NOT NULL,
  asked INTEGER NOT NULL,
  changed TEXT,
  rivals TEXT);
-- The cloud that an XMPP domain's data come from.
CREATE TABLE IF NOT EXISTS xcauth_clouds (
  xmppdomain TEXT PRIMARY KEY,
  fingerprint TEXT NOT NULL);
-- A password accepted by the Python program is an acceptance by another process, which ends all pairs.
DROP TRIGGER IF EXISTS xcauth_authcache_inserted;
CREATE TRIGGER IF NOT EXISTS xcauth_authcache_inserted AFTER INSERT ON authcache
WHEN NEW.pwhash IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM xcauth_passwords WHERE jid = lower(NEW.jid) AND pwhash = NEW.pwhash)
BEGIN
  UPDATE xcauth_passwords SET superseded = 1 WHERE jid = lower(NEW.jid);
  INSERT INTO xcauth_passwords (jid, pwhash, firstauth, verified, lastused, superseded)
    VALUES (lower(NEW.jid), NEW.pwhash, COALESCE(NEW.remoteauth, '1970-01-01 00:00:00'),
      COALESCE(NEW.remoteauth, '1970-01-01 00:00:00'), COALESCE(NEW.anyauth, '1970-01-01 00:00:00'), 0);
  UPDATE xcauth_meta SET revision = revision + 1;
  DELETE FROM xcauth_acceptances WHERE jid = lower(NEW.jid);
  INSERT INTO xcauth_acceptances (jid, lastrevision, writer, othersrevision, asked, changed)
    SELECT lower(NEW.jid), revision, 0, revision, 0, strftime('%Y-%m-%d %H:%M:%f000', 'now') FROM xcauth_meta;
  DELETE FROM xcauth_changes WHERE jid = lower(NEW.jid);
  INSERT INTO xcauth_changes (jid, revision, changed)
    SELECT lower(NEW.jid), revision, strftime('%Y-%m-%d %H:%M:%f000', 'now') FROM xcauth_meta;
END;
DROP TRIGGER IF EXISTS xcauth_authcache_changed;
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
  DELETE FROM xcauth_acceptances WHERE jid = lower(NEW.jid);
  INSERT INTO xcauth_acceptances (jid, lastrevision, writer, othersrevision, asked, changed)
    SELECT lower(NEW.jid), revision, 0, revision, 0, strftime('%Y-%m-%d %H:%M:%f000', 'now') FROM xcauth_meta;
  DELETE FROM xcauth_changes WHERE jid = lower(NEW.jid);
  INSERT INTO xcauth_changes (jid, revision, changed)
    SELECT lower(NEW.jid), revision, strftime('%Y-%m-%d %H:%M:%f000', 'now') FROM xcauth_meta;
END;
-- When the cloud first said that the user does not exist, while that is not confirmed; otherwise NULL.
ALTER TABLE xcauth_users ADD COLUMN missingsince TEXT;
CREATE INDEX IF NOT EXISTS xcauth_users_missing ON xcauth_users (missingsince);
