/** The playground: one prompt answered by base, warm and steered side by side, by way of the gateway, with the tokens that steering changed. */
package dev.steerstream.tracker.playground;
