-- The order in which each user's passwords were accepted, by revision: the last acceptance, the process that stored it, the last one
-- of other processes, and that process's newest query. changed: when a password was last superseded or refused.
CREATE TABLE IF NOT EXISTS xcauth_acceptances (
  jid VARCHAR(255) PRIMARY KEY,
  lastrevision BIGINT NOT NULL,
  writer BIGINT NOT NULL,
  othersrevision BIGINT NOT NULL,
  asked BIGINT NOT NULL,
  changed VARCHAR(26),
  rivals VARCHAR(500));
-- The cloud that an XMPP domain's data come from.
CREATE TABLE IF NOT EXISTS xcauth_clouds (
  xmppdomain VARCHAR(255) PRIMARY KEY,
  fingerprint VARCHAR(64) NOT NULL);
-- When the cloud first said that the user does not exist, while that is not confirmed; otherwise NULL.
ALTER TABLE xcauth_users ADD COLUMN missingsince VARCHAR(26);
CREATE INDEX IF NOT EXISTS xcauth_users_missing ON xcauth_users (missingsince);
