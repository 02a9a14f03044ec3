/** Users who send recordings over HTTP, as Gatling plays them. */
@NullMarked
package dev.chirp.gatling;

import org.jspecify.annotations.NullMarked;
