/** The commands that talk to a running platform. */
@NullMarked
package dev.chirp.cli.client;

import org.jspecify.annotations.NullMarked;
