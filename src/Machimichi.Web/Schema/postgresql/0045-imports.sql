CREATE TABLE imports (
    id uuid NOT NULL,
    town_id character varying(64) NOT NULL,
    number integer NOT NULL,
    vehicle_id uuid,
    by text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT pk_imports PRIMARY KEY (id)
);

CREATE TABLE imported_files (
    id uuid NOT NULL,
    town_id character varying(64) NOT NULL,
    import_id uuid NOT NULL,
    ordinal integer NOT NULL,
    name text NOT NULL,
    footage_id uuid,
    known boolean NOT NULL,
    reason_key text NOT NULL,
    reason_detail text NOT NULL,
    CONSTRAINT pk_imported_files PRIMARY KEY (id),
    CONSTRAINT fk_imported_files_imports_import_id FOREIGN KEY (import_id) REFERENCES imports (id) ON DELETE CASCADE
);

CREATE UNIQUE INDEX ix_imports_town_id_number ON imports (town_id, number);

CREATE UNIQUE INDEX ix_imported_files_import_id_ordinal ON imported_files (import_id, ordinal);
