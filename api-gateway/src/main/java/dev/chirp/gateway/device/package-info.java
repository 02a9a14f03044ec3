/** Devices and their keys. */
@NullMarked
package dev.chirp.gateway.device;

import org.jspecify.annotations.NullMarked;
