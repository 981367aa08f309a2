CREATE TABLE calls (
    id uuid NOT NULL,
    town_id character varying(64) NOT NULL,
    slug text NOT NULL,
    question text NOT NULL,
    introduction text NOT NULL,
    submission_hash text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    published_at timestamp with time zone,
    mode character varying(40) NOT NULL,
    per_person bigint NOT NULL,
    total bigint NOT NULL,
    most_choices integer NOT NULL,
    winners integer NOT NULL,
    collecting_from timestamp with time zone NOT NULL,
    collecting_until timestamp with time zone NOT NULL,
    review_from timestamp with time zone,
    review_until timestamp with time zone,
    vote_from timestamp with time zone,
    vote_until timestamp with time zone,
    result_from timestamp with time zone NOT NULL,
    result_until timestamp with time zone NOT NULL,
    result_at timestamp with time zone,
    result_text text NOT NULL,
    voters integer,
    version integer NOT NULL,
    CONSTRAINT pk_calls PRIMARY KEY (id)
);

CREATE TABLE call_projects (
    id uuid NOT NULL,
    town_id character varying(64) NOT NULL,
    call_id uuid NOT NULL,
    number integer NOT NULL,
    title text NOT NULL,
    description text NOT NULL,
    cost bigint NOT NULL,
    proposal_number integer,
    votes integer,
    chosen boolean,
    CONSTRAINT pk_call_projects PRIMARY KEY (id),
    CONSTRAINT fk_call_projects_calls_call_id FOREIGN KEY (call_id) REFERENCES calls (id) ON DELETE CASCADE
);

CREATE TABLE call_votes (
    id uuid NOT NULL,
    town_id character varying(64) NOT NULL,
    call_id uuid NOT NULL,
    person_id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT pk_call_votes PRIMARY KEY (id),
    CONSTRAINT fk_call_votes_calls_call_id FOREIGN KEY (call_id) REFERENCES calls (id) ON DELETE CASCADE
);

CREATE TABLE call_choices (
    id uuid NOT NULL,
    town_id character varying(64) NOT NULL,
    vote_id uuid NOT NULL,
    project_id uuid NOT NULL,
    CONSTRAINT pk_call_choices PRIMARY KEY (id),
    CONSTRAINT fk_call_choices_call_votes_vote_id FOREIGN KEY (vote_id) REFERENCES call_votes (id) ON DELETE CASCADE,
    CONSTRAINT fk_call_choices_call_projects_project_id FOREIGN KEY (project_id) REFERENCES call_projects (id) ON DELETE CASCADE
);

ALTER TABLE proposals ADD COLUMN call_id uuid CONSTRAINT fk_proposals_calls_call_id REFERENCES calls (id) ON DELETE RESTRICT;

CREATE UNIQUE INDEX ix_calls_town_id_slug ON calls (town_id, slug);

CREATE UNIQUE INDEX ix_calls_town_id_submission_hash ON calls (town_id, submission_hash);

CREATE INDEX ix_calls_town_id_result_until ON calls (town_id, result_until);

CREATE INDEX ix_proposals_call_id_number ON proposals (call_id, number);

CREATE UNIQUE INDEX ix_call_projects_call_id_number ON call_projects (call_id, number);

CREATE UNIQUE INDEX ix_call_votes_call_id_person_id ON call_votes (call_id, person_id);

CREATE INDEX ix_call_votes_town_id_person_id ON call_votes (town_id, person_id);

CREATE UNIQUE INDEX ix_call_choices_vote_id_project_id ON call_choices (vote_id, project_id);

CREATE INDEX ix_call_choices_project_id ON call_choices (project_id);
