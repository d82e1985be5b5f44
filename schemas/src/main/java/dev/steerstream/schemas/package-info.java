/**
 * The contracts of the topics: one record per message, its JSON Schema beside it in the resources, the topics' definitions,
 * and the one codec that reads and writes them. JSON is snake_case; times are RFC 3339 in UTC; every message carries
 * CloudEvents 1.0 headers in binary mode with {@code tenant} as an extension attribute. Schemas evolve by addition only.
 * No behaviour lives here, and nothing here depends on another module of SteerStream.
 */
package dev.steerstream.schemas;
