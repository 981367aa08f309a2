ALTER TABLE "proposals" ADD COLUMN "edited_at" TEXT NULL;

ALTER TABLE "proposals" ADD COLUMN "withdrawn_at" TEXT NULL;

CREATE TABLE "proposal_versions" (
    "id" TEXT NOT NULL CONSTRAINT "pk_proposal_versions" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "proposal_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "until" TEXT NOT NULL,
    CONSTRAINT "fk_proposal_versions_proposals_proposal_id" FOREIGN KEY ("proposal_id") REFERENCES "proposals" ("id") ON DELETE CASCADE
);

CREATE INDEX "ix_proposal_versions_proposal_id_until" ON "proposal_versions" ("proposal_id", "until");
