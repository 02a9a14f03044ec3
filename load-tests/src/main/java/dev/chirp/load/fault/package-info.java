/** Breaks parts of a running platform under load and looks whether anything was lost, doubled or left behind. */
@NullMarked
package dev.chirp.load.fault;

import org.jspecify.annotations.NullMarked;
