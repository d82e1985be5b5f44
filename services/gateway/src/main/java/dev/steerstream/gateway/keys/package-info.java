/** The door for API keys: created with their secret told once, listed without it, revoked. */
package dev.steerstream.gateway.keys;
