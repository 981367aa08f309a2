CREATE TABLE "answers" (
    "id" TEXT NOT NULL CONSTRAINT "pk_answers" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "subject_kind" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "subject_number" INTEGER NOT NULL,
    "body" TEXT NOT NULL,
    "outcome" TEXT NULL,
    "department" TEXT NOT NULL,
    "published_by" TEXT NOT NULL,
    "told" INTEGER NOT NULL,
    "published_at" TEXT NOT NULL
);

CREATE TABLE "asp_net_users" (
    "id" TEXT NOT NULL CONSTRAINT "pk_asp_net_users" PRIMARY KEY,
    "nickname" TEXT NOT NULL,
    "user_name" TEXT NULL,
    "normalized_user_name" TEXT NULL,
    "email" TEXT NULL,
    "normalized_email" TEXT NULL,
    "email_confirmed" INTEGER NOT NULL,
    "password_hash" TEXT NULL,
    "security_stamp" TEXT NULL,
    "concurrency_stamp" TEXT NULL,
    "phone_number" TEXT NULL,
    "phone_number_confirmed" INTEGER NOT NULL,
    "two_factor_enabled" INTEGER NOT NULL,
    "lockout_end" TEXT NULL,
    "lockout_enabled" INTEGER NOT NULL,
    "access_failed_count" INTEGER NOT NULL
);

CREATE TABLE "audit_entries" (
    "town_id" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject_kind" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "previous_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    CONSTRAINT "pk_audit_entries" PRIMARY KEY ("town_id", "seq")
);

CREATE TABLE "audit_heads" (
    "town_id" TEXT NOT NULL CONSTRAINT "pk_audit_heads" PRIMARY KEY,
    "seq" INTEGER NOT NULL,
    "hash" TEXT NOT NULL
);

CREATE TABLE "cases" (
    "id" TEXT NOT NULL CONSTRAINT "pk_cases" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "category" TEXT NOT NULL,
    "department" TEXT NOT NULL,
    "district" TEXT NOT NULL,
    "latitude" REAL NULL,
    "longitude" REAL NULL,
    "cell" INTEGER NULL,
    "severity" INTEGER NOT NULL,
    "opened_at" TEXT NOT NULL,
    "changed_at" TEXT NOT NULL,
    "done_at" TEXT NULL,
    "merged_into" TEXT NULL,
    "version" INTEGER NOT NULL
);

CREATE TABLE "counters" (
    "town_id" TEXT NOT NULL,
    "series" TEXT NOT NULL,
    "value" INTEGER NOT NULL,
    CONSTRAINT "pk_counters" PRIMARY KEY ("town_id", "series")
);

CREATE TABLE "defects" (
    "id" TEXT NOT NULL CONSTRAINT "pk_defects" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "class" TEXT NOT NULL,
    "class_is_chosen" INTEGER NOT NULL,
    "latitude" REAL NOT NULL,
    "longitude" REAL NOT NULL,
    "cell" INTEGER NULL,
    "north_variance" REAL NOT NULL,
    "east_variance" REAL NOT NULL,
    "north_east_covariance" REAL NOT NULL,
    "heading_degrees" REAL NULL,
    "right_meters" REAL NOT NULL,
    "district" TEXT NOT NULL,
    "along_meters" REAL NOT NULL,
    "across_meters" REAL NOT NULL,
    "square_meters" REAL NOT NULL,
    "length_meters" REAL NOT NULL,
    "severity" INTEGER NOT NULL,
    "first_seen_at" TEXT NOT NULL,
    "last_seen_at" TEXT NOT NULL,
    "drives" INTEGER NOT NULL,
    "best_frame_id" TEXT NOT NULL,
    "best_sighting_id" TEXT NOT NULL,
    "best_score" REAL NOT NULL,
    "case_id" TEXT NULL,
    "case_number" INTEGER NULL,
    "joined_into" TEXT NULL,
    "decided_at" TEXT NULL,
    "repaired_at" TEXT NULL,
    "version" INTEGER NOT NULL
);

CREATE TABLE "job_tickets" (
    "id" TEXT NOT NULL CONSTRAINT "pk_job_tickets" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "payload" TEXT NOT NULL,
    "created_at" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "percent" INTEGER NOT NULL,
    "progress_text" TEXT NOT NULL,
    "error" TEXT NOT NULL,
    "started_at" TEXT NULL,
    "finished_at" TEXT NULL
);

