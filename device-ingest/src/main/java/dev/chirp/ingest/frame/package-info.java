/** The frames that devices send and get, as bytes and as values. */
@NullMarked
package dev.chirp.ingest.frame;

import org.jspecify.annotations.NullMarked;
