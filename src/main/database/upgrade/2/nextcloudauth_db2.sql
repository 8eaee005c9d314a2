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

-- When the cloud first said that the user does not exist, as long as that is not believed.
ALTER TABLE ofNextcloudUsers ADD COLUMN missingsince VARCHAR(26);

UPDATE ofVersion SET version = 2 WHERE name = 'nextcloudauth';
