-- Times are text in UTC, YYYY-MM-DD HH:MM:SS.ffffff, in every database. Lists are tab-separated.
-- Names are compared code by code: in the usual collations different users are equal. For 2005 and later.

CREATE TABLE ofNextcloudUsers (
  jid           NVARCHAR(255) COLLATE Latin1_General_BIN2  NOT NULL,
  present       SMALLINT                                   NOT NULL,
  learned       NVARCHAR(26)                               NOT NULL,
  firstseen     NVARCHAR(26)                               NOT NULL,
  missingsince  NVARCHAR(26),
  CONSTRAINT ofNextcloudUsers_pk PRIMARY KEY (jid)
);

-- Nextcloud's own API tells kinds of passwords apart: app or login; NULL where the cloud does not tell.
CREATE TABLE ofNextcloudPasswords (
  jid           NVARCHAR(255) COLLATE Latin1_General_BIN2  NOT NULL,
  pwhash        NVARCHAR(80) COLLATE Latin1_General_BIN2   NOT NULL,
  firstauth     NVARCHAR(26)                               NOT NULL,
  verified      NVARCHAR(26)                               NOT NULL,
  lastused      NVARCHAR(26)                               NOT NULL,
  superseded    SMALLINT                                   NOT NULL,
  kind          NVARCHAR(5),
  CONSTRAINT ofNextcloudPasswords_pk PRIMARY KEY (jid, pwhash)
);

CREATE TABLE ofNextcloudChanges (
  jid           NVARCHAR(255) COLLATE Latin1_General_BIN2  NOT NULL,
  revision      BIGINT                                     NOT NULL,
  changed       NVARCHAR(26)                               NOT NULL,
  CONSTRAINT ofNextcloudChanges_pk PRIMARY KEY (jid)
);
CREATE INDEX ofNextcloudChanges_rev_idx ON ofNextcloudChanges (revision);

-- In which order each user's passwords were accepted, by revision: the last acceptance, by which process, the last one of
-- other processes, and that process's newest question. changed: when a password was last superseded or refused.
CREATE TABLE ofNextcloudAcceptances (
  jid             NVARCHAR(255) COLLATE Latin1_General_BIN2  NOT NULL,
  lastrevision    BIGINT                                     NOT NULL,
  writer          BIGINT                                     NOT NULL,
  othersrevision  BIGINT                                     NOT NULL,
  asked           BIGINT                                     NOT NULL,
  changed         NVARCHAR(26),
  rivals          NVARCHAR(500),
  CONSTRAINT ofNextcloudAcceptances_pk PRIMARY KEY (jid)
);

-- Which cloud what is stored of an XMPP domain comes from.
CREATE TABLE ofNextcloudClouds (
  xmppdomain      NVARCHAR(255) COLLATE Latin1_General_BIN2  NOT NULL,
  fingerprint     NVARCHAR(64)                               NOT NULL,
  CONSTRAINT ofNextcloudClouds_pk PRIMARY KEY (xmppdomain)
);

-- Names that stand for an account with another id, as those of accounts from LDAP do, by the cloud's fingerprint. accountkey: the
-- id in lower case, for an account has one name. proven: when a login password last proved it; NULL if an administrator says so.
CREATE TABLE ofNextcloudAccounts (
  cloud       NVARCHAR(64)                               NOT NULL,
  name        NVARCHAR(255) COLLATE Latin1_General_BIN2  NOT NULL,
  account     NVARCHAR(255)                              NOT NULL,
  accountkey  NVARCHAR(255) COLLATE Latin1_General_BIN2  NOT NULL,
  proven      NVARCHAR(26),
  CONSTRAINT ofNextcloudAccounts_pk PRIMARY KEY (cloud, name)
);
CREATE UNIQUE INDEX ofNextcloudAccounts_key_idx ON ofNextcloudAccounts (cloud, accountkey);

-- Wrong passwords that a cloud counts against this machine, by the hash of its address; jid is NULL if others have sent them.
CREATE TABLE ofNextcloudFailures (
  failureid   BIGINT                                     NOT NULL,
  cloud       NVARCHAR(64)                               NOT NULL,
  jid         NVARCHAR(255) COLLATE Latin1_General_BIN2,
  failed      NVARCHAR(26)                               NOT NULL,
  CONSTRAINT ofNextcloudFailures_pk PRIMARY KEY (failureid)
);
CREATE INDEX ofNextcloudFailures_idx ON ofNextcloudFailures (cloud, failed);

CREATE TABLE ofNextcloudRoster (
  jid           NVARCHAR(255) COLLATE Latin1_General_BIN2  NOT NULL,
  fullname      NVARCHAR(255),
  grouplist     NVARCHAR(MAX),
  responsehash  NVARCHAR(64),
  last_update   NVARCHAR(26),
  CONSTRAINT ofNextcloudRoster_pk PRIMARY KEY (jid)
);

CREATE TABLE ofNextcloudGroups (
  groupname     NVARCHAR(255) COLLATE Latin1_General_BIN2  NOT NULL,
  userlist      NVARCHAR(MAX),
  displayname   NVARCHAR(255),
  CONSTRAINT ofNextcloudGroups_pk PRIMARY KEY (groupname)
);

-- Since when, in milliseconds of Unix time.
CREATE TABLE ofNextcloudGone (
  username      NVARCHAR(255) COLLATE Latin1_General_BIN2  NOT NULL,
  gonesince     BIGINT                                     NOT NULL,
  CONSTRAINT ofNextcloudGone_pk PRIMARY KEY (username)
);

-- One row. Its revision grows with every change: each writer increases it first.
CREATE TABLE ofNextcloudMeta (
  schemaversion INTEGER                                    NOT NULL,
  revision      BIGINT                                     NOT NULL,
  CONSTRAINT ofNextcloudMeta_pk PRIMARY KEY (schemaversion)
);
INSERT INTO ofNextcloudMeta (schemaversion, revision) VALUES (1, 0);

INSERT INTO ofVersion (name, version) VALUES ('nextcloudauth', 3);