CREATE TABLE "memberships" (
    "town_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    CONSTRAINT "pk_memberships" PRIMARY KEY ("town_id", "account_id", "role")
);

CREATE TABLE "outgoing_messages" (
    "id" TEXT NOT NULL CONSTRAINT "pk_outgoing_messages" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "to" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "created_at" TEXT NOT NULL,
    "sent_at" TEXT NULL
);

CREATE TABLE "photos" (
    "id" TEXT NOT NULL CONSTRAINT "pk_photos" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "owner_kind" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "public" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "raw_key" TEXT NOT NULL,
    "large_key" TEXT NOT NULL,
    "small_key" TEXT NOT NULL,
    "width" INTEGER NOT NULL,
    "height" INTEGER NOT NULL,
    "latitude" REAL NULL,
    "longitude" REAL NULL,
    "received_at" TEXT NOT NULL
);

CREATE TABLE "proposals" (
    "id" TEXT NOT NULL CONSTRAINT "pk_proposals" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "search_text" TEXT NOT NULL,
    "category" TEXT NOT NULL,
    "district" TEXT NOT NULL,
    "latitude" REAL NULL,
    "longitude" REAL NULL,
    "cell" INTEGER NULL,
    "nickname" TEXT NOT NULL,
    "mail" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "submission_hash" TEXT NOT NULL,
    "submitted_at" TEXT NOT NULL,
    "support_count" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "outcome" TEXT NULL,
    "answered_at" TEXT NULL
);

CREATE TABLE "reports" (
    "id" TEXT NOT NULL CONSTRAINT "pk_reports" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "category" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "search_text" TEXT NOT NULL,
    "district" TEXT NOT NULL,
    "latitude" REAL NULL,
    "longitude" REAL NULL,
    "cell" INTEGER NULL,
    "place_source" TEXT NOT NULL,
    "nickname" TEXT NOT NULL,
    "mail" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "private" INTEGER NOT NULL,
    "urgent" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "submission_hash" TEXT NOT NULL,
    "submitted_at" TEXT NOT NULL,
    "changed_at" TEXT NOT NULL,
    "done_at" TEXT NULL
);

CREATE TABLE "towns" (
    "slug" TEXT NOT NULL CONSTRAINT "pk_towns" PRIMARY KEY,
    "json" TEXT NOT NULL
);

CREATE TABLE "vehicles" (
    "id" TEXT NOT NULL CONSTRAINT "pk_vehicles" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "name" TEXT NOT NULL
);

CREATE TABLE "work_orders" (
    "id" TEXT NOT NULL CONSTRAINT "pk_work_orders" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "case_id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "instruction" TEXT NOT NULL,
    "ordered_by" TEXT NOT NULL,
    "ordered_at" TEXT NOT NULL,
    "done_at" TEXT NULL,
    "done_by" TEXT NOT NULL,
    "crew_note" TEXT NOT NULL,
    "before_photo" TEXT NULL,
    "after_photo" TEXT NULL
);

CREATE TABLE "asp_net_user_claims" (
    "id" INTEGER NOT NULL CONSTRAINT "pk_asp_net_user_claims" PRIMARY KEY AUTOINCREMENT,
    "user_id" TEXT NOT NULL,
    "claim_type" TEXT NULL,
    "claim_value" TEXT NULL,
    CONSTRAINT "fk_asp_net_user_claims_asp_net_users_user_id" FOREIGN KEY ("user_id") REFERENCES "asp_net_users" ("id") ON DELETE CASCADE
);

CREATE TABLE "asp_net_user_logins" (
    "login_provider" TEXT NOT NULL,
    "provider_key" TEXT NOT NULL,
    "provider_display_name" TEXT NULL,
    "user_id" TEXT NOT NULL,
    CONSTRAINT "pk_asp_net_user_logins" PRIMARY KEY ("login_provider", "provider_key"),
    CONSTRAINT "fk_asp_net_user_logins_asp_net_users_user_id" FOREIGN KEY ("user_id") REFERENCES "asp_net_users" ("id") ON DELETE CASCADE
);

CREATE TABLE "asp_net_user_passkeys" (
    "credential_id" BLOB NOT NULL CONSTRAINT "pk_asp_net_user_passkeys" PRIMARY KEY,
    "user_id" TEXT NOT NULL,
    "Data" TEXT NOT NULL,
    CONSTRAINT "fk_asp_net_user_passkeys_asp_net_users_user_id" FOREIGN KEY ("user_id") REFERENCES "asp_net_users" ("id") ON DELETE CASCADE
);

