/** An embedded Debezium engine that does the relay's work, to compare with. */
@NullMarked
package dev.chirp.peer;

import org.jspecify.annotations.NullMarked;
