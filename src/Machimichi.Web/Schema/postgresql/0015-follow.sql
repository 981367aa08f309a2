CREATE TABLE follows (
    id uuid NOT NULL,
    town_id character varying(64) NOT NULL,
    subject_kind text NOT NULL,
    subject_id uuid NOT NULL,
    subject_number integer NOT NULL,
    person_id uuid NOT NULL,
    mail text NOT NULL,
    language text NOT NULL,
    at timestamp with time zone NOT NULL,
    asked_at timestamp with time zone,
    confirmed_at timestamp with time zone,
    CONSTRAINT pk_follows PRIMARY KEY (id)
);

ALTER TABLE outgoing_messages ADD COLUMN unsubscribe text NOT NULL DEFAULT '';

CREATE UNIQUE INDEX ix_follows_subject_id_person_id ON follows (subject_id, person_id);

CREATE INDEX ix_follows_town_id_person_id ON follows (town_id, person_id);

CREATE INDEX ix_follows_town_id_mail ON follows (town_id, mail);
