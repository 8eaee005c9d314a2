-- Nextcloud's own API distinguishes kinds of passwords: app or login; NULL if unknown.
ALTER TABLE xcauth_passwords ADD COLUMN kind VARCHAR(5);
-- Login names of accounts with another id, such as LDAP accounts, by the cloud's fingerprint. accountkey: the id in lower case, since
-- an account has one name. proven: when a login password last proved it; NULL if an administrator entered it.
CREATE TABLE IF NOT EXISTS xcauth_accounts (
  cloud VARCHAR(64) NOT NULL,
  name VARCHAR(255) NOT NULL,
  account VARCHAR(255) NOT NULL,
  accountkey VARCHAR(255) NOT NULL,
  proven VARCHAR(26),
  PRIMARY KEY (cloud, name),
  UNIQUE (cloud, accountkey)) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE InnoDB;
-- Wrong passwords that a cloud counts against this machine, by the hash of its address; jid is NULL if another program sent them.
CREATE TABLE IF NOT EXISTS xcauth_failures (
  failureid BIGINT PRIMARY KEY,
  cloud VARCHAR(64) NOT NULL,
  jid VARCHAR(255),
  failed VARCHAR(26) NOT NULL) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE InnoDB;
CREATE INDEX IF NOT EXISTS xcauth_failures_cloud ON xcauth_failures (cloud, failed);
-- Settings for Nextcloud's own API only. serviceurl: the address that the service password was entered for.
ALTER TABLE domains ADD COLUMN api TEXT;
ALTER TABLE domains ADD COLUMN servicepassword TEXT;
ALTER TABLE domains ADD COLUMN serviceurl TEXT;
ALTER TABLE domains ADD COLUMN serviceaccount TEXT;
ALTER TABLE domains ADD COLUMN accountname TEXT;
ALTER TABLE domains ADD COLUMN passwords TEXT;
