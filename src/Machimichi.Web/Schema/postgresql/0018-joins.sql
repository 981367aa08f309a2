ALTER TABLE cases ADD COLUMN open_cell bigint;

UPDATE cases SET open_cell = cell WHERE state IN ('New', 'Confirmed', 'Planned', 'InWork');

ALTER TABLE case_subjects ADD COLUMN category text NOT NULL DEFAULT '';
ALTER TABLE case_subjects ADD COLUMN latitude double precision;
ALTER TABLE case_subjects ADD COLUMN longitude double precision;
ALTER TABLE case_subjects ADD COLUMN north_variance double precision NOT NULL DEFAULT 144;
ALTER TABLE case_subjects ADD COLUMN east_variance double precision NOT NULL DEFAULT 144;
ALTER TABLE case_subjects ADD COLUMN covariance double precision NOT NULL DEFAULT 0;

-- Until now a subject had no place of its own: its case's, which the first of them gave, stands for it.
UPDATE case_subjects AS s SET category = c.category, latitude = c.latitude, longitude = c.longitude FROM cases AS c WHERE c.id = s.case_id;

CREATE TABLE case_past_subjects (
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    kind text NOT NULL,
    subject_id uuid NOT NULL,
    title text NOT NULL,
    path text NOT NULL,
    joined_at timestamp with time zone NOT NULL,
    left_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_case_past_subjects PRIMARY KEY (id),
    CONSTRAINT fk_case_past_subjects_cases_case_id FOREIGN KEY (case_id) REFERENCES cases (id) ON DELETE CASCADE
);

CREATE TABLE join_proposals (
    id uuid NOT NULL,
    town_id character varying(64) NOT NULL,
    case_id uuid NOT NULL,
    other_id uuid NOT NULL,
    state character varying(40) NOT NULL,
    meters double precision NOT NULL,
    error_meters double precision NOT NULL,
    probability double precision NOT NULL,
    same_category boolean NOT NULL,
    days_apart integer NOT NULL,
    rivals integer NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    CONSTRAINT pk_join_proposals PRIMARY KEY (id)
);

CREATE INDEX ix_cases_town_id_open_cell ON cases (town_id, open_cell);

CREATE INDEX ix_case_past_subjects_case_id ON case_past_subjects (case_id);

CREATE INDEX ix_case_past_subjects_kind_subject_id ON case_past_subjects (kind, subject_id);

CREATE INDEX ix_join_proposals_case_id ON join_proposals (case_id);

CREATE INDEX ix_join_proposals_other_id ON join_proposals (other_id);

CREATE INDEX ix_join_proposals_town_id_state_probability ON join_proposals (town_id, state, probability);
