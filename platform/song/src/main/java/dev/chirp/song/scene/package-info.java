/** Minutes of a whole place: several birds at their distances, weather, people; with labels of what sounds when. */
@NullMarked
package dev.chirp.song.scene;

import org.jspecify.annotations.NullMarked;
