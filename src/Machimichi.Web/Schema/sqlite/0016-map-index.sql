DROP INDEX "ix_reports_town_id_cell";

CREATE INDEX "ix_reports_map" ON "reports" ("town_id", "cell", "state", "changed_at", "private", "latitude", "longitude");
