-- Times are text in UTC, YYYY-MM-DD HH:MM:SS.ffffff, in every database. Lists are tab-separated.
-- The character set of the database has to be a Unicode one (AL32UTF8), and NLS_COMP be BINARY, which it is unless set:
-- names are then compared byte by byte. Empty texts are NULL here.

CREATE TABLE ofNextcloudUsers (
  jid           VARCHAR2(255 CHAR)  NOT NULL,
  present       SMALLINT            NOT NULL,
  learned       VARCHAR2(26)        NOT NULL,
  firstseen     VARCHAR2(26)        NOT NULL,
  missingsince  VARCHAR2(26),
  CONSTRAINT ofNextcloudUsers_pk PRIMARY KEY (jid)
);

-- Nextcloud's own API tells kinds of passwords apart: app or login; NULL where the cloud does not tell.
CREATE TABLE ofNextcloudPasswords (
  jid           VARCHAR2(255 CHAR)  NOT NULL,
  pwhash        VARCHAR2(80)        NOT NULL,
  firstauth     VARCHAR2(26)        NOT NULL,
  verified      VARCHAR2(26)        NOT NULL,
  lastused      VARCHAR2(26)        NOT NULL,
  superseded    SMALLINT            NOT NULL,
  kind          VARCHAR2(5),
  CONSTRAINT ofNextcloudPasswords_pk PRIMARY KEY (jid, pwhash)
);

CREATE TABLE ofNextcloudChanges (
  jid           VARCHAR2(255 CHAR)  NOT NULL,
  revision      NUMBER(19)          NOT NULL,
  changed       VARCHAR2(26)        NOT NULL,
  CONSTRAINT ofNextcloudChanges_pk PRIMARY KEY (jid)
);
CREATE INDEX ofNextcloudChanges_rev_idx ON ofNextcloudChanges (revision);

-- In which order each user's passwords were accepted, by revision: the last acceptance, by which process, the last one of
-- other processes, and that process's newest question. changed: when a password was last superseded or refused.
CREATE TABLE ofNextcloudAcceptances (
  jid             VARCHAR2(255 CHAR)  NOT NULL,
  lastrevision    NUMBER(19)          NOT NULL,
  writer          NUMBER(19)          NOT NULL,
  othersrevision  NUMBER(19)          NOT NULL,
  asked           NUMBER(19)          NOT NULL,
  changed         VARCHAR2(26),
  rivals          VARCHAR2(500),
  CONSTRAINT ofNextcloudAcceptances_pk PRIMARY KEY (jid)
);

-- Which cloud what is stored of an XMPP domain comes from.
CREATE TABLE ofNextcloudClouds (
  xmppdomain      VARCHAR2(255 CHAR)  NOT NULL,
  fingerprint     VARCHAR2(64)        NOT NULL,
  CONSTRAINT ofNextcloudClouds_pk PRIMARY KEY (xmppdomain)
);

-- Names that stand for an account with another id, as those of accounts from LDAP do, by the cloud's fingerprint. accountkey: the
-- id in lower case, for an account has one name. proven: when a login password last proved it; NULL if an administrator says so.
CREATE TABLE ofNextcloudAccounts (
  cloud       VARCHAR2(64)        NOT NULL,
  name        VARCHAR2(255 CHAR)  NOT NULL,
  account     VARCHAR2(255 CHAR)  NOT NULL,
  accountkey  VARCHAR2(255 CHAR)  NOT NULL,
  proven      VARCHAR2(26),
  CONSTRAINT ofNextcloudAccounts_pk PRIMARY KEY (cloud, name)
);
CREATE UNIQUE INDEX ofNextcloudAccounts_key_idx ON ofNextcloudAccounts (cloud, accountkey);

-- Wrong passwords that a cloud counts against this machine, by the hash of its address; jid is NULL if others have sent them.
CREATE TABLE ofNextcloudFailures (
  failureid   NUMBER(19)          NOT NULL,
  cloud       VARCHAR2(64)        NOT NULL,
  jid         VARCHAR2(255 CHAR),
  failed      VARCHAR2(26)        NOT NULL,
  CONSTRAINT ofNextcloudFailures_pk PRIMARY KEY (failureid)
);
CREATE INDEX ofNextcloudFailures_idx ON ofNextcloudFailures (cloud, failed);

CREATE TABLE ofNextcloudRoster (
  jid           VARCHAR2(255 CHAR)  NOT NULL,
  fullname      VARCHAR2(255 CHAR),
  grouplist     CLOB,
  responsehash  VARCHAR2(64),
  last_update   VARCHAR2(26),
  CONSTRAINT ofNextcloudRoster_pk PRIMARY KEY (jid)
);

CREATE TABLE ofNextcloudGroups (
  groupname     VARCHAR2(255 CHAR)  NOT NULL,
  userlist      CLOB,
  displayname   VARCHAR2(255 CHAR),
  CONSTRAINT ofNextcloudGroups_pk PRIMARY KEY (groupname)
);

-- Since when, in milliseconds of Unix time.
CREATE TABLE ofNextcloudGone (
  username      VARCHAR2(255 CHAR)  NOT NULL,
  gonesince     NUMBER(19)          NOT NULL,
  CONSTRAINT ofNextcloudGone_pk PRIMARY KEY (username)
);

-- One row. Its revision grows with every change: each writer increases it first.
CREATE TABLE ofNextcloudMeta (
  schemaversion INTEGER             NOT NULL,
  revision      NUMBER(19)          NOT NULL,
  CONSTRAINT ofNextcloudMeta_pk PRIMARY KEY (schemaversion)
);
INSERT INTO ofNextcloudMeta (schemaversion, revision) VALUES (1, 0);

INSERT INTO ofVersion (name, version) VALUES ('nextcloudauth', 3);
