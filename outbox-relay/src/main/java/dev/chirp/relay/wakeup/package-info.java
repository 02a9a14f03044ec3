/** When to look for new events: notifications first, adaptive polling as the safety net. */
@NullMarked
package dev.chirp.relay.wakeup;

import org.jspecify.annotations.NullMarked;
