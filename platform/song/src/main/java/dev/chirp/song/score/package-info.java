/** The written form of songs: what each species sings, as data. */
@NullMarked
package dev.chirp.song.score;

import org.jspecify.annotations.NullMarked;
