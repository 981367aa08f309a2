ALTER TABLE "work_orders" ADD COLUMN "done_key" TEXT NOT NULL DEFAULT '';
