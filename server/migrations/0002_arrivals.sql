-- How a version came to arrive when it did, as JSON: what the device says of its attempts, and the stamp of the server.
ALTER TABLE versions ADD COLUMN arrival TEXT;
