/** The account that {@code up} leaves in the data folder for the commands that talk to the platform. */
@NullMarked
package dev.chirp.cli.demo;

import org.jspecify.annotations.NullMarked;
