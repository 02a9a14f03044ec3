/** Benchmarks: what is measured, against which target, and how it is printed. */
@NullMarked
package dev.chirp.load.bench;

import org.jspecify.annotations.NullMarked;
