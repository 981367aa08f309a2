ALTER TABLE photos ADD COLUMN medium_key text NOT NULL DEFAULT '';

ALTER TABLE reports ADD COLUMN details text NOT NULL DEFAULT '';
ALTER TABLE reports ADD COLUMN withdrawn_at timestamp with time zone;

CREATE TABLE additions (
    id uuid NOT NULL,
    town_id character varying(64) NOT NULL,
    report_id uuid NOT NULL,
    text text NOT NULL,
    submission_hash text NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT pk_additions PRIMARY KEY (id),
    CONSTRAINT fk_additions_reports_report_id FOREIGN KEY (report_id) REFERENCES reports (id) ON DELETE CASCADE
);

CREATE TABLE spoken_for (
    id uuid NOT NULL,
    town_id character varying(64) NOT NULL,
    subject_kind text NOT NULL,
    subject_id uuid NOT NULL,
    source character varying(40) NOT NULL,
    agreed_on date NOT NULL,
    agreed_to text NOT NULL,
    contact text NOT NULL,
    entered_by text NOT NULL,
    entered_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_spoken_for PRIMARY KEY (id)
);

CREATE INDEX ix_additions_report_id_at ON additions (report_id, at);

CREATE UNIQUE INDEX ix_additions_town_id_submission_hash ON additions (town_id, submission_hash);

CREATE UNIQUE INDEX ix_spoken_for_subject_kind_subject_id ON spoken_for (subject_kind, subject_id);
