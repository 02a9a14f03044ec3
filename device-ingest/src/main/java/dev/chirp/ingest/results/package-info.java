/** What became of recordings, for devices that want to hear of it. */
@NullMarked
package dev.chirp.ingest.results;

import org.jspecify.annotations.NullMarked;
