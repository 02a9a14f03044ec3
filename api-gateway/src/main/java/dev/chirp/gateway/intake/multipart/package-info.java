/** Multipart bodies (RFC 7578), split as they arrive. */
@NullMarked
package dev.chirp.gateway.intake.multipart;

import org.jspecify.annotations.NullMarked;
