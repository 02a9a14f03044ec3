/** The id of a request, which every answer and log line of it carries. */
@NullMarked
package dev.chirp.ingest.request;

import org.jspecify.annotations.NullMarked;
