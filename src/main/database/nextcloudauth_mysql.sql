-- Times are text in UTC, YYYY-MM-DD HH:MM:SS.ffffff, in every database. Lists are tab-separated.
-- Texts are compared byte by byte: in the usual collations different users are equal.
-- Keys are the first 191 characters of names: a column of a key may have 767 bytes in MySQL 5.5 and 5.6 and in old row
-- formats. Accounts and groups of Nextcloud have 64 characters at most, so they never differ in the rest only.

CREATE TABLE ofNextcloudUsers (
  jid           VARCHAR(255)  NOT NULL,
  present       SMALLINT      NOT NULL,
  learned       VARCHAR(26)   NOT NULL,
  firstseen     VARCHAR(26)   NOT NULL,
  missingsince  VARCHAR(26),
  PRIMARY KEY (jid(191))
) ENGINE = InnoDB CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin;

-- Nextcloud's own API tells kinds of passwords apart: app or login; NULL where the cloud does not tell.
CREATE TABLE ofNextcloudPasswords (
  jid           VARCHAR(255)  NOT NULL,
  pwhash        VARCHAR(80)   NOT NULL,
  firstauth     VARCHAR(26)   NOT NULL,
  verified      VARCHAR(26)   NOT NULL,
  lastused      VARCHAR(26)   NOT NULL,
  superseded    SMALLINT      NOT NULL,
  kind          VARCHAR(5),
  PRIMARY KEY (jid(191), pwhash)
) ENGINE = InnoDB CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE ofNextcloudChanges (
  jid           VARCHAR(255)  NOT NULL,
  revision      BIGINT        NOT NULL,
  changed       VARCHAR(26)   NOT NULL,
  PRIMARY KEY (jid(191)),
  INDEX ofNextcloudChanges_rev_idx (revision)
) ENGINE = InnoDB CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin;

-- In which order each user's passwords were accepted, by revision: the last acceptance, by which process, the last one of
-- other processes, and that process's newest question. changed: when a password was last superseded or refused.
CREATE TABLE ofNextcloudAcceptances (
  jid             VARCHAR(255)  NOT NULL,
  lastrevision    BIGINT        NOT NULL,
  writer          BIGINT        NOT NULL,
  othersrevision  BIGINT        NOT NULL,
  asked           BIGINT        NOT NULL,
  changed         VARCHAR(26),
  rivals          VARCHAR(500),
  PRIMARY KEY (jid(191))
) ENGINE = InnoDB CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin;

-- Which cloud what is stored of an XMPP domain comes from.
CREATE TABLE ofNextcloudClouds (
  xmppdomain      VARCHAR(255)  NOT NULL,
  fingerprint     VARCHAR(64)   NOT NULL,
  PRIMARY KEY (xmppdomain(191))
) ENGINE = InnoDB CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin;

-- Names that stand for an account with another id, as those of accounts from LDAP do, by the cloud's fingerprint. accountkey: the
-- id in lower case, for an account has one name. proven: when a login password last proved it; NULL if an administrator says so.
CREATE TABLE ofNextcloudAccounts (
  cloud       VARCHAR(64)   NOT NULL,
  name        VARCHAR(255)  NOT NULL,
  account     VARCHAR(255)  NOT NULL,
  accountkey  VARCHAR(255)  NOT NULL,
  proven      VARCHAR(26),
  PRIMARY KEY (cloud, name(191)),
  UNIQUE INDEX ofNextcloudAccounts_key_idx (cloud, accountkey(191))
) ENGINE = InnoDB CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin;

-- Wrong passwords that a cloud counts against this machine, by the hash of its address; jid is NULL if others have sent them.
CREATE TABLE ofNextcloudFailures (
  failureid   BIGINT        NOT NULL,
  cloud       VARCHAR(64)   NOT NULL,
  jid         VARCHAR(255),
  failed      VARCHAR(26)   NOT NULL,
  PRIMARY KEY (failureid),
  INDEX ofNextcloudFailures_idx (cloud, failed)
) ENGINE = InnoDB CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE ofNextcloudRoster (
  jid           VARCHAR(255)  NOT NULL,
  fullname      VARCHAR(255),
  grouplist     MEDIUMTEXT,
  responsehash  VARCHAR(64),
  last_update   VARCHAR(26),
  PRIMARY KEY (jid(191))
) ENGINE = InnoDB CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE ofNextcloudGroups (
  groupname     VARCHAR(255)  NOT NULL,
  userlist      MEDIUMTEXT,
  displayname   VARCHAR(255),
  PRIMARY KEY (groupname(191))
) ENGINE = InnoDB CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin;

-- Since when, in milliseconds of Unix time.
CREATE TABLE ofNextcloudGone (
  username      VARCHAR(255)  NOT NULL,
  gonesince     BIGINT        NOT NULL,
  PRIMARY KEY (username(191))
) ENGINE = InnoDB CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin;

-- One row. Its revision grows with every change: each writer increases it first.
CREATE TABLE ofNextcloudMeta (
  schemaversion INTEGER       NOT NULL,
  revision      BIGINT        NOT NULL,
  PRIMARY KEY (schemaversion)
) ENGINE = InnoDB CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin;
INSERT INTO ofNextcloudMeta (schemaversion, revision) VALUES (1, 0);

INSERT INTO ofVersion (name, version) VALUES ('nextcloudauth', 3);
