CREATE TABLE answers (
    id uuid NOT NULL,
    town_id character varying(64) NOT NULL,
    subject_kind text NOT NULL,
    subject_id uuid NOT NULL,
    subject_number integer NOT NULL,
    body text NOT NULL,
    outcome character varying(40),
    department text NOT NULL,
    published_by text NOT NULL,
    told integer NOT NULL,
    published_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_answers PRIMARY KEY (id)
);

CREATE TABLE asp_net_users (
    id uuid NOT NULL,
    nickname text NOT NULL,
    user_name character varying(256),
    normalized_user_name character varying(256),
    email character varying(256),
    normalized_email character varying(256),
    email_confirmed boolean NOT NULL,
    password_hash text,
    security_stamp text,
    concurrency_stamp text,
    phone_number character varying(256),
    phone_number_confirmed boolean NOT NULL,
    two_factor_enabled boolean NOT NULL,
    lockout_end timestamp with time zone,
    lockout_enabled boolean NOT NULL,
    access_failed_count integer NOT NULL,
    CONSTRAINT pk_asp_net_users PRIMARY KEY (id)
);

CREATE TABLE audit_entries (
    town_id text NOT NULL,
    seq bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    subject_kind text NOT NULL,
    subject_id uuid NOT NULL,
    detail text NOT NULL,
    previous_hash text NOT NULL,
    hash text NOT NULL,
    CONSTRAINT pk_audit_entries PRIMARY KEY (town_id, seq)
);

CREATE TABLE audit_heads (
    town_id character varying(64) NOT NULL,
    seq bigint NOT NULL,
    hash text NOT NULL,
    CONSTRAINT pk_audit_heads PRIMARY KEY (town_id)
);

CREATE TABLE cases (
    id uuid NOT NULL,
    town_id character varying(64) NOT NULL,
    number integer NOT NULL,
    state character varying(40) NOT NULL,
    title text NOT NULL,
    category text NOT NULL,
    department text NOT NULL,
    district text NOT NULL,
    latitude double precision,
    longitude double precision,
    cell bigint,
    severity integer NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    done_at timestamp with time zone,
    merged_into uuid,
    version integer NOT NULL,
    CONSTRAINT pk_cases PRIMARY KEY (id)
);

CREATE TABLE counters (
    town_id character varying(64) NOT NULL,
    series text NOT NULL,
    value integer NOT NULL,
    CONSTRAINT pk_counters PRIMARY KEY (town_id, series)
);

CREATE TABLE defects (
    id uuid NOT NULL,
    town_id character varying(64) NOT NULL,
    number integer NOT NULL,
    state character varying(40) NOT NULL,
    class character varying(8) NOT NULL,
    class_is_chosen boolean NOT NULL,
    latitude double precision NOT NULL,
    longitude double precision NOT NULL,
    cell bigint,
    north_variance double precision NOT NULL,
    east_variance double precision NOT NULL,
    north_east_covariance double precision NOT NULL,
    heading_degrees double precision,
    right_meters double precision NOT NULL,
    district text NOT NULL,
    along_meters double precision NOT NULL,
    across_meters double precision NOT NULL,
    square_meters double precision NOT NULL,
    length_meters double precision NOT NULL,
    severity integer NOT NULL,
    first_seen_at timestamp with time zone NOT NULL,
    last_seen_at timestamp with time zone NOT NULL,
    drives integer NOT NULL,
    best_frame_id uuid NOT NULL,
    best_sighting_id uuid NOT NULL,
    best_score real NOT NULL,
    case_id uuid,
    case_number integer,
    joined_into uuid,
    decided_at timestamp with time zone,
    repaired_at timestamp with time zone,
    version integer NOT NULL,
    CONSTRAINT pk_defects PRIMARY KEY (id)
);

CREATE TABLE job_tickets (
    id uuid NOT NULL,
    town_id text NOT NULL,
    kind text NOT NULL,
    payload text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    state character varying(40) NOT NULL,
    attempts integer NOT NULL,
    percent integer NOT NULL,
    progress_text text NOT NULL,
    error text NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    CONSTRAINT pk_job_tickets PRIMARY KEY (id)
);

CREATE TABLE memberships (
    town_id text NOT NULL,
    account_id uuid NOT NULL,
    role character varying(40) NOT NULL,
    CONSTRAINT pk_memberships PRIMARY KEY (town_id, account_id, role)
);

