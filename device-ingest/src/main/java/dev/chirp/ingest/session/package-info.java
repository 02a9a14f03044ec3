/** What a device and this service owe each other while they are connected, without any I/O. */
@NullMarked
package dev.chirp.ingest.session;

import org.jspecify.annotations.NullMarked;
