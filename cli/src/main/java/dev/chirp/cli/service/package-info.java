/** The six services as the command line sees them. */
@NullMarked
package dev.chirp.cli.service;

import org.jspecify.annotations.NullMarked;
