/** The bounded way to PostgreSQL. */
@NullMarked
package dev.chirp.gateway.database;

import org.jspecify.annotations.NullMarked;
