/** The command line: what every command shares. */
@NullMarked
package dev.chirp.cli;

import org.jspecify.annotations.NullMarked;
