/** {@code chirp dlq}: dead letters and their replays, for people on call. */
@NullMarked
package dev.chirp.cli.deadletter;

import org.jspecify.annotations.NullMarked;
