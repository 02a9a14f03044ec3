/** How devices are told what went wrong. */
@NullMarked
package dev.chirp.ingest.problem;

import org.jspecify.annotations.NullMarked;
