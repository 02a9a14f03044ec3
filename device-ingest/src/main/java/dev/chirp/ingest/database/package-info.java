/** The ways to PostgreSQL of this service. */
@NullMarked
package dev.chirp.ingest.database;

import org.jspecify.annotations.NullMarked;
