DROP INDEX ix_reports_map;

CREATE INDEX ix_reports_map ON reports (town_id, cell, state, changed_at, private, latitude, longitude, hidden_at);
