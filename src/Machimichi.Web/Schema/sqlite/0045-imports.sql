CREATE TABLE "imports" (
    "id" TEXT NOT NULL CONSTRAINT "pk_imports" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "vehicle_id" TEXT NULL,
    "by" TEXT NOT NULL,
    "started_at" TEXT NOT NULL,
    "ended_at" TEXT NULL
);

CREATE TABLE "imported_files" (
    "id" TEXT NOT NULL CONSTRAINT "pk_imported_files" PRIMARY KEY,
    "town_id" TEXT NOT NULL,
    "import_id" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "footage_id" TEXT NULL,
    "known" INTEGER NOT NULL,
    "reason_key" TEXT NOT NULL,
    "reason_detail" TEXT NOT NULL,
    CONSTRAINT "fk_imported_files_imports_import_id" FOREIGN KEY ("import_id") REFERENCES "imports" ("id") ON DELETE CASCADE
);

CREATE UNIQUE INDEX "ix_imports_town_id_number" ON "imports" ("town_id", "number");

CREATE UNIQUE INDEX "ix_imported_files_import_id_ordinal" ON "imported_files" ("import_id", "ordinal");
