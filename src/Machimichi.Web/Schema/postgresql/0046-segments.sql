CREATE TABLE segments (
    id uuid NOT NULL,
    town_id character varying(64) NOT NULL,
    number integer NOT NULL,
    origin character varying(40) NOT NULL,
    road_name text NOT NULL,
    district text NOT NULL,
    latitude double precision NOT NULL,
    longitude double precision NOT NULL,
    cell bigint,
    heading_degrees double precision NOT NULL,
    meters double precision NOT NULL,
    line text NOT NULL,
    last_passed_at timestamp with time zone,
    last_seen_at timestamp with time zone,
    times_seen integer NOT NULL,
    seen_ways integer NOT NULL,
    crack_percent double precision,
    confirmed_crack_percent double precision,
    CONSTRAINT pk_segments PRIMARY KEY (id)
);

CREATE UNIQUE INDEX ix_segments_town_id_number ON segments (town_id, number);

CREATE INDEX ix_segments_town_id_cell ON segments (town_id, cell);
