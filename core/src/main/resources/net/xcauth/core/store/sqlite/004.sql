-- Nextcloud's own API distinguishes kinds of passwords: app or login; NULL if unknown.
ALTER TABLE xcauth_passwords ADD COLUMN kind TEXT;
-- Login names of accounts with another id, such as LDAP accounts, by the cloud's fingerprint. accountkey: the id in lower case, since
-- an account has one name. proven: when a login password last proved it; NULL if an administrator entered it.
CREATE TABLE IF NOT EXISTS xcauth_accounts (
  cloud TEXT NOT NULL,
  name TEXT NOT NULL,
  account TEXT NOT NULL,
  accountkey TEXT NOT NULL,
  proven TEXT,
  PRIMARY KEY (cloud, name),
  UNIQUE (cloud, accountkey));
-- Wrong passwords that a cloud counts against this machine, by the hash of its address; jid is NULL if another program sent them.
CREATE TABLE IF NOT EXISTS xcauth_failures (
  failureid INTEGER PRIMARY KEY,
  cloud TEXT NOT NULL,
  jid TEXT,
  failed TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS xcauth_failures_cloud ON xcauth_failures (cloud, failed);
-- Settings for Nextcloud's own API only. serviceurl: the address that the service password was entered for.
ALTER TABLE domains ADD COLUMN api TEXT;
ALTER TABLE domains ADD COLUMN servicepassword TEXT;
ALTER TABLE domains ADD COLUMN serviceurl TEXT;
ALTER TABLE domains ADD COLUMN serviceaccount TEXT;
ALTER TABLE domains ADD COLUMN accountname TEXT;
ALTER TABLE domains ADD COLUMN passwords TEXT;
