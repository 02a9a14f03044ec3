/** Dead letters and held events: what on-call sees of them and orders to be done with them. */
@NullMarked
package dev.chirp.gateway.ops;

import org.jspecify.annotations.NullMarked;
