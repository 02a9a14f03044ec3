/** What a request carries through the whole platform: its id, its trace and its sender. */
@NullMarked
package dev.chirp.gateway.request;

import org.jspecify.annotations.NullMarked;
