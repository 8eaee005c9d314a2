-- Nextcloud's own API tells kinds of passwords apart: app or login; NULL where the cloud does not tell.
ALTER TABLE xcauth_passwords ADD COLUMN kind TEXT;
-- Names that stand for an account with another id, as those of accounts from LDAP do, by the cloud's fingerprint. accountkey: the
-- id in lower case, for an account has one name. proven: when a login password last proved it; NULL if an administrator says so.
CREATE TABLE IF NOT EXISTS xcauth_accounts (
  cloud TEXT NOT NULL,
  name TEXT NOT NULL,
  account TEXT NOT NULL,
  accountkey TEXT NOT NULL,
  proven TEXT,
  PRIMARY KEY (cloud, name),
  UNIQUE (cloud, accountkey));
-- Wrong passwords that a cloud counts against this machine, by the hash of its address; jid is NULL if others have sent them.
CREATE TABLE IF NOT EXISTS xcauth_failures (
  failureid INTEGER PRIMARY KEY,
  cloud TEXT NOT NULL,
  jid TEXT,
  failed TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS xcauth_failures_cloud ON xcauth_failures (cloud, failed);
-- What only Nextcloud's own API needs. serviceurl: the address that the service password was entered for.
ALTER TABLE domains ADD COLUMN api TEXT;
ALTER TABLE domains ADD COLUMN servicepassword TEXT;
ALTER TABLE domains ADD COLUMN serviceurl TEXT;
ALTER TABLE domains ADD COLUMN serviceaccount TEXT;
ALTER TABLE domains ADD COLUMN accountname TEXT;
ALTER TABLE domains ADD COLUMN passwords TEXT;
