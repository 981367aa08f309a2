ALTER TABLE proposals ADD COLUMN edited_at timestamp with time zone;

ALTER TABLE proposals ADD COLUMN withdrawn_at timestamp with time zone;

CREATE TABLE proposal_versions (
    id uuid NOT NULL,
    town_id character varying(64) NOT NULL,
    proposal_id uuid NOT NULL,
    title text NOT NULL,
    body text NOT NULL,
    until timestamp with time zone NOT NULL,
    CONSTRAINT pk_proposal_versions PRIMARY KEY (id),
    CONSTRAINT fk_proposal_versions_proposals_proposal_id FOREIGN KEY (proposal_id) REFERENCES proposals (id) ON DELETE CASCADE
);

CREATE INDEX ix_proposal_versions_proposal_id_until ON proposal_versions (proposal_id, until);
