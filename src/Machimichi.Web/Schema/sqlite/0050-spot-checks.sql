CREATE TABLE "spot_checks" (
    "id" TEXT NOT NULL CONSTRAINT "pk_spot_checks" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "drawn_at" TEXT NOT NULL,
    "last_merge" INTEGER NOT NULL,
    "with_boxes" INTEGER NOT NULL,
    "without_boxes" INTEGER NOT NULL,
    "models" TEXT NOT NULL,
    "finished_at" TEXT NULL
);

CREATE TABLE "checked_frames" (
    "id" TEXT NOT NULL CONSTRAINT "pk_checked_frames" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "spot_check_id" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "frame_id" TEXT NOT NULL,
    "vehicle" TEXT NOT NULL,
    "clear" INTEGER NOT NULL,
    "width" INTEGER NOT NULL,
    "height" INTEGER NOT NULL,
    "has_boxes" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "boxes" TEXT NOT NULL,
    "missed" TEXT NOT NULL,
    CONSTRAINT "fk_checked_frames_spot_checks_spot_check_id" FOREIGN KEY ("spot_check_id") REFERENCES "spot_checks" ("id") ON DELETE CASCADE
);

CREATE UNIQUE INDEX "ix_spot_checks_town_id_number" ON "spot_checks" ("town_id", "number");

CREATE UNIQUE INDEX "ix_checked_frames_spot_check_id_ordinal" ON "checked_frames" ("spot_check_id", "ordinal");
