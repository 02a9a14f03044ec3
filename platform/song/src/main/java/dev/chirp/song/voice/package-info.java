/** Generators of sound: birds after their score, people, dogs, engines, weather. */
@NullMarked
package dev.chirp.song.voice;

import org.jspecify.annotations.NullMarked;
