/** The network as the training library sees it, fitted and read out. */
@NullMarked
package dev.chirp.training.network;

import org.jspecify.annotations.NullMarked;
