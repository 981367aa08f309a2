ALTER TABLE case_events ADD COLUMN why text NOT NULL DEFAULT '';

CREATE TABLE repair_answers (
    id uuid NOT NULL,
    town_id character varying(64) NOT NULL,
    report_id uuid NOT NULL,
    done_at timestamp with time zone NOT NULL,
    fixed boolean NOT NULL,
    satisfaction integer NOT NULL,
    reopened boolean NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT pk_repair_answers PRIMARY KEY (id),
    CONSTRAINT fk_repair_answers_reports_report_id FOREIGN KEY (report_id) REFERENCES reports (id) ON DELETE CASCADE
);

CREATE UNIQUE INDEX ix_repair_answers_report_id_done_at ON repair_answers (report_id, done_at);
