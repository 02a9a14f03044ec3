/** The outbox relay as a service: its application, its lifecycle, its health. */
@NullMarked
package dev.chirp.relay;

import org.jspecify.annotations.NullMarked;
