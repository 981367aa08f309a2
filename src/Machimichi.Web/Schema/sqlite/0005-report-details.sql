ALTER TABLE "photos" ADD COLUMN "medium_key" TEXT NOT NULL DEFAULT '';

ALTER TABLE "reports" ADD COLUMN "details" TEXT NOT NULL DEFAULT '';
ALTER TABLE "reports" ADD COLUMN "withdrawn_at" TEXT NULL;

CREATE TABLE "additions" (
    "id" TEXT NOT NULL CONSTRAINT "pk_additions" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "report_id" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "submission_hash" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    CONSTRAINT "fk_additions_reports_report_id" FOREIGN KEY ("report_id") REFERENCES "reports" ("id") ON DELETE CASCADE
);

CREATE TABLE "spoken_for" (
    "id" TEXT NOT NULL CONSTRAINT "pk_spoken_for" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "subject_kind" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "agreed_on" TEXT NOT NULL,
    "agreed_to" TEXT NOT NULL,
    "contact" TEXT NOT NULL,
    "entered_by" TEXT NOT NULL,
    "entered_at" TEXT NOT NULL
);

CREATE INDEX "ix_additions_report_id_at" ON "additions" ("report_id", "at");

CREATE UNIQUE INDEX "ix_additions_town_id_submission_hash" ON "additions" ("town_id", "submission_hash");

CREATE UNIQUE INDEX "ix_spoken_for_subject_kind_subject_id" ON "spoken_for" ("subject_kind", "subject_id");
