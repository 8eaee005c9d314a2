-- In which order each user's passwords were accepted, by revision: the last acceptance, by which process, the last one of
-- other processes, and that process's newest question. changed: when a password was last superseded or refused.
CREATE TABLE IF NOT EXISTS xcauth_acceptances (
  jid VARCHAR(255) PRIMARY KEY,
  lastrevision BIGINT NOT NULL,
  writer BIGINT NOT NULL,
  othersrevision BIGINT NOT NULL,
  asked BIGINT NOT NULL,
  changed VARCHAR(26),
  rivals VARCHAR(500)) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE InnoDB;
-- Which cloud what is stored of an XMPP domain comes from.
CREATE TABLE IF NOT EXISTS xcauth_clouds (
  xmppdomain VARCHAR(255) PRIMARY KEY,
  fingerprint VARCHAR(64) NOT NULL) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE InnoDB;
-- When the cloud first said that the user does not exist, as long as that is not believed; otherwise NULL.
ALTER TABLE xcauth_users ADD COLUMN missingsince VARCHAR(26);
CREATE INDEX IF NOT EXISTS xcauth_users_missing ON xcauth_users (missingsince);
