-- Nextcloud's own API tells kinds of passwords apart: app or login; NULL where the cloud does not tell.
ALTER TABLE ofNextcloudPasswords ADD COLUMN kind VARCHAR(5);

-- Names that stand for an account with another id, as those of accounts from LDAP do, by the cloud's fingerprint. accountkey: the
-- id in lower case, for an account has one name. proven: when a login password last proved it; NULL if an administrator says so.
CREATE TABLE ofNextcloudAccounts (
  cloud       VARCHAR(64)   NOT NULL,
  name        VARCHAR(255)  NOT NULL,
  account     VARCHAR(255)  NOT NULL,
  accountkey  VARCHAR(255)  NOT NULL,
  proven      VARCHAR(26),
  CONSTRAINT ofNextcloudAccounts_pk PRIMARY KEY (cloud, name)
);
CREATE UNIQUE INDEX ofNextcloudAccounts_key_idx ON ofNextcloudAccounts (cloud, accountkey);

-- Wrong passwords that a cloud counts against this machine, by the hash of its address; jid is NULL if others have sent them.
CREATE TABLE ofNextcloudFailures (
  failureid   BIGINT        NOT NULL,
  cloud       VARCHAR(64)   NOT NULL,
  jid         VARCHAR(255),
  failed      VARCHAR(26)   NOT NULL,
  CONSTRAINT ofNextcloudFailures_pk PRIMARY KEY (failureid)
);
CREATE INDEX ofNextcloudFailures_idx ON ofNextcloudFailures (cloud, failed);

UPDATE ofVersion SET version = 3 WHERE name = 'nextcloudauth';
