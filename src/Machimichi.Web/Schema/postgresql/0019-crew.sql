ALTER TABLE work_orders ADD COLUMN done_key text NOT NULL DEFAULT '';
