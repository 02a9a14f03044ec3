/** Verification of access tokens, without a call to the service that issued them. */
@NullMarked
package dev.chirp.security;

import org.jspecify.annotations.NullMarked;