CREATE TABLE outgoing_messages (
    id uuid NOT NULL,
    town_id text NOT NULL,
    "to" text NOT NULL,
    subject text NOT NULL,
    body text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    CONSTRAINT pk_outgoing_messages PRIMARY KEY (id)
);

CREATE TABLE photos (
    id uuid NOT NULL,
    town_id character varying(64) NOT NULL,
    owner_kind text NOT NULL,
    owner_id uuid NOT NULL,
    public boolean NOT NULL,
    state character varying(40) NOT NULL,
    raw_key text NOT NULL,
    large_key text NOT NULL,
    small_key text NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    latitude double precision,
    longitude double precision,
    received_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_photos PRIMARY KEY (id)
);

CREATE TABLE proposals (
    id uuid NOT NULL,
    town_id character varying(64) NOT NULL,
    number integer NOT NULL,
    title text NOT NULL,
    body text NOT NULL,
    search_text text NOT NULL,
    category text NOT NULL,
    district text NOT NULL,
    latitude double precision,
    longitude double precision,
    cell bigint,
    nickname text NOT NULL,
    mail text NOT NULL,
    language text NOT NULL,
    person_id uuid NOT NULL,
    submission_hash text NOT NULL,
    submitted_at timestamp with time zone NOT NULL,
    support_count integer NOT NULL,
    state character varying(40) NOT NULL,
    outcome character varying(40),
    answered_at timestamp with time zone,
    CONSTRAINT pk_proposals PRIMARY KEY (id)
);

CREATE TABLE reports (
    id uuid NOT NULL,
    town_id character varying(64) NOT NULL,
    number integer NOT NULL,
    category text NOT NULL,
    title text NOT NULL,
    text text NOT NULL,
    search_text text NOT NULL,
    district text NOT NULL,
    latitude double precision,
    longitude double precision,
    cell bigint,
    place_source character varying(40) NOT NULL,
    nickname text NOT NULL,
    mail text NOT NULL,
    language text NOT NULL,
    person_id uuid NOT NULL,
    private boolean NOT NULL,
    urgent boolean NOT NULL,
    state character varying(40) NOT NULL,
    submission_hash text NOT NULL,
    submitted_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    done_at timestamp with time zone,
    CONSTRAINT pk_reports PRIMARY KEY (id)
);

CREATE TABLE towns (
    slug character varying(64) NOT NULL,
    json text NOT NULL,
    CONSTRAINT pk_towns PRIMARY KEY (slug)
);

CREATE TABLE vehicles (
    id uuid NOT NULL,
    town_id character varying(64) NOT NULL,
    name character varying(60) NOT NULL,
    CONSTRAINT pk_vehicles PRIMARY KEY (id)
);

CREATE TABLE work_orders (
    id uuid NOT NULL,
    town_id character varying(64) NOT NULL,
    number integer NOT NULL,
    case_id uuid NOT NULL,
    state character varying(40) NOT NULL,
    instruction text NOT NULL,
    ordered_by text NOT NULL,
    ordered_at timestamp with time zone NOT NULL,
    done_at timestamp with time zone,
    done_by text NOT NULL,
    crew_note text NOT NULL,
    before_photo uuid,
    after_photo uuid,
    CONSTRAINT pk_work_orders PRIMARY KEY (id)
);

CREATE TABLE asp_net_user_claims (
    id integer GENERATED BY DEFAULT AS IDENTITY,
    user_id uuid NOT NULL,
    claim_type text,
    claim_value text,
    CONSTRAINT pk_asp_net_user_claims PRIMARY KEY (id),
    CONSTRAINT fk_asp_net_user_claims_asp_net_users_user_id FOREIGN KEY (user_id) REFERENCES asp_net_users (id) ON DELETE CASCADE
);

CREATE TABLE asp_net_user_logins (
    login_provider character varying(128) NOT NULL,
    provider_key character varying(128) NOT NULL,
    provider_display_name text,
    user_id uuid NOT NULL,
    CONSTRAINT pk_asp_net_user_logins PRIMARY KEY (login_provider, provider_key),
    CONSTRAINT fk_asp_net_user_logins_asp_net_users_user_id FOREIGN KEY (user_id) REFERENCES asp_net_users (id) ON DELETE CASCADE
);

