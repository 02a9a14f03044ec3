/** How devices are: what is heard of them, put together every few seconds. */
@NullMarked
package dev.chirp.ingest.health;

import org.jspecify.annotations.NullMarked;
