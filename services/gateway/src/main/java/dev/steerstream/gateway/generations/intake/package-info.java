/**
 * From an admitted request to its row and its message on the way: those that come at the same time are stored in one transaction, within their tenants' caps;
 * of one tenant only so many go ahead, so that others are not held up. What a request may say is decided before, in {@code generations}.
 */
package dev.steerstream.gateway.generations.intake;
