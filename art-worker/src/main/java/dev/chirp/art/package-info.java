/** The service that gives every species its sprite. */
@NullMarked
package dev.chirp.art;

import org.jspecify.annotations.NullMarked;
