/** The service's own bounded way to PostgreSQL. */
@NullMarked
package dev.chirp.fanout.database;

import org.jspecify.annotations.NullMarked;
