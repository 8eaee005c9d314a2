-- Nextcloud's own API tells kinds of passwords apart: app or login; NULL where the cloud does not tell.
ALTER TABLE xcauth_passwords ADD COLUMN kind VARCHAR(5);
-- Users whose account has another id than their name, as accounts from LDAP do. accountkey: the id as a user of the same XMPP
-- domain, for an id belongs to one user only. proven: when a login password last proved it; NULL if an administrator says so.
CREATE TABLE IF NOT EXISTS xcauth_accounts (
  jid VARCHAR(255) PRIMARY KEY,
  account VARCHAR(255) NOT NULL,
  accountkey VARCHAR(255) NOT NULL UNIQUE,
  proven VARCHAR(26)) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE InnoDB;
-- Wrong passwords that a cloud counts against this machine, by the hash of its address; jid is NULL if others have sent them.
CREATE TABLE IF NOT EXISTS xcauth_failures (
  failureid BIGINT PRIMARY KEY,
  cloud VARCHAR(64) NOT NULL,
  jid VARCHAR(255),
  failed VARCHAR(26) NOT NULL) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE InnoDB;
CREATE INDEX IF NOT EXISTS xcauth_failures_cloud ON xcauth_failures (cloud, failed);
-- What only Nextcloud's own API needs. serviceurl: the address that the service password was entered for.
ALTER TABLE domains ADD COLUMN api TEXT;
ALTER TABLE domains ADD COLUMN servicepassword TEXT;
ALTER TABLE domains ADD COLUMN serviceurl TEXT;
ALTER TABLE domains ADD COLUMN serviceaccount TEXT;
ALTER TABLE domains ADD COLUMN accountname TEXT;
ALTER TABLE domains ADD COLUMN passwords TEXT;
