/** {@code chirp images}: container images of the services and of this command line. */
@NullMarked
package dev.chirp.cli.image;

import org.jspecify.annotations.NullMarked;
