ALTER TABLE "passes" ADD COLUMN "evidence" REAL NOT NULL DEFAULT 0;
ALTER TABLE "defects" ADD COLUMN "class_votes" TEXT NOT NULL DEFAULT '';
ALTER TABLE "defects" ADD COLUMN "evidence" REAL NOT NULL DEFAULT 0;
ALTER TABLE "defects" ADD COLUMN "clear_passes" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "defects" ADD COLUMN "gone_probability" REAL NOT NULL DEFAULT 0;
ALTER TABLE "defects" ADD COLUMN "picture_frame_id" TEXT NULL;
ALTER TABLE "defects" ADD COLUMN "picture_withheld" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "sightings" ADD COLUMN "evidence" REAL NOT NULL DEFAULT 0;

UPDATE "sightings" SET "evidence" = "frames";
UPDATE "defects" SET "evidence" = 2.0 * "drives";
