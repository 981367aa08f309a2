ALTER TABLE proposals ADD COLUMN hidden_at timestamp with time zone;

ALTER TABLE reports ADD COLUMN hidden_at timestamp with time zone;

ALTER TABLE comments ADD COLUMN hidden_at timestamp with time zone;

DROP INDEX ix_reports_town_id_private_submitted_at;

CREATE INDEX ix_reports_town_id_private_hidden_at_submitted_at ON reports (town_id, private, hidden_at, submitted_at);

CREATE TABLE decisions (
    id uuid NOT NULL,
    town_id character varying(64) NOT NULL,
    subject_kind text NOT NULL,
    subject_id uuid NOT NULL,
    subject_number integer NOT NULL,
    verdict character varying(40) NOT NULL,
    reason text NOT NULL,
    words text NOT NULL,
    decided_by text NOT NULL,
    at timestamp with time zone NOT NULL,
    undone_at timestamp with time zone,
    CONSTRAINT pk_decisions PRIMARY KEY (id)
);

CREATE TABLE notices (
    id uuid NOT NULL,
    town_id character varying(64) NOT NULL,
    subject_kind text NOT NULL,
    subject_id uuid NOT NULL,
    reason text NOT NULL,
    words text NOT NULL,
    person_id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    decision_id uuid,
    CONSTRAINT pk_notices PRIMARY KEY (id)
);

CREATE TABLE blocks (
    id uuid NOT NULL,
    town_id character varying(64) NOT NULL,
    person_id uuid NOT NULL,
    reason text NOT NULL,
    blocked_by text NOT NULL,
    at timestamp with time zone NOT NULL,
    until timestamp with time zone NOT NULL,
    lifted_at timestamp with time zone,
    CONSTRAINT pk_blocks PRIMARY KEY (id)
);

CREATE INDEX ix_decisions_subject_id_at ON decisions (subject_id, at);

CREATE INDEX ix_decisions_town_id_verdict_at ON decisions (town_id, verdict, at);

CREATE UNIQUE INDEX ix_notices_subject_id_person_id ON notices (subject_id, person_id);

CREATE INDEX ix_notices_town_id_decision_id ON notices (town_id, decision_id);

CREATE INDEX ix_blocks_town_id_person_id ON blocks (town_id, person_id);
