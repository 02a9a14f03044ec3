/** Takes clips from devices and hands them to the gateway. */
@NullMarked
package dev.chirp.ingest;

import org.jspecify.annotations.NullMarked;
