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

-- When the cloud first said that the user does not exist, as long as that is not believed.
ALTER TABLE ofNextcloudUsers ADD missingsince VARCHAR2(26);

UPDATE ofVersion SET version = 2 WHERE name = 'nextcloudauth';
