/** One service, or the front before them, as its own process. */
@NullMarked
package dev.chirp.cli.run;

import org.jspecify.annotations.NullMarked;
