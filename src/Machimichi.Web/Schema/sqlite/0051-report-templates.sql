CREATE TABLE "report_templates" (
    "id" TEXT NOT NULL CONSTRAINT "pk_report_templates" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "saved_at" TEXT NOT NULL
);

CREATE UNIQUE INDEX "ix_report_templates_town_id_language_version" ON "report_templates" ("town_id", "language", "version");
