/** Real PostgreSQL, Kafka and Redis servers on the loopback interface of this machine. */
@NullMarked
package dev.chirp.embedded;

import org.jspecify.annotations.NullMarked;
