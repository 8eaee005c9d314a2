-- Times are text in UTC, YYYY-MM-DD HH:MM:SS.ffffff, in every database. Lists are tab-separated. Names are compared byte by
-- byte, since usual collations consider different users equal.
CREATE TABLE IF NOT EXISTS domains (
  xmppdomain VARCHAR(255) PRIMARY KEY,
  authsecret TEXT,
  authurl TEXT,
  authdomain TEXT,
  regcontact TEXT,
  regfirst VARCHAR(26),
  reglatest VARCHAR(26)) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE InnoDB;
CREATE TABLE IF NOT EXISTS rosterinfo (
  jid VARCHAR(255) PRIMARY KEY,
  fullname TEXT,
  grouplist MEDIUMTEXT,
  responsehash TEXT,
  last_update VARCHAR(26)) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE InnoDB;
CREATE TABLE IF NOT EXISTS rostergroups (
  groupname VARCHAR(512) PRIMARY KEY,
  userlist MEDIUMTEXT) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE InnoDB;
CREATE TABLE IF NOT EXISTS xcauth_users (
  jid VARCHAR(255) PRIMARY KEY,
  present SMALLINT NOT NULL,
  learned VARCHAR(26) NOT NULL,
  firstseen VARCHAR(26) NOT NULL) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE InnoDB;
CREATE TABLE IF NOT EXISTS xcauth_passwords (
  jid VARCHAR(255) NOT NULL,
  pwhash VARCHAR(80) NOT NULL,
  firstauth VARCHAR(26) NOT NULL,
  verified VARCHAR(26) NOT NULL,
  lastused VARCHAR(26) NOT NULL,
  superseded SMALLINT NOT NULL,
  PRIMARY KEY (jid, pwhash)) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE InnoDB;
CREATE TABLE IF NOT EXISTS xcauth_changes (
  jid VARCHAR(255) PRIMARY KEY,
  revision BIGINT NOT NULL,
  changed VARCHAR(26) NOT NULL,
  INDEX xcauth_changes_revision (revision)) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE InnoDB;
-- One row. Its revision increases with every change; a writer increases it first.
CREATE TABLE IF NOT EXISTS xcauth_meta (
  schemaversion INTEGER NOT NULL,
  revision BIGINT NOT NULL) ENGINE InnoDB;
INSERT INTO xcauth_meta (schemaversion, revision) SELECT 0, 0 FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM xcauth_meta);
