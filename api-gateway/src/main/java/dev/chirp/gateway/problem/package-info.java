/** Errors as the outside sees them: problem documents of RFC 9457. */
@NullMarked
package dev.chirp.gateway.problem;

import org.jspecify.annotations.NullMarked;
