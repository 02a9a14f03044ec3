/** Servers that somebody else runs are brought to this version. */
@NullMarked
package dev.chirp.cli.migrate;

import org.jspecify.annotations.NullMarked;
