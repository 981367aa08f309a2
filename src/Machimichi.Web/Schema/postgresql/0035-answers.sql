CREATE TABLE answer_drafts (
    id uuid NOT NULL,
    town_id character varying(64) NOT NULL,
    proposal_id uuid NOT NULL,
    body text NOT NULL,
    outcome character varying(40) NOT NULL,
    department text NOT NULL,
    written_by text NOT NULL,
    written_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_answer_drafts PRIMARY KEY (id),
    CONSTRAINT fk_answer_drafts_proposals_proposal_id FOREIGN KEY (proposal_id) REFERENCES proposals (id) ON DELETE CASCADE
);

CREATE UNIQUE INDEX ix_answer_drafts_proposal_id ON answer_drafts (proposal_id);

CREATE INDEX ix_answer_drafts_town_id ON answer_drafts (town_id);

CREATE TABLE milestones (
    id uuid NOT NULL,
    town_id character varying(64) NOT NULL,
    proposal_id uuid NOT NULL,
    title text NOT NULL,
    first_due date NOT NULL,
    due date NOT NULL,
    added_at timestamp with time zone NOT NULL,
    reason text NOT NULL,
    moved_at timestamp with time zone,
    done_at timestamp with time zone,
    dropped_at timestamp with time zone,
    CONSTRAINT pk_milestones PRIMARY KEY (id),
    CONSTRAINT fk_milestones_proposals_proposal_id FOREIGN KEY (proposal_id) REFERENCES proposals (id) ON DELETE CASCADE
);

CREATE INDEX ix_milestones_proposal_id_due ON milestones (proposal_id, due);
