/** Events that the broker refused, kept aside with the later events of their keys. */
@NullMarked
package dev.chirp.relay.hold;

import org.jspecify.annotations.NullMarked;
