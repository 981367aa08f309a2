CREATE TABLE spot_checks (
    id uuid NOT NULL,
    town_id character varying(64) NOT NULL,
    number integer NOT NULL,
    drawn_at timestamp with time zone NOT NULL,
    last_merge integer NOT NULL,
    with_boxes integer NOT NULL,
    without_boxes integer NOT NULL,
    models text NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT pk_spot_checks PRIMARY KEY (id)
);

CREATE TABLE checked_frames (
    id uuid NOT NULL,
    town_id character varying(64) NOT NULL,
    spot_check_id uuid NOT NULL,
    ordinal integer NOT NULL,
    frame_id uuid NOT NULL,
    vehicle text NOT NULL,
    clear boolean NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    has_boxes boolean NOT NULL,
    state character varying(40) NOT NULL,
    boxes text NOT NULL,
    missed text NOT NULL,
    CONSTRAINT pk_checked_frames PRIMARY KEY (id),
    CONSTRAINT fk_checked_frames_spot_checks_spot_check_id FOREIGN KEY (spot_check_id) REFERENCES spot_checks (id) ON DELETE CASCADE
);

CREATE UNIQUE INDEX ix_spot_checks_town_id_number ON spot_checks (town_id, number);

CREATE UNIQUE INDEX ix_checked_frames_spot_check_id_ordinal ON checked_frames (spot_check_id, ordinal);
