/** How times are taken. */
@NullMarked
package dev.chirp.load.measure;

import org.jspecify.annotations.NullMarked;
