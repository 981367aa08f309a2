ALTER TABLE "case_events" ADD COLUMN "why" TEXT NOT NULL DEFAULT '';

CREATE TABLE "repair_answers" (
    "id" TEXT NOT NULL CONSTRAINT "pk_repair_answers" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "report_id" TEXT NOT NULL,
    "done_at" TEXT NOT NULL,
    "fixed" INTEGER NOT NULL,
    "satisfaction" INTEGER NOT NULL,
    "reopened" INTEGER NOT NULL,
    "at" TEXT NOT NULL,
    CONSTRAINT "fk_repair_answers_reports_report_id" FOREIGN KEY ("report_id") REFERENCES "reports" ("id") ON DELETE CASCADE
);

CREATE UNIQUE INDEX "ix_repair_answers_report_id_done_at" ON "repair_answers" ("report_id", "done_at");
