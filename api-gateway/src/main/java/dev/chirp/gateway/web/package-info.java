/** The page, its documentation and the description of the API. */
@NullMarked
package dev.chirp.gateway.web;

import org.jspecify.annotations.NullMarked;
