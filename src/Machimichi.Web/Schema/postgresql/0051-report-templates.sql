CREATE TABLE report_templates (
    id uuid NOT NULL,
    town_id character varying(64) NOT NULL,
    language character varying(8) NOT NULL,
    version integer NOT NULL,
    text text NOT NULL,
    saved_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_report_templates PRIMARY KEY (id)
);

CREATE UNIQUE INDEX ix_report_templates_town_id_language_version ON report_templates (town_id, language, version);
