-- Times are text in UTC, YYYY-MM-DD HH:MM:SS.ffffff, in every database. Lists are tab-separated.
-- For SAP (Sybase) ASE 15 and later, which Openfire does not recognize as a database that it has scripts for: to be run
-- by hand, before the plugin is installed, with isql and the option -c';'.
-- Names are compared in the Unicode sort order of the server, which has to be binary, as it is unless configured
-- otherwise; no column can have its own. A key fits into pages of 2 KB. Empty texts are stored as one space.

CREATE TABLE ofNextcloudUsers (
  jid           UNIVARCHAR(255)  NOT NULL,
  present       SMALLINT         NOT NULL,
  learned       VARCHAR(26)      NOT NULL,
  firstseen     VARCHAR(26)      NOT NULL,
  missingsince  VARCHAR(26)      NULL,
  CONSTRAINT ofNextcloudUsers_pk PRIMARY KEY (jid)
) LOCK DATAROWS
;

-- Nextcloud's own API tells kinds of passwords apart: app or login; NULL where the cloud does not tell.
CREATE TABLE ofNextcloudPasswords (
  jid           UNIVARCHAR(255)  NOT NULL,
  pwhash        VARCHAR(80)      NOT NULL,
  firstauth     VARCHAR(26)      NOT NULL,
  verified      VARCHAR(26)      NOT NULL,
  lastused      VARCHAR(26)      NOT NULL,
  superseded    SMALLINT         NOT NULL,
  kind          VARCHAR(5)       NULL,
  CONSTRAINT ofNextcloudPasswords_pk PRIMARY KEY (jid, pwhash)
) LOCK DATAROWS
;

CREATE TABLE ofNextcloudChanges (
  jid           UNIVARCHAR(255)  NOT NULL,
  revision      BIGINT           NOT NULL,
  changed       VARCHAR(26)      NOT NULL,
  CONSTRAINT ofNextcloudChanges_pk PRIMARY KEY (jid)
) LOCK DATAROWS
;
CREATE INDEX ofNextcloudChanges_rev_idx ON ofNextcloudChanges (revision)
;

-- In which order each user's passwords were accepted, by revision: the last acceptance, by which process, the last one of
-- other processes, and that process's newest question. changed: when a password was last superseded or refused.
CREATE TABLE ofNextcloudAcceptances (
  jid             UNIVARCHAR(255)  NOT NULL,
  lastrevision    BIGINT           NOT NULL,
  writer          BIGINT           NOT NULL,
  othersrevision  BIGINT           NOT NULL,
  asked           BIGINT           NOT NULL,
  changed         VARCHAR(26)      NULL,
  rivals          VARCHAR(500)     NULL,
  CONSTRAINT ofNextcloudAcceptances_pk PRIMARY KEY (jid)
) LOCK DATAROWS
;

-- Which cloud what is stored of an XMPP domain comes from.
CREATE TABLE ofNextcloudClouds (
  xmppdomain      UNIVARCHAR(255)  NOT NULL,
  fingerprint     VARCHAR(64)      NOT NULL,
  CONSTRAINT ofNextcloudClouds_pk PRIMARY KEY (xmppdomain)
) LOCK DATAROWS
;

-- Names that stand for an account with another id, as those of accounts from LDAP do, by the cloud's fingerprint. accountkey: the
-- id in lower case, for an account has one name. proven: when a login password last proved it; NULL if an administrator says so.
CREATE TABLE ofNextcloudAccounts (
  cloud       VARCHAR(64)      NOT NULL,
  name        UNIVARCHAR(255)  NOT NULL,
  account     UNIVARCHAR(255)  NOT NULL,
  accountkey  UNIVARCHAR(255)  NOT NULL,
  proven      VARCHAR(26)      NULL,
  CONSTRAINT ofNextcloudAccounts_pk PRIMARY KEY (cloud, name)
) LOCK DATAROWS
;
CREATE UNIQUE INDEX ofNextcloudAccounts_key_idx ON ofNextcloudAccounts (cloud, accountkey)
;

-- Wrong passwords that a cloud counts against this machine, by the hash of its address; jid is NULL if others have sent them.
CREATE TABLE ofNextcloudFailures (
  failureid   BIGINT           NOT NULL,
  cloud       VARCHAR(64)      NOT NULL,
  jid         UNIVARCHAR(255)  NULL,
  failed      VARCHAR(26)      NOT NULL,
  CONSTRAINT ofNextcloudFailures_pk PRIMARY KEY (failureid)
) LOCK DATAROWS
;
CREATE INDEX ofNextcloudFailures_idx ON ofNextcloudFailures (cloud, failed)
;

CREATE TABLE ofNextcloudRoster (
  jid           UNIVARCHAR(255)  NOT NULL,
  fullname      UNIVARCHAR(255)  NULL,
  grouplist     UNITEXT          NULL,
  responsehash  VARCHAR(64)      NULL,
  last_update   VARCHAR(26)      NULL,
  CONSTRAINT ofNextcloudRoster_pk PRIMARY KEY (jid)
) LOCK DATAROWS
;

CREATE TABLE ofNextcloudGroups (
  groupname     UNIVARCHAR(255)  NOT NULL,
  userlist      UNITEXT          NULL,
  displayname   UNIVARCHAR(255)  NULL,
  CONSTRAINT ofNextcloudGroups_pk PRIMARY KEY (groupname)
) LOCK DATAROWS
;

-- Since when, in milliseconds of Unix time.
CREATE TABLE ofNextcloudGone (
  username      UNIVARCHAR(255)  NOT NULL,
  gonesince     BIGINT           NOT NULL,
  CONSTRAINT ofNextcloudGone_pk PRIMARY KEY (username)
) LOCK DATAROWS
;

-- One row. Its revision grows with every change: each writer increases it first.
CREATE TABLE ofNextcloudMeta (
  schemaversion INTEGER          NOT NULL,
  revision      BIGINT           NOT NULL,
  CONSTRAINT ofNextcloudMeta_pk PRIMARY KEY (schemaversion)
) LOCK DATAROWS
;
INSERT INTO ofNextcloudMeta (schemaversion, revision) VALUES (1, 0)
;

INSERT INTO ofVersion (name, version) VALUES ('nextcloudauth', 3)
;
