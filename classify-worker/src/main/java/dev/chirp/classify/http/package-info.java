/** Classification on request, for other services and people. */
@NullMarked
package dev.chirp.classify.http;

import org.jspecify.annotations.NullMarked;
