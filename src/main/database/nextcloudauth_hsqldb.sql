-- Times are text in UTC, YYYY-MM-DD HH:MM:SS.ffffff, in every database. Lists are tab-separated.
-- In memory, as Openfire's own tables are by default: 10,000 users take some 40 MB. Rows of cached tables have to fit
-- into a cache of 10 MB, and the members of a large group do not.

CREATE MEMORY TABLE ofNextcloudUsers (
  jid           VARCHAR(255)  NOT NULL,
  present       SMALLINT      NOT NULL,
  learned       VARCHAR(26)   NOT NULL,
  firstseen     VARCHAR(26)   NOT NULL,
  missingsince  VARCHAR(26),
  CONSTRAINT ofNextcloudUsers_pk PRIMARY KEY (jid)
);

CREATE MEMORY TABLE ofNextcloudPasswords (
  jid           VARCHAR(255)  NOT NULL,
  pwhash        VARCHAR(80)   NOT NULL,
  firstauth     VARCHAR(26)   NOT NULL,
  verified      VARCHAR(26)   NOT NULL,
  lastused      VARCHAR(26)   NOT NULL,
  superseded    SMALLINT      NOT NULL,
  CONSTRAINT ofNextcloudPasswords_pk PRIMARY KEY (jid, pwhash)
);

CREATE MEMORY TABLE ofNextcloudChanges (
  jid           VARCHAR(255)  NOT NULL,
  revision      BIGINT        NOT NULL,
  changed       VARCHAR(26)   NOT NULL,
  CONSTRAINT ofNextcloudChanges_pk PRIMARY KEY (jid)
);
CREATE INDEX ofNextcloudChanges_rev_idx ON ofNextcloudChanges (revision);

-- In which order each user's passwords were accepted, by revision: the last acceptance, by which process, the last one of
-- other processes, and that process's newest question. changed: when a password was last superseded or refused.
CREATE MEMORY TABLE ofNextcloudAcceptances (
  jid             VARCHAR(255)  NOT NULL,
  lastrevision    BIGINT        NOT NULL,
  writer          BIGINT        NOT NULL,
  othersrevision  BIGINT        NOT NULL,
  asked           BIGINT        NOT NULL,
  changed         VARCHAR(26),
  rivals          VARCHAR(500),
  CONSTRAINT ofNextcloudAcceptances_pk PRIMARY KEY (jid)
);

-- Which cloud what is stored of an XMPP domain comes from.
CREATE MEMORY TABLE ofNextcloudClouds (
  xmppdomain      VARCHAR(255)  NOT NULL,
  fingerprint     VARCHAR(64)   NOT NULL,
  CONSTRAINT ofNextcloudClouds_pk PRIMARY KEY (xmppdomain)
);

CREATE MEMORY TABLE ofNextcloudRoster (
  jid           VARCHAR(255)  NOT NULL,
  fullname      VARCHAR(255),
  grouplist     LONGVARCHAR,
  responsehash  VARCHAR(64),
  last_update   VARCHAR(26),
  CONSTRAINT ofNextcloudRoster_pk PRIMARY KEY (jid)
);

CREATE MEMORY TABLE ofNextcloudGroups (
  groupname     VARCHAR(255)  NOT NULL,
  userlist      LONGVARCHAR,
  displayname   VARCHAR(255),
  CONSTRAINT ofNextcloudGroups_pk PRIMARY KEY (groupname)
);

-- Since when, in milliseconds of Unix time.
CREATE MEMORY TABLE ofNextcloudGone (
  username      VARCHAR(255)  NOT NULL,
  gonesince     BIGINT        NOT NULL,
  CONSTRAINT ofNextcloudGone_pk PRIMARY KEY (username)
);

-- One row. Its revision grows with every change: whoever writes increases it first.
CREATE MEMORY TABLE ofNextcloudMeta (
  schemaversion INTEGER       NOT NULL,
  revision      BIGINT        NOT NULL,
  CONSTRAINT ofNextcloudMeta_pk PRIMARY KEY (schemaversion)
);
INSERT INTO ofNextcloudMeta (schemaversion, revision) VALUES (1, 0);

INSERT INTO ofVersion (name, version) VALUES ('nextcloudauth', 2);
