/** The whole platform in one process. */
@NullMarked
package dev.chirp.cli.up;

import org.jspecify.annotations.NullMarked;
