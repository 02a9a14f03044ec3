/** Thousands of WebSockets on an event loop or two, each of which checks what it gets. */
@NullMarked
package dev.chirp.load.socket;

import org.jspecify.annotations.NullMarked;
