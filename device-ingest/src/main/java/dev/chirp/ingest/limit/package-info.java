/** How much a device or a user may do in a minute. */
@NullMarked
package dev.chirp.ingest.limit;

import org.jspecify.annotations.NullMarked;
