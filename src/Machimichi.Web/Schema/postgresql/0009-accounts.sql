CREATE TABLE sessions (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    device text NOT NULL,
    begun_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_sessions PRIMARY KEY (id),
    CONSTRAINT fk_sessions_asp_net_users_account_id FOREIGN KEY (account_id) REFERENCES asp_net_users (id) ON DELETE CASCADE
);

CREATE TABLE personal_exports (
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    mail text NOT NULL,
    language text NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    ready_at timestamp with time zone,
    file_key text NOT NULL,
    CONSTRAINT pk_personal_exports PRIMARY KEY (id)
);

ALTER TABLE outgoing_messages ADD COLUMN last boolean NOT NULL DEFAULT false;

CREATE INDEX ix_sessions_account_id ON sessions (account_id);

CREATE INDEX ix_personal_exports_person_id ON personal_exports (person_id);
