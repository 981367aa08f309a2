CREATE TABLE comments (
    id uuid NOT NULL,
    town_id character varying(64) NOT NULL,
    number integer NOT NULL,
    proposal_id uuid NOT NULL,
    to_id uuid,
    stance character varying(40) NOT NULL,
    text text NOT NULL,
    nickname text NOT NULL,
    person_id uuid NOT NULL,
    submission_hash text NOT NULL,
    at timestamp with time zone NOT NULL,
    edited_at timestamp with time zone,
    withdrawn_at timestamp with time zone,
    CONSTRAINT pk_comments PRIMARY KEY (id),
    CONSTRAINT fk_comments_comments_to_id FOREIGN KEY (to_id) REFERENCES comments (id) ON DELETE RESTRICT,
    CONSTRAINT fk_comments_proposals_proposal_id FOREIGN KEY (proposal_id) REFERENCES proposals (id) ON DELETE CASCADE
);

CREATE TABLE earlier_comments (
    id uuid NOT NULL,
    town_id character varying(64) NOT NULL,
    comment_id uuid NOT NULL,
    stance character varying(40) NOT NULL,
    text text NOT NULL,
    until timestamp with time zone NOT NULL,
    CONSTRAINT pk_earlier_comments PRIMARY KEY (id),
    CONSTRAINT fk_earlier_comments_comments_comment_id FOREIGN KEY (comment_id) REFERENCES comments (id) ON DELETE CASCADE
);

CREATE INDEX ix_comments_proposal_id_number ON comments (proposal_id, number);

CREATE INDEX ix_comments_to_id ON comments (to_id);

CREATE UNIQUE INDEX ix_comments_town_id_number ON comments (town_id, number);

CREATE INDEX ix_comments_town_id_person_id ON comments (town_id, person_id);

CREATE UNIQUE INDEX ix_comments_town_id_submission_hash ON comments (town_id, submission_hash);

CREATE INDEX ix_earlier_comments_comment_id ON earlier_comments (comment_id);
