CREATE TABLE "search_entries" (
    "seq" INTEGER NOT NULL CONSTRAINT "pk_search_entries" PRIMARY KEY AUTOINCREMENT,
    "town_id" TEXT NOT NULL,
    "thing_id" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "category" TEXT NOT NULL,
    "district" TEXT NOT NULL,
    "at" TEXT NOT NULL
);

CREATE UNIQUE INDEX "ix_search_entries_thing_id" ON "search_entries" ("thing_id");

CREATE INDEX "ix_search_entries_subject_id" ON "search_entries" ("subject_id");

CREATE VIRTUAL TABLE search_words USING fts5(words, content='', contentless_delete=1, prefix='4', tokenize="ascii tokenchars '_-'");

CREATE TRIGGER search_entries_delete AFTER DELETE ON search_entries BEGIN DELETE FROM search_words WHERE rowid = old.seq; END;
