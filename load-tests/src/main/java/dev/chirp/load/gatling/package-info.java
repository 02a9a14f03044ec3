/** HTTP load that Gatling plays, as a process of its own. */
@NullMarked
package dev.chirp.load.gatling;

import org.jspecify.annotations.NullMarked;
