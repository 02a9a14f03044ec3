/** How the servers are reached: PostgreSQL connections of one thread each. */
@NullMarked
package dev.chirp.relay.server;

import org.jspecify.annotations.NullMarked;
