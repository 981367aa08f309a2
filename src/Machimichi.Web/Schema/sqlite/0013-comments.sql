CREATE TABLE "comments" (
    "id" TEXT NOT NULL CONSTRAINT "pk_comments" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "proposal_id" TEXT NOT NULL,
    "to_id" TEXT NULL,
    "stance" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "nickname" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "submission_hash" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "edited_at" TEXT NULL,
    "withdrawn_at" TEXT NULL,
    CONSTRAINT "fk_comments_comments_to_id" FOREIGN KEY ("to_id") REFERENCES "comments" ("id") ON DELETE RESTRICT,
    CONSTRAINT "fk_comments_proposals_proposal_id" FOREIGN KEY ("proposal_id") REFERENCES "proposals" ("id") ON DELETE CASCADE
);

CREATE TABLE "earlier_comments" (
    "id" TEXT NOT NULL CONSTRAINT "pk_earlier_comments" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "comment_id" TEXT NOT NULL,
    "stance" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "until" TEXT NOT NULL,
    CONSTRAINT "fk_earlier_comments_comments_comment_id" FOREIGN KEY ("comment_id") REFERENCES "comments" ("id") ON DELETE CASCADE
);

CREATE INDEX "ix_comments_proposal_id_number" ON "comments" ("proposal_id", "number");

CREATE INDEX "ix_comments_to_id" ON "comments" ("to_id");

CREATE UNIQUE INDEX "ix_comments_town_id_number" ON "comments" ("town_id", "number");

CREATE INDEX "ix_comments_town_id_person_id" ON "comments" ("town_id", "person_id");

CREATE UNIQUE INDEX "ix_comments_town_id_submission_hash" ON "comments" ("town_id", "submission_hash");

CREATE INDEX "ix_earlier_comments_comment_id" ON "earlier_comments" ("comment_id");
