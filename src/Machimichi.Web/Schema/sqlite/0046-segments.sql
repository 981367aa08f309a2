CREATE TABLE "segments" (
    "id" TEXT NOT NULL CONSTRAINT "pk_segments" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "origin" TEXT NOT NULL,
    "road_name" TEXT NOT NULL,
    "district" TEXT NOT NULL,
    "latitude" REAL NOT NULL,
    "longitude" REAL NOT NULL,
    "cell" INTEGER NULL,
    "heading_degrees" REAL NOT NULL,
    "meters" REAL NOT NULL,
    "line" TEXT NOT NULL,
    "last_passed_at" TEXT NULL,
    "last_seen_at" TEXT NULL,
    "times_seen" INTEGER NOT NULL,
    "seen_ways" INTEGER NOT NULL,
    "crack_percent" REAL NULL,
    "confirmed_crack_percent" REAL NULL
);

CREATE UNIQUE INDEX "ix_segments_town_id_number" ON "segments" ("town_id", "number");

CREATE INDEX "ix_segments_town_id_cell" ON "segments" ("town_id", "cell");
