/** PostgreSQL as several servers of which one takes writes, and blocking connections to that one. */
@NullMarked
package dev.chirp.database;

import org.jspecify.annotations.NullMarked;