CREATE TABLE asp_net_user_passkeys (
    credential_id bytea NOT NULL,
    user_id uuid NOT NULL,
    "Data" jsonb NOT NULL,
    CONSTRAINT pk_asp_net_user_passkeys PRIMARY KEY (credential_id),
    CONSTRAINT fk_asp_net_user_passkeys_asp_net_users_user_id FOREIGN KEY (user_id) REFERENCES asp_net_users (id) ON DELETE CASCADE
);

CREATE TABLE asp_net_user_tokens (
    user_id uuid NOT NULL,
    login_provider character varying(128) NOT NULL,
    name character varying(128) NOT NULL,
    value text,
    CONSTRAINT pk_asp_net_user_tokens PRIMARY KEY (user_id, login_provider, name),
    CONSTRAINT fk_asp_net_user_tokens_asp_net_users_user_id FOREIGN KEY (user_id) REFERENCES asp_net_users (id) ON DELETE CASCADE
);

CREATE TABLE case_events (
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    state character varying(40) NOT NULL,
    public_text text NOT NULL,
    actor_name text NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT pk_case_events PRIMARY KEY (id),
    CONSTRAINT fk_case_events_cases_case_id FOREIGN KEY (case_id) REFERENCES cases (id) ON DELETE CASCADE
);

CREATE TABLE case_subjects (
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    kind text NOT NULL,
    subject_id uuid NOT NULL,
    title text NOT NULL,
    picture text,
    path text NOT NULL,
    severity integer NOT NULL,
    joined_at timestamp with time zone NOT NULL,
    came_from uuid,
    CONSTRAINT pk_case_subjects PRIMARY KEY (id),
    CONSTRAINT fk_case_subjects_cases_case_id FOREIGN KEY (case_id) REFERENCES cases (id) ON DELETE CASCADE
);

CREATE TABLE passes (
    id uuid NOT NULL,
    town_id character varying(64) NOT NULL,
    defect_id uuid NOT NULL,
    footage_id uuid NOT NULL,
    drive_id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    seen boolean NOT NULL,
    clear_frames integer NOT NULL,
    CONSTRAINT pk_passes PRIMARY KEY (id),
    CONSTRAINT fk_passes_defects_defect_id FOREIGN KEY (defect_id) REFERENCES defects (id) ON DELETE CASCADE
);

CREATE TABLE supports (
    id uuid NOT NULL,
    town_id character varying(64) NOT NULL,
    proposal_id uuid NOT NULL,
    person_id uuid NOT NULL,
    mail text NOT NULL,
    language text NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT pk_supports PRIMARY KEY (id),
    CONSTRAINT fk_supports_proposals_proposal_id FOREIGN KEY (proposal_id) REFERENCES proposals (id) ON DELETE CASCADE
);

CREATE TABLE report_keys (
    id uuid NOT NULL,
    town_id character varying(64) NOT NULL,
    report_id uuid NOT NULL,
    hash text NOT NULL,
    CONSTRAINT pk_report_keys PRIMARY KEY (id),
    CONSTRAINT fk_report_keys_reports_report_id FOREIGN KEY (report_id) REFERENCES reports (id) ON DELETE CASCADE
);

CREATE TABLE drives (
    id uuid NOT NULL,
    town_id character varying(64) NOT NULL,
    number integer NOT NULL,
    vehicle_id uuid,
    received_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    ended_at timestamp with time zone,
    CONSTRAINT pk_drives PRIMARY KEY (id),
    CONSTRAINT fk_drives_vehicles_vehicle_id FOREIGN KEY (vehicle_id) REFERENCES vehicles (id)
);

CREATE TABLE footage (
    id uuid NOT NULL,
    town_id character varying(64) NOT NULL,
    drive_id uuid NOT NULL,
    name text NOT NULL,
    kind character varying(40) NOT NULL,
    content_hash character varying(64) NOT NULL,
    bytes bigint NOT NULL,
    received_at timestamp with time zone NOT NULL,
    files text NOT NULL,
    state character varying(40) NOT NULL,
    reason_key text NOT NULL,
    reason_detail text NOT NULL,
    ticket_id uuid NOT NULL,
    started_at timestamp with time zone,
    ended_at timestamp with time zone,
    track_source text NOT NULL,
    track_line text NOT NULL,
    meters_driven double precision NOT NULL,
    meters_seen double precision NOT NULL,
    frames integer NOT NULL,
    unclear_frames integer NOT NULL,
    detections integer NOT NULL,
    sightings integer NOT NULL,
    model text NOT NULL,
    read_at timestamp with time zone,
    merge_order integer NOT NULL,
    CONSTRAINT pk_footage PRIMARY KEY (id),
    CONSTRAINT fk_footage_drives_drive_id FOREIGN KEY (drive_id) REFERENCES drives (id) ON DELETE CASCADE
);

