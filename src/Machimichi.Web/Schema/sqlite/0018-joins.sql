ALTER TABLE "cases" ADD COLUMN "open_cell" INTEGER NULL;

UPDATE "cases" SET "open_cell" = "cell" WHERE "state" IN ('New', 'Confirmed', 'Planned', 'InWork');

ALTER TABLE "case_subjects" ADD COLUMN "category" TEXT NOT NULL DEFAULT '';
ALTER TABLE "case_subjects" ADD COLUMN "latitude" REAL NULL;
ALTER TABLE "case_subjects" ADD COLUMN "longitude" REAL NULL;
ALTER TABLE "case_subjects" ADD COLUMN "north_variance" REAL NOT NULL DEFAULT 144;
ALTER TABLE "case_subjects" ADD COLUMN "east_variance" REAL NOT NULL DEFAULT 144;
ALTER TABLE "case_subjects" ADD COLUMN "covariance" REAL NOT NULL DEFAULT 0;

-- Until now a subject had no place of its own: its case's, which the first of them gave, stands for it.
UPDATE "case_subjects" SET
    "category" = (SELECT c."category" FROM "cases" AS c WHERE c."id" = "case_subjects"."case_id"),
    "latitude" = (SELECT c."latitude" FROM "cases" AS c WHERE c."id" = "case_subjects"."case_id"),
    "longitude" = (SELECT c."longitude" FROM "cases" AS c WHERE c."id" = "case_subjects"."case_id");

CREATE TABLE "case_past_subjects" (
    "id" TEXT NOT NULL CONSTRAINT "pk_case_past_subjects" PRIMARY KEY,
    "case_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "joined_at" TEXT NOT NULL,
    "left_at" TEXT NOT NULL,
    CONSTRAINT "fk_case_past_subjects_cases_case_id" FOREIGN KEY ("case_id") REFERENCES "cases" ("id") ON DELETE CASCADE
);

CREATE TABLE "join_proposals" (
    "id" TEXT NOT NULL CONSTRAINT "pk_join_proposals" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "case_id" TEXT NOT NULL,
    "other_id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "meters" REAL NOT NULL,
    "error_meters" REAL NOT NULL,
    "probability" REAL NOT NULL,
    "same_category" INTEGER NOT NULL,
    "days_apart" INTEGER NOT NULL,
    "rivals" INTEGER NOT NULL,
    "proposed_at" TEXT NOT NULL,
    "decided_at" TEXT NULL
);

CREATE INDEX "ix_cases_town_id_open_cell" ON "cases" ("town_id", "open_cell");

CREATE INDEX "ix_case_past_subjects_case_id" ON "case_past_subjects" ("case_id");

CREATE INDEX "ix_case_past_subjects_kind_subject_id" ON "case_past_subjects" ("kind", "subject_id");

CREATE INDEX "ix_join_proposals_case_id" ON "join_proposals" ("case_id");

CREATE INDEX "ix_join_proposals_other_id" ON "join_proposals" ("other_id");

CREATE INDEX "ix_join_proposals_town_id_state_probability" ON "join_proposals" ("town_id", "state", "probability");
