/** Who a device key belongs to. */
@NullMarked
package dev.chirp.ingest.device;

import org.jspecify.annotations.NullMarked;