CREATE TABLE "asp_net_user_tokens" (
    "user_id" TEXT NOT NULL,
    "login_provider" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "value" TEXT NULL,
    CONSTRAINT "pk_asp_net_user_tokens" PRIMARY KEY ("user_id", "login_provider", "name"),
    CONSTRAINT "fk_asp_net_user_tokens_asp_net_users_user_id" FOREIGN KEY ("user_id") REFERENCES "asp_net_users" ("id") ON DELETE CASCADE
);

CREATE TABLE "case_events" (
    "id" TEXT NOT NULL CONSTRAINT "pk_case_events" PRIMARY KEY,
    "case_id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "public_text" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    CONSTRAINT "fk_case_events_cases_case_id" FOREIGN KEY ("case_id") REFERENCES "cases" ("id") ON DELETE CASCADE
);

CREATE TABLE "case_subjects" (
    "id" TEXT NOT NULL CONSTRAINT "pk_case_subjects" PRIMARY KEY,
    "case_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "picture" TEXT NULL,
    "path" TEXT NOT NULL,
    "severity" INTEGER NOT NULL,
    "joined_at" TEXT NOT NULL,
    "came_from" TEXT NULL,
    CONSTRAINT "fk_case_subjects_cases_case_id" FOREIGN KEY ("case_id") REFERENCES "cases" ("id") ON DELETE CASCADE
);

CREATE TABLE "passes" (
    "id" TEXT NOT NULL CONSTRAINT "pk_passes" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "defect_id" TEXT NOT NULL,
    "footage_id" TEXT NOT NULL,
    "drive_id" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "seen" INTEGER NOT NULL,
    "clear_frames" INTEGER NOT NULL,
    CONSTRAINT "fk_passes_defects_defect_id" FOREIGN KEY ("defect_id") REFERENCES "defects" ("id") ON DELETE CASCADE
);

CREATE TABLE "supports" (
    "id" TEXT NOT NULL CONSTRAINT "pk_supports" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "proposal_id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "mail" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    CONSTRAINT "fk_supports_proposals_proposal_id" FOREIGN KEY ("proposal_id") REFERENCES "proposals" ("id") ON DELETE CASCADE
);

CREATE TABLE "report_keys" (
    "id" TEXT NOT NULL CONSTRAINT "pk_report_keys" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "report_id" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    CONSTRAINT "fk_report_keys_reports_report_id" FOREIGN KEY ("report_id") REFERENCES "reports" ("id") ON DELETE CASCADE
);

CREATE TABLE "drives" (
    "id" TEXT NOT NULL CONSTRAINT "pk_drives" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "vehicle_id" TEXT NULL,
    "received_at" TEXT NOT NULL,
    "started_at" TEXT NULL,
    "ended_at" TEXT NULL,
    CONSTRAINT "fk_drives_vehicles_vehicle_id" FOREIGN KEY ("vehicle_id") REFERENCES "vehicles" ("id")
);

CREATE TABLE "footage" (
    "id" TEXT NOT NULL CONSTRAINT "pk_footage" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "drive_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "content_hash" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "received_at" TEXT NOT NULL,
    "files" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason_key" TEXT NOT NULL,
    "reason_detail" TEXT NOT NULL,
    "ticket_id" TEXT NOT NULL,
    "started_at" TEXT NULL,
    "ended_at" TEXT NULL,
    "track_source" TEXT NOT NULL,
    "track_line" TEXT NOT NULL,
    "meters_driven" REAL NOT NULL,
    "meters_seen" REAL NOT NULL,
    "frames" INTEGER NOT NULL,
    "unclear_frames" INTEGER NOT NULL,
    "detections" INTEGER NOT NULL,
    "sightings" INTEGER NOT NULL,
    "model" TEXT NOT NULL,
    "read_at" TEXT NULL,
    "merge_order" INTEGER NOT NULL,
    CONSTRAINT "fk_footage_drives_drive_id" FOREIGN KEY ("drive_id") REFERENCES "drives" ("id") ON DELETE CASCADE
);

