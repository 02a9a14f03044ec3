/** Clips over HTTPS. */
@NullMarked
package dev.chirp.ingest.http;

import org.jspecify.annotations.NullMarked;
