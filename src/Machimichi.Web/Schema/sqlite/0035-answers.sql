CREATE TABLE "answer_drafts" (
    "id" TEXT NOT NULL CONSTRAINT "pk_answer_drafts" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "proposal_id" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "department" TEXT NOT NULL,
    "written_by" TEXT NOT NULL,
    "written_at" TEXT NOT NULL,
    CONSTRAINT "fk_answer_drafts_proposals_proposal_id" FOREIGN KEY ("proposal_id") REFERENCES "proposals" ("id") ON DELETE CASCADE
);

CREATE UNIQUE INDEX "ix_answer_drafts_proposal_id" ON "answer_drafts" ("proposal_id");

CREATE INDEX "ix_answer_drafts_town_id" ON "answer_drafts" ("town_id");

CREATE TABLE "milestones" (
    "id" TEXT NOT NULL CONSTRAINT "pk_milestones" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "proposal_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "first_due" TEXT NOT NULL,
    "due" TEXT NOT NULL,
    "added_at" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "moved_at" TEXT NULL,
    "done_at" TEXT NULL,
    "dropped_at" TEXT NULL,
    CONSTRAINT "fk_milestones_proposals_proposal_id" FOREIGN KEY ("proposal_id") REFERENCES "proposals" ("id") ON DELETE CASCADE
);

CREATE INDEX "ix_milestones_proposal_id_due" ON "milestones" ("proposal_id", "due");
