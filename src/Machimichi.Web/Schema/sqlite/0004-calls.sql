CREATE TABLE "calls" (
    "id" TEXT NOT NULL CONSTRAINT "pk_calls" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "question" TEXT NOT NULL,
    "introduction" TEXT NOT NULL,
    "submission_hash" TEXT NOT NULL,
    "created_at" TEXT NOT NULL,
    "published_at" TEXT NULL,
    "mode" TEXT NOT NULL,
    "per_person" INTEGER NOT NULL,
    "total" INTEGER NOT NULL,
    "most_choices" INTEGER NOT NULL,
    "winners" INTEGER NOT NULL,
    "collecting_from" TEXT NOT NULL,
    "collecting_until" TEXT NOT NULL,
    "review_from" TEXT NULL,
    "review_until" TEXT NULL,
    "vote_from" TEXT NULL,
    "vote_until" TEXT NULL,
    "result_from" TEXT NOT NULL,
    "result_until" TEXT NOT NULL,
    "result_at" TEXT NULL,
    "result_text" TEXT NOT NULL,
    "voters" INTEGER NULL,
    "version" INTEGER NOT NULL
);

CREATE TABLE "call_projects" (
    "id" TEXT NOT NULL CONSTRAINT "pk_call_projects" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "call_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "cost" INTEGER NOT NULL,
    "proposal_number" INTEGER NULL,
    "votes" INTEGER NULL,
    "chosen" INTEGER NULL,
    CONSTRAINT "fk_call_projects_calls_call_id" FOREIGN KEY ("call_id") REFERENCES "calls" ("id") ON DELETE CASCADE
);

CREATE TABLE "call_votes" (
    "id" TEXT NOT NULL CONSTRAINT "pk_call_votes" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "call_id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    CONSTRAINT "fk_call_votes_calls_call_id" FOREIGN KEY ("call_id") REFERENCES "calls" ("id") ON DELETE CASCADE
);

CREATE TABLE "call_choices" (
    "id" TEXT NOT NULL CONSTRAINT "pk_call_choices" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "vote_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    CONSTRAINT "fk_call_choices_call_votes_vote_id" FOREIGN KEY ("vote_id") REFERENCES "call_votes" ("id") ON DELETE CASCADE,
    CONSTRAINT "fk_call_choices_call_projects_project_id" FOREIGN KEY ("project_id") REFERENCES "call_projects" ("id") ON DELETE CASCADE
);

ALTER TABLE "proposals" ADD COLUMN "call_id" TEXT NULL CONSTRAINT "fk_proposals_calls_call_id" REFERENCES "calls" ("id") ON DELETE RESTRICT;

CREATE UNIQUE INDEX "ix_calls_town_id_slug" ON "calls" ("town_id", "slug");

CREATE UNIQUE INDEX "ix_calls_town_id_submission_hash" ON "calls" ("town_id", "submission_hash");

CREATE INDEX "ix_calls_town_id_result_until" ON "calls" ("town_id", "result_until");

CREATE INDEX "ix_proposals_call_id_number" ON "proposals" ("call_id", "number");

CREATE UNIQUE INDEX "ix_call_projects_call_id_number" ON "call_projects" ("call_id", "number");

CREATE UNIQUE INDEX "ix_call_votes_call_id_person_id" ON "call_votes" ("call_id", "person_id");

CREATE INDEX "ix_call_votes_town_id_person_id" ON "call_votes" ("town_id", "person_id");

CREATE UNIQUE INDEX "ix_call_choices_vote_id_project_id" ON "call_choices" ("vote_id", "project_id");

CREATE INDEX "ix_call_choices_project_id" ON "call_choices" ("project_id");
