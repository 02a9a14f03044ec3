/** The threads and the queue that computation runs on. */
@NullMarked
package dev.chirp.classify.inference;

import org.jspecify.annotations.NullMarked;