CREATE TABLE "frames" (
    "id" TEXT NOT NULL CONSTRAINT "pk_frames" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "footage_id" TEXT NOT NULL,
    "drive_id" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "at" TEXT NOT NULL,
    "latitude" REAL NULL,
    "longitude" REAL NULL,
    "heading_degrees" REAL NULL,
    "speed_mps" REAL NULL,
    "flaws" TEXT NOT NULL,
    "width" INTEGER NOT NULL,
    "height" INTEGER NOT NULL,
    "horizon_y" REAL NOT NULL,
    "file_key" TEXT NOT NULL,
    CONSTRAINT "fk_frames_footage_footage_id" FOREIGN KEY ("footage_id") REFERENCES "footage" ("id") ON DELETE CASCADE
);

CREATE TABLE "sightings" (
    "id" TEXT NOT NULL CONSTRAINT "pk_sightings" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "footage_id" TEXT NOT NULL,
    "drive_id" TEXT NOT NULL,
    "defect_id" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "came_from" TEXT NULL,
    "at" TEXT NOT NULL,
    "best_frame_id" TEXT NOT NULL,
    "class" TEXT NOT NULL,
    "score" REAL NOT NULL,
    "frames" INTEGER NOT NULL,
    "latitude" REAL NOT NULL,
    "longitude" REAL NOT NULL,
    "north_variance" REAL NOT NULL,
    "east_variance" REAL NOT NULL,
    "north_east_covariance" REAL NOT NULL,
    "heading_degrees" REAL NULL,
    "right_meters" REAL NOT NULL,
    "along_meters" REAL NOT NULL,
    "across_meters" REAL NOT NULL,
    "square_meters" REAL NOT NULL,
    "length_meters" REAL NOT NULL,
    "severity" INTEGER NOT NULL,
    CONSTRAINT "fk_sightings_defects_defect_id" FOREIGN KEY ("defect_id") REFERENCES "defects" ("id") ON DELETE CASCADE,
    CONSTRAINT "fk_sightings_footage_footage_id" FOREIGN KEY ("footage_id") REFERENCES "footage" ("id") ON DELETE CASCADE
);

CREATE TABLE "detections" (
    "id" TEXT NOT NULL CONSTRAINT "pk_detections" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "frame_id" TEXT NOT NULL,
    "footage_id" TEXT NOT NULL,
    "sighting_id" TEXT NULL,
    "class" TEXT NOT NULL,
    "score" REAL NOT NULL,
    "left" REAL NOT NULL,
    "top" REAL NOT NULL,
    "right" REAL NOT NULL,
    "bottom" REAL NOT NULL,
    CONSTRAINT "fk_detections_frames_frame_id" FOREIGN KEY ("frame_id") REFERENCES "frames" ("id") ON DELETE CASCADE
);

CREATE INDEX "ix_answers_subject_kind_subject_id" ON "answers" ("subject_kind", "subject_id");

CREATE INDEX "ix_answers_town_id_published_at" ON "answers" ("town_id", "published_at");

CREATE INDEX "ix_asp_net_user_claims_user_id" ON "asp_net_user_claims" ("user_id");

CREATE INDEX "ix_asp_net_user_logins_user_id" ON "asp_net_user_logins" ("user_id");

CREATE INDEX "ix_asp_net_user_passkeys_user_id" ON "asp_net_user_passkeys" ("user_id");

CREATE INDEX "email_index" ON "asp_net_users" ("normalized_email");

CREATE UNIQUE INDEX "user_name_index" ON "asp_net_users" ("normalized_user_name");

CREATE INDEX "ix_audit_entries_town_id_subject_kind_subject_id" ON "audit_entries" ("town_id", "subject_kind", "subject_id");

CREATE INDEX "ix_case_events_case_id" ON "case_events" ("case_id");

CREATE UNIQUE INDEX "ix_case_subjects_case_id_kind_subject_id" ON "case_subjects" ("case_id", "kind", "subject_id");

CREATE INDEX "ix_case_subjects_kind_subject_id" ON "case_subjects" ("kind", "subject_id");

CREATE INDEX "ix_cases_merged_into" ON "cases" ("merged_into");

CREATE INDEX "ix_cases_town_id_cell" ON "cases" ("town_id", "cell");

CREATE UNIQUE INDEX "ix_cases_town_id_number" ON "cases" ("town_id", "number");

CREATE INDEX "ix_cases_town_id_state_severity_opened_at" ON "cases" ("town_id", "state", "severity", "opened_at");

CREATE INDEX "ix_defects_town_id_cell" ON "defects" ("town_id", "cell");

