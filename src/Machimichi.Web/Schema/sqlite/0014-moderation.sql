ALTER TABLE "proposals" ADD COLUMN "hidden_at" TEXT NULL;

ALTER TABLE "reports" ADD COLUMN "hidden_at" TEXT NULL;

ALTER TABLE "comments" ADD COLUMN "hidden_at" TEXT NULL;

DROP INDEX "ix_reports_town_id_private_submitted_at";

CREATE INDEX "ix_reports_town_id_private_hidden_at_submitted_at" ON "reports" ("town_id", "private", "hidden_at", "submitted_at");

CREATE TABLE "decisions" (
    "id" TEXT NOT NULL CONSTRAINT "pk_decisions" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "subject_kind" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "subject_number" INTEGER NOT NULL,
    "verdict" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "words" TEXT NOT NULL,
    "decided_by" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "undone_at" TEXT NULL
);

CREATE TABLE "notices" (
    "id" TEXT NOT NULL CONSTRAINT "pk_notices" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "subject_kind" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "words" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "decision_id" TEXT NULL
);

CREATE TABLE "blocks" (
    "id" TEXT NOT NULL CONSTRAINT "pk_blocks" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "blocked_by" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "until" TEXT NOT NULL,
    "lifted_at" TEXT NULL
);

CREATE INDEX "ix_decisions_subject_id_at" ON "decisions" ("subject_id", "at");

CREATE INDEX "ix_decisions_town_id_verdict_at" ON "decisions" ("town_id", "verdict", "at");

CREATE UNIQUE INDEX "ix_notices_subject_id_person_id" ON "notices" ("subject_id", "person_id");

CREATE INDEX "ix_notices_town_id_decision_id" ON "notices" ("town_id", "decision_id");

CREATE INDEX "ix_blocks_town_id_person_id" ON "blocks" ("town_id", "person_id");
