/** The API gateway: accounts, capture intake, reads and the web page. */
@NullMarked
package dev.chirp.gateway;

import org.jspecify.annotations.NullMarked;
