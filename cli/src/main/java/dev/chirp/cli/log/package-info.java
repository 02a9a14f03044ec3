/** {@code chirp logs}: finds lines in the logs of this machine. */
@NullMarked
package dev.chirp.cli.log;

import org.jspecify.annotations.NullMarked;
