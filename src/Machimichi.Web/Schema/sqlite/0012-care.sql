ALTER TABLE "cases" ADD COLUMN "deadline" TEXT NULL;
ALTER TABLE "cases" ADD COLUMN "deadline_is_chosen" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "cases" ADD COLUMN "person_id" TEXT NULL;
ALTER TABLE "cases" ADD COLUMN "person" TEXT NOT NULL DEFAULT '';
ALTER TABLE "cases" ADD COLUMN "rank" REAL NOT NULL DEFAULT 0;

ALTER TABLE "case_events" ADD COLUMN "office" TEXT NOT NULL DEFAULT '';

CREATE TABLE "case_notes" (
    "id" TEXT NOT NULL CONSTRAINT "pk_case_notes" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "case_id" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "at" TEXT NOT NULL
);

CREATE INDEX "ix_case_notes_case_id_at" ON "case_notes" ("case_id", "at");

CREATE INDEX "ix_cases_town_id_state_deadline" ON "cases" ("town_id", "state", "deadline");

CREATE INDEX "ix_cases_town_id_state_rank" ON "cases" ("town_id", "state", "rank");
