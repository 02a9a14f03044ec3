/** The servers of the platform, each as its own process. */
@NullMarked
package dev.chirp.cli.infra;

import org.jspecify.annotations.NullMarked;
