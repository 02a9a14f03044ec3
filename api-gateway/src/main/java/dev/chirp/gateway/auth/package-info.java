/** Accounts, sessions and the access tokens that every service verifies. */
@NullMarked
package dev.chirp.gateway.auth;

import org.jspecify.annotations.NullMarked;
