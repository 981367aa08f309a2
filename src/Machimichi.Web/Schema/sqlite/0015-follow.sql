CREATE TABLE "follows" (
    "id" TEXT NOT NULL CONSTRAINT "pk_follows" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "subject_kind" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "subject_number" INTEGER NOT NULL,
    "person_id" TEXT NOT NULL,
    "mail" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "asked_at" TEXT NULL,
    "confirmed_at" TEXT NULL
);

ALTER TABLE "outgoing_messages" ADD COLUMN "unsubscribe" TEXT NOT NULL DEFAULT '';

CREATE UNIQUE INDEX "ix_follows_subject_id_person_id" ON "follows" ("subject_id", "person_id");

CREATE INDEX "ix_follows_town_id_person_id" ON "follows" ("town_id", "person_id");

CREATE INDEX "ix_follows_town_id_mail" ON "follows" ("town_id", "mail");
