/** Whether a server speaks the frames of devices as their protocol says. */
@NullMarked
package dev.chirp.cli.device;

import org.jspecify.annotations.NullMarked;
