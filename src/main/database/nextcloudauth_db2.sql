-- Times are text in UTC, YYYY-MM-DD HH:MM:SS.ffffff, in every database. Lists are tab-separated.
-- The code page of the database has to be UTF-8, and its collation one that tells capitals and accents apart, as the
-- usual ones do. Lengths are in bytes: 255 characters of a Java string take 765 at most, and with the hash of a
-- password that fits into a key even in pages of 4 KB.

CREATE TABLE ofNextcloudUsers (
  jid           VARCHAR(765)  NOT NULL,
  present       SMALLINT      NOT NULL,
  learned       VARCHAR(26)   NOT NULL,
  firstseen     VARCHAR(26)   NOT NULL,
  missingsince  VARCHAR(26),
  CONSTRAINT ofNextcloudUsers_pk PRIMARY KEY (jid)
);

-- Nextcloud's own API tells kinds of passwords apart: app or login; NULL where the cloud does not tell.
CREATE TABLE ofNextcloudPasswords (
  jid           VARCHAR(765)  NOT NULL,
  pwhash        VARCHAR(80)   NOT NULL,
  firstauth     VARCHAR(26)   NOT NULL,
  verified      VARCHAR(26)   NOT NULL,
  lastused      VARCHAR(26)   NOT NULL,
  superseded    SMALLINT      NOT NULL,
  kind          VARCHAR(5),
  CONSTRAINT ofNextcloudPasswords_pk PRIMARY KEY (jid, pwhash)
);

CREATE TABLE ofNextcloudChanges (
  jid           VARCHAR(765)  NOT NULL,
  revision      BIGINT        NOT NULL,
  changed       VARCHAR(26)   NOT NULL,
  CONSTRAINT ofNextcloudChanges_pk PRIMARY KEY (jid)
);
CREATE INDEX ofNextcloudChanges_rev_idx ON ofNextcloudChanges (revision);

-- In which order each user's passwords were accepted, by revision: the last acceptance, by which process, the last one of
-- other processes, and that process's newest question. changed: when a password was last superseded or refused.
CREATE TABLE ofNextcloudAcceptances (
  jid             VARCHAR(765)  NOT NULL,
  lastrevision    BIGINT        NOT NULL,
  writer          BIGINT        NOT NULL,
  othersrevision  BIGINT        NOT NULL,
  asked           BIGINT        NOT NULL,
  changed         VARCHAR(26),
  rivals          VARCHAR(500),
  CONSTRAINT ofNextcloudAcceptances_pk PRIMARY KEY (jid)
);

-- Which cloud what is stored of an XMPP domain comes from.
CREATE TABLE ofNextcloudClouds (
  xmppdomain      VARCHAR(765)  NOT NULL,
  fingerprint     VARCHAR(64)   NOT NULL,
  CONSTRAINT ofNextcloudClouds_pk PRIMARY KEY (xmppdomain)
);

-- Names that stand for an account with another id, as those of accounts from LDAP do, by the cloud's fingerprint. accountkey: the
-- id in lower case, for an account has one name. proven: when a login password last proved it; NULL if an administrator says so.
CREATE TABLE ofNextcloudAccounts (
  cloud       VARCHAR(64)   NOT NULL,
  name        VARCHAR(765)  NOT NULL,
  account     VARCHAR(765)  NOT NULL,
  accountkey  VARCHAR(765)  NOT NULL,
  proven      VARCHAR(26),
  CONSTRAINT ofNextcloudAccounts_pk PRIMARY KEY (cloud, name)
);
CREATE UNIQUE INDEX ofNextcloudAccounts_key_idx ON ofNextcloudAccounts (cloud, accountkey);

-- Wrong passwords that a cloud counts against this machine, by the hash of its address; jid is NULL if others have sent them.
CREATE TABLE ofNextcloudFailures (
  failureid   BIGINT        NOT NULL,
  cloud       VARCHAR(64)   NOT NULL,
  jid         VARCHAR(765),
  failed      VARCHAR(26)   NOT NULL,
  CONSTRAINT ofNextcloudFailures_pk PRIMARY KEY (failureid)
);
CREATE INDEX ofNextcloudFailures_idx ON ofNextcloudFailures (cloud, failed);

CREATE TABLE ofNextcloudRoster (
  jid           VARCHAR(765)  NOT NULL,
  fullname      VARCHAR(765),
  grouplist     CLOB(1M),
  responsehash  VARCHAR(64),
  last_update   VARCHAR(26),
  CONSTRAINT ofNextcloudRoster_pk PRIMARY KEY (jid)
);

CREATE TABLE ofNextcloudGroups (
  groupname     VARCHAR(765)  NOT NULL,
  userlist      CLOB(16M),
  displayname   VARCHAR(765),
  CONSTRAINT ofNextcloudGroups_pk PRIMARY KEY (groupname)
);

-- Since when, in milliseconds of Unix time.
CREATE TABLE ofNextcloudGone (
  username      VARCHAR(765)  NOT NULL,
  gonesince     BIGINT        NOT NULL,
  CONSTRAINT ofNextcloudGone_pk PRIMARY KEY (username)
);

-- One row. Its revision grows with every change: each writer increases it first.
CREATE TABLE ofNextcloudMeta (
  schemaversion INTEGER       NOT NULL,
  revision      BIGINT        NOT NULL,
  CONSTRAINT ofNextcloudMeta_pk PRIMARY KEY (schemaversion)
);
INSERT INTO ofNextcloudMeta (schemaversion, revision) VALUES (1, 0);

INSERT INTO ofVersion (name, version) VALUES ('nextcloudauth', 3);
