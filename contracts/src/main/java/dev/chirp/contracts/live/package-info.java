/** The frames of live delivery, and which event becomes which frame. */
@NullMarked
package dev.chirp.contracts.live;

import org.jspecify.annotations.NullMarked;
