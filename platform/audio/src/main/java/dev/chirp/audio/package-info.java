/** Recognising and decoding recordings from people who may be hostile. */
@NullMarked
package dev.chirp.audio;

import org.jspecify.annotations.NullMarked;
