ALTER TABLE cases ADD COLUMN deadline date;
ALTER TABLE cases ADD COLUMN deadline_is_chosen boolean NOT NULL DEFAULT FALSE;
ALTER TABLE cases ADD COLUMN person_id uuid;
ALTER TABLE cases ADD COLUMN person text NOT NULL DEFAULT '';
ALTER TABLE cases ADD COLUMN rank double precision NOT NULL DEFAULT 0;

ALTER TABLE case_events ADD COLUMN office text NOT NULL DEFAULT '';

CREATE TABLE case_notes (
    id uuid NOT NULL,
    town_id character varying(64) NOT NULL,
    case_id uuid NOT NULL,
    text text NOT NULL,
    actor_name text NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT pk_case_notes PRIMARY KEY (id)
);

CREATE INDEX ix_case_notes_case_id_at ON case_notes (case_id, at);

CREATE INDEX ix_cases_town_id_state_deadline ON cases (town_id, state, deadline);

CREATE INDEX ix_cases_town_id_state_rank ON cases (town_id, state, rank);
