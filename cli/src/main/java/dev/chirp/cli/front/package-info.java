/** The one public port: routes by path to the services. */
@NullMarked
package dev.chirp.cli.front;

import org.jspecify.annotations.NullMarked;