CREATE TABLE frames (
    id uuid NOT NULL,
    town_id character varying(64) NOT NULL,
    footage_id uuid NOT NULL,
    drive_id uuid NOT NULL,
    ordinal integer NOT NULL,
    at timestamp with time zone NOT NULL,
    latitude double precision,
    longitude double precision,
    heading_degrees double precision,
    speed_mps double precision,
    flaws character varying(40) NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    horizon_y double precision NOT NULL,
    file_key text NOT NULL,
    CONSTRAINT pk_frames PRIMARY KEY (id),
    CONSTRAINT fk_frames_footage_footage_id FOREIGN KEY (footage_id) REFERENCES footage (id) ON DELETE CASCADE
);

CREATE TABLE sightings (
    id uuid NOT NULL,
    town_id character varying(64) NOT NULL,
    footage_id uuid NOT NULL,
    drive_id uuid NOT NULL,
    defect_id uuid NOT NULL,
    ordinal integer NOT NULL,
    came_from uuid,
    at timestamp with time zone NOT NULL,
    best_frame_id uuid NOT NULL,
    class character varying(8) NOT NULL,
    score real NOT NULL,
    frames integer NOT NULL,
    latitude double precision NOT NULL,
    longitude double precision NOT NULL,
    north_variance double precision NOT NULL,
    east_variance double precision NOT NULL,
    north_east_covariance double precision NOT NULL,
    heading_degrees double precision,
    right_meters double precision NOT NULL,
    along_meters double precision NOT NULL,
    across_meters double precision NOT NULL,
    square_meters double precision NOT NULL,
    length_meters double precision NOT NULL,
    severity integer NOT NULL,
    CONSTRAINT pk_sightings PRIMARY KEY (id),
    CONSTRAINT fk_sightings_defects_defect_id FOREIGN KEY (defect_id) REFERENCES defects (id) ON DELETE CASCADE,
    CONSTRAINT fk_sightings_footage_footage_id FOREIGN KEY (footage_id) REFERENCES footage (id) ON DELETE CASCADE
);

CREATE TABLE detections (
    id uuid NOT NULL,
    town_id character varying(64) NOT NULL,
    frame_id uuid NOT NULL,
    footage_id uuid NOT NULL,
    sighting_id uuid,
    class character varying(8) NOT NULL,
    score real NOT NULL,
    "left" real NOT NULL,
    top real NOT NULL,
    "right" real NOT NULL,
    bottom real NOT NULL,
    CONSTRAINT pk_detections PRIMARY KEY (id),
    CONSTRAINT fk_detections_frames_frame_id FOREIGN KEY (frame_id) REFERENCES frames (id) ON DELETE CASCADE
);

CREATE INDEX ix_answers_subject_kind_subject_id ON answers (subject_kind, subject_id);

CREATE INDEX ix_answers_town_id_published_at ON answers (town_id, published_at);

CREATE INDEX ix_asp_net_user_claims_user_id ON asp_net_user_claims (user_id);

CREATE INDEX ix_asp_net_user_logins_user_id ON asp_net_user_logins (user_id);

CREATE INDEX ix_asp_net_user_passkeys_user_id ON asp_net_user_passkeys (user_id);

CREATE INDEX email_index ON asp_net_users (normalized_email);

CREATE UNIQUE INDEX user_name_index ON asp_net_users (normalized_user_name);

CREATE INDEX ix_audit_entries_town_id_subject_kind_subject_id ON audit_entries (town_id, subject_kind, subject_id);

CREATE INDEX ix_case_events_case_id ON case_events (case_id);

CREATE UNIQUE INDEX ix_case_subjects_case_id_kind_subject_id ON case_subjects (case_id, kind, subject_id);

