CREATE TABLE "sessions" (
    "id" TEXT NOT NULL CONSTRAINT "pk_sessions" PRIMARY KEY,
    "account_id" TEXT NOT NULL,
    "device" TEXT NOT NULL,
    "begun_at" TEXT NOT NULL,
    "seen_at" TEXT NOT NULL,
    CONSTRAINT "fk_sessions_asp_net_users_account_id" FOREIGN KEY ("account_id") REFERENCES "asp_net_users" ("id") ON DELETE CASCADE
);

CREATE TABLE "personal_exports" (
    "id" TEXT NOT NULL CONSTRAINT "pk_personal_exports" PRIMARY KEY,
    "person_id" TEXT NOT NULL,
    "mail" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "asked_at" TEXT NOT NULL,
    "ready_at" TEXT NULL,
    "file_key" TEXT NOT NULL
);

ALTER TABLE "outgoing_messages" ADD COLUMN "last" INTEGER NOT NULL DEFAULT 0;

CREATE INDEX "ix_sessions_account_id" ON "sessions" ("account_id");

CREATE INDEX "ix_personal_exports_person_id" ON "personal_exports" ("person_id");
