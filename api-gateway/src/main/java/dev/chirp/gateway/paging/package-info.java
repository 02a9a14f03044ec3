/** Lists come in pages. */
@NullMarked
package dev.chirp.gateway.paging;

import org.jspecify.annotations.NullMarked;
