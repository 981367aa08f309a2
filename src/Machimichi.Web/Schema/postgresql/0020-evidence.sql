ALTER TABLE passes ADD COLUMN evidence double precision NOT NULL DEFAULT 0;
ALTER TABLE defects ADD COLUMN class_votes text NOT NULL DEFAULT '';
ALTER TABLE defects ADD COLUMN evidence double precision NOT NULL DEFAULT 0;
ALTER TABLE defects ADD COLUMN clear_passes integer NOT NULL DEFAULT 0;
ALTER TABLE defects ADD COLUMN gone_probability double precision NOT NULL DEFAULT 0;
ALTER TABLE defects ADD COLUMN picture_frame_id uuid;
ALTER TABLE defects ADD COLUMN picture_withheld boolean NOT NULL DEFAULT FALSE;
ALTER TABLE sightings ADD COLUMN evidence double precision NOT NULL DEFAULT 0;

UPDATE sightings SET evidence = frames;
UPDATE defects SET evidence = 2.0 * drives;
