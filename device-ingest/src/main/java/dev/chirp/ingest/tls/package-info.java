/** How connections of devices are encrypted, and how devices prove themselves by certificates. */
@NullMarked
package dev.chirp.ingest.tls;

import org.jspecify.annotations.NullMarked;
