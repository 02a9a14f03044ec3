/** Programs that act for a user by a secret of their own. */
@NullMarked
package dev.chirp.gateway.client;

import org.jspecify.annotations.NullMarked;
