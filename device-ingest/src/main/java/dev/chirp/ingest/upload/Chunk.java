package dev.chirp.ingest.upload;

/**
 * A piece of a recording that is stored.
 *
 * @param start where it begins in the recording
 */
record Chunk(long start, long bytes, String blobKey) {}