CREATE INDEX ix_case_subjects_kind_subject_id ON case_subjects (kind, subject_id);

CREATE INDEX ix_cases_merged_into ON cases (merged_into);

CREATE INDEX ix_cases_town_id_cell ON cases (town_id, cell);

CREATE UNIQUE INDEX ix_cases_town_id_number ON cases (town_id, number);

CREATE INDEX ix_cases_town_id_state_severity_opened_at ON cases (town_id, state, severity, opened_at);

CREATE INDEX ix_defects_town_id_cell ON defects (town_id, cell);

CREATE UNIQUE INDEX ix_defects_town_id_number ON defects (town_id, number);

CREATE INDEX ix_defects_town_id_state_severity_best_score ON defects (town_id, state, severity, best_score);

CREATE INDEX ix_detections_footage_id ON detections (footage_id);

CREATE INDEX ix_detections_frame_id ON detections (frame_id);

CREATE INDEX ix_detections_sighting_id ON detections (sighting_id);

CREATE UNIQUE INDEX ix_drives_town_id_number ON drives (town_id, number);

CREATE INDEX ix_drives_town_id_vehicle_id_started_at ON drives (town_id, vehicle_id, started_at);

CREATE INDEX ix_drives_vehicle_id ON drives (vehicle_id);

CREATE INDEX ix_footage_drive_id_state ON footage (drive_id, state);

CREATE UNIQUE INDEX ix_footage_town_id_content_hash ON footage (town_id, content_hash);

CREATE INDEX ix_frames_drive_id_at ON frames (drive_id, at);

CREATE UNIQUE INDEX ix_frames_footage_id_ordinal ON frames (footage_id, ordinal);

CREATE INDEX ix_job_tickets_state_created_at ON job_tickets (state, created_at);

CREATE INDEX ix_job_tickets_town_id_kind_state ON job_tickets (town_id, kind, state);

CREATE INDEX ix_memberships_account_id ON memberships (account_id);

CREATE INDEX ix_outgoing_messages_created_at ON outgoing_messages (created_at);

CREATE UNIQUE INDEX ix_passes_defect_id_footage_id ON passes (defect_id, footage_id);

CREATE INDEX ix_photos_town_id_owner_kind_owner_id ON photos (town_id, owner_kind, owner_id);

CREATE INDEX ix_proposals_town_id_answered_at ON proposals (town_id, answered_at);

CREATE UNIQUE INDEX ix_proposals_town_id_number ON proposals (town_id, number);

CREATE INDEX ix_proposals_town_id_person_id ON proposals (town_id, person_id);

CREATE UNIQUE INDEX ix_proposals_town_id_submission_hash ON proposals (town_id, submission_hash);

CREATE INDEX ix_proposals_town_id_submitted_at ON proposals (town_id, submitted_at);

CREATE INDEX ix_proposals_town_id_support_count ON proposals (town_id, support_count);

CREATE INDEX ix_report_keys_report_id_hash ON report_keys (report_id, hash);

CREATE INDEX ix_reports_town_id_cell ON reports (town_id, cell);

CREATE UNIQUE INDEX ix_reports_town_id_number ON reports (town_id, number);

CREATE INDEX ix_reports_town_id_person_id ON reports (town_id, person_id);

CREATE INDEX ix_reports_town_id_private_submitted_at ON reports (town_id, private, submitted_at);

CREATE UNIQUE INDEX ix_reports_town_id_submission_hash ON reports (town_id, submission_hash);

CREATE INDEX ix_sightings_defect_id ON sightings (defect_id);

CREATE INDEX ix_sightings_drive_id ON sightings (drive_id);

CREATE UNIQUE INDEX ix_sightings_footage_id_ordinal ON sightings (footage_id, ordinal);

CREATE UNIQUE INDEX ix_supports_proposal_id_person_id ON supports (proposal_id, person_id);

CREATE INDEX ix_supports_town_id_person_id ON supports (town_id, person_id);

CREATE UNIQUE INDEX ix_vehicles_town_id_name ON vehicles (town_id, name);

CREATE INDEX ix_work_orders_case_id ON work_orders (case_id);

CREATE UNIQUE INDEX ix_work_orders_town_id_number ON work_orders (town_id, number);

CREATE INDEX ix_work_orders_town_id_state ON work_orders (town_id, state);

