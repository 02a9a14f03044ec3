/** Synthetic bird songs as files. */
@NullMarked
package dev.chirp.cli.song;

import org.jspecify.annotations.NullMarked;