CREATE UNIQUE INDEX "ix_defects_town_id_number" ON "defects" ("town_id", "number");

CREATE INDEX "ix_defects_town_id_state_severity_best_score" ON "defects" ("town_id", "state", "severity", "best_score");

CREATE INDEX "ix_detections_footage_id" ON "detections" ("footage_id");

CREATE INDEX "ix_detections_frame_id" ON "detections" ("frame_id");

CREATE INDEX "ix_detections_sighting_id" ON "detections" ("sighting_id");

CREATE UNIQUE INDEX "ix_drives_town_id_number" ON "drives" ("town_id", "number");

CREATE INDEX "ix_drives_town_id_vehicle_id_started_at" ON "drives" ("town_id", "vehicle_id", "started_at");

CREATE INDEX "ix_drives_vehicle_id" ON "drives" ("vehicle_id");

CREATE INDEX "ix_footage_drive_id_state" ON "footage" ("drive_id", "state");

CREATE UNIQUE INDEX "ix_footage_town_id_content_hash" ON "footage" ("town_id", "content_hash");

CREATE INDEX "ix_frames_drive_id_at" ON "frames" ("drive_id", "at");

CREATE UNIQUE INDEX "ix_frames_footage_id_ordinal" ON "frames" ("footage_id", "ordinal");

CREATE INDEX "ix_job_tickets_state_created_at" ON "job_tickets" ("state", "created_at");

CREATE INDEX "ix_job_tickets_town_id_kind_state" ON "job_tickets" ("town_id", "kind", "state");

CREATE INDEX "ix_memberships_account_id" ON "memberships" ("account_id");

CREATE INDEX "ix_outgoing_messages_created_at" ON "outgoing_messages" ("created_at");

CREATE UNIQUE INDEX "ix_passes_defect_id_footage_id" ON "passes" ("defect_id", "footage_id");

CREATE INDEX "ix_photos_town_id_owner_kind_owner_id" ON "photos" ("town_id", "owner_kind", "owner_id");

CREATE INDEX "ix_proposals_town_id_answered_at" ON "proposals" ("town_id", "answered_at");

CREATE UNIQUE INDEX "ix_proposals_town_id_number" ON "proposals" ("town_id", "number");

CREATE INDEX "ix_proposals_town_id_person_id" ON "proposals" ("town_id", "person_id");

CREATE UNIQUE INDEX "ix_proposals_town_id_submission_hash" ON "proposals" ("town_id", "submission_hash");

CREATE INDEX "ix_proposals_town_id_submitted_at" ON "proposals" ("town_id", "submitted_at");

CREATE INDEX "ix_proposals_town_id_support_count" ON "proposals" ("town_id", "support_count");

CREATE INDEX "ix_report_keys_report_id_hash" ON "report_keys" ("report_id", "hash");

CREATE INDEX "ix_reports_town_id_cell" ON "reports" ("town_id", "cell");

CREATE UNIQUE INDEX "ix_reports_town_id_number" ON "reports" ("town_id", "number");

CREATE INDEX "ix_reports_town_id_person_id" ON "reports" ("town_id", "person_id");

CREATE INDEX "ix_reports_town_id_private_submitted_at" ON "reports" ("town_id", "private", "submitted_at");

CREATE UNIQUE INDEX "ix_reports_town_id_submission_hash" ON "reports" ("town_id", "submission_hash");

CREATE INDEX "ix_sightings_defect_id" ON "sightings" ("defect_id");

CREATE INDEX "ix_sightings_drive_id" ON "sightings" ("drive_id");

CREATE UNIQUE INDEX "ix_sightings_footage_id_ordinal" ON "sightings" ("footage_id", "ordinal");

CREATE UNIQUE INDEX "ix_supports_proposal_id_person_id" ON "supports" ("proposal_id", "person_id");

CREATE INDEX "ix_supports_town_id_person_id" ON "supports" ("town_id", "person_id");

CREATE UNIQUE INDEX "ix_vehicles_town_id_name" ON "vehicles" ("town_id", "name");

CREATE INDEX "ix_work_orders_case_id" ON "work_orders" ("case_id");

CREATE UNIQUE INDEX "ix_work_orders_town_id_number" ON "work_orders" ("town_id", "number");

CREATE INDEX "ix_work_orders_town_id_state" ON "work_orders" ("town_id", "state");

